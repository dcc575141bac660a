"""Draws of the shares of a weight source that comes with intervals only."""

from dataclasses import replace

import numpy as np

from engine.domain.pack import INTERVAL_LEVEL
from engine.domain.texts import Finding, Sentence
from engine.studies.weights_inputs import OptimiseInputs, Source

DRAWS = 4000
HALF_WIDTHS = 1.6449  # standard deviations in half an interval of INTERVAL_LEVEL, 90 %


def drawn_inputs(
    inputs: OptimiseInputs, rng: np.random.Generator
) -> tuple[OptimiseInputs, tuple[Finding, ...]]:
    """Return the inputs with draws for judged and evidence weights, and what had to be assumed.

    A source without draws and without intervals stays certain, and so does a single share without
    an interval: it cannot add doubt, which is said.
    """
    judged, on_judged = _drawn(inputs.judged, rng)
    evidence, on_evidence = _drawn(inputs.evidence, rng)
    return replace(inputs, judged=judged, evidence=evidence), (*on_judged, *on_evidence)


def _drawn(
    source: Source | None, rng: np.random.Generator
) -> tuple[Source | None, tuple[Finding, ...]]:
    if source is None or source.weights.draws is not None:
        return source, ()
    origin = source.weights.origin.value
    if source.low is None or source.high is None:
        return source, (Finding("caution", Sentence(f"finding.recalibration.certain_{origin}")),)
    shares, unknown = source.weights.shares, np.isnan(source.high - source.low)
    deviations = np.where(unknown, 0.0, source.high - source.low) / (2 * HALF_WIDTHS)
    drawn = np.clip(rng.normal(shares, deviations, size=(DRAWS, len(shares))), 0.0, None)
    totals = drawn.sum(axis=1, keepdims=True)
    draws = np.where(totals > 0, drawn / np.where(totals > 0, totals, 1.0), shares)
    told = {"level": 100 * INTERVAL_LEVEL}
    key = f"finding.recalibration.{origin}_from_intervals"
    found = [Finding("caution", Sentence(key, told))]
    if unknown.any():
        certain = [
            id_ for id_, flag in zip(source.weights.indicators, unknown, strict=True) if flag
        ]
        told_partly = {"indicators": ", ".join(certain)}
        key = f"finding.recalibration.partly_certain_{origin}"
        found.append(Finding("caution", Sentence(key, told_partly)))
    return replace(source, weights=replace(source.weights, draws=draws)), tuple(found)
