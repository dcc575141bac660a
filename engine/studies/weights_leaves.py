"""One row for each indicator: what the sources say, what policy leaves room for, what came out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.domain.estimates import Estimate
from engine.domain.pack import INTERVAL_LEVEL
from engine.domain.weights_report import LeafDecision
from engine.optimisation.explain import Why
from engine.optimisation.extremes import extremes, in_steps
from engine.studies.weights_choice import Chosen
from engine.studies.weights_inputs import Source
from engine.studies.weights_ready import Ready

Floats = NDArray[np.float64]


def leaf_decisions(
    ready: Ready, chosen: Chosen, reasons: Sequence[Why]
) -> tuple[LeafDecision, ...]:
    """Return the rows in the order of the tree; ``reasons`` say why, one for each leaf."""
    tree, speaks = ready.inputs.tree, set(ready.speaks)
    room = extremes(np.eye(len(tree.leaf_ids)), in_steps(chosen.admissible))
    judged = None if ready.judged is None else source_estimates(ready.judged)
    evidence = None if ready.evidence is None else source_estimates(ready.evidence)
    decided = _with_interval(chosen.weights.shares, chosen.weights.interval(INTERVAL_LEVEL))
    return tuple(
        LeafDecision(
            indicator=leaf.id,
            name=leaf.name,
            group=tree.group_of(leaf.id).id,
            incumbent=None if ready.inputs.incumbent is None else in_force,
            judged=None if judged is None else judged[place],
            evidence=None if evidence is None or leaf.id not in speaks else evidence[place],
            target=None if chosen.target is None else float(chosen.target.shares[place]),
            least=float(room.least[place]),
            greatest=float(room.greatest[place]),
            recommended=decided[place],
            why=reasons[place].main,
            also=reasons[place].also,
        )
        for place, (leaf, in_force) in enumerate(
            zip(tree.leaves, _with_interval(ready.in_force.shares, None), strict=True)
        )
    )


def source_estimates(source: Source) -> list[Estimate]:
    """Return each share of a source with the interval of its file or of its draws."""
    return _with_interval(source.weights.shares, source.ends())


def _with_interval(shares: Floats, ends: tuple[Floats, Floats] | None) -> list[Estimate]:
    """Return shares as estimates; a share rounded to the grid may lie outside its interval."""
    shares = shares + 0.0  # a solver's -0.0 is 0
    if ends is None:
        return [Estimate(float(share)) for share in shares]
    return [
        Estimate(float(share), float(low), float(high))
        if np.isfinite(low) and np.isfinite(high)
        else Estimate(float(share))
        for share, low, high in zip(shares, *ends, strict=True)
    ]
