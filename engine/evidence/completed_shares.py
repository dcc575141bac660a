"""Evidence on some indicators completed to all of them, where judgement stands in.

How the evidence shares came about is :mod:`engine.evidence.shares`; this module needs no model,
so that whoever only weighs finished shares starts without the statistics.
"""

import numpy as np
from numpy.typing import NDArray

from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError

Floats = NDArray[np.float64]


def complete_with_judgement(evidence: WeightSet, judged: WeightSet) -> WeightSet:
    """Return evidence shares over all indicators: those without evidence keep the judged share.

    The indicators that evidence speaks for share among themselves what judgement gives them
    together; evidence cannot compare them with the others, so that total is an assumption.
    Draws are paired row by row: judgement and evidence are independent.

    Parameters
    ----------
    evidence
        Shares over some of the judged indicators.
    judged
        Shares over all indicators of the scheme.

    Raises
    ------
    InputError
        ``evidence.not_judged`` where evidence names an indicator the judged set lacks.
    """
    unknown = sorted(set(evidence.indicators) - set(judged.indicators))
    if unknown:
        raise InputError("evidence.not_judged", indicators=", ".join(unknown))
    covered = [judged.indicators.index(indicator) for indicator in evidence.indicators]
    shares = _completed(judged.shares[None, :], evidence.shares[None, :], covered)[0]
    return WeightSet(
        Origin.EVIDENCE, judged.indicators, shares, _completed_draws(evidence, judged, covered)
    )


def _completed_draws(evidence: WeightSet, judged: WeightSet, covered: list[int]) -> Floats | None:
    if evidence.draws is None and judged.draws is None:
        return None
    sizes = [len(s.draws) for s in (evidence, judged) if s.draws is not None]
    rows = min(sizes)
    known = judged.shares[None, :] if judged.draws is None else judged.draws[:rows]
    found = evidence.shares[None, :] if evidence.draws is None else evidence.draws[:rows]
    known = np.broadcast_to(known, (rows, known.shape[1]))
    return _completed(known, np.broadcast_to(found, (rows, found.shape[1])), covered)


def _completed(judged: Floats, evidence: Floats, covered: list[int]) -> Floats:
    completed = judged.copy()
    completed[:, covered] = evidence * judged[:, covered].sum(axis=1, keepdims=True)
    return np.asarray(completed / completed.sum(axis=1, keepdims=True), dtype=np.float64)
