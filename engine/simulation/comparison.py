"""Two scenarios under the same customers: what differs, and how surely (common random numbers)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError
from engine.simulation.estimates import Estimated, estimate
from engine.simulation.replications import SimulationResult


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """A measure of one scenario less that of another, replication by replication.

    ``difference`` summarises second - first; ``variance_ratio`` is the variance that independent
    replications would have had over that of the pairs (above 1: common random numbers help; nan
    where the differences do not vary). ``pairs_lost`` counts replications in which one of the two
    had nothing to measure.
    """

    scope: str
    measure: str
    first: Estimated
    second: Estimated
    difference: Estimated
    variance_ratio: float
    pairs_lost: int


def paired_difference(
    first: SimulationResult, second: SimulationResult, scope: str, measure: str
) -> PairedDifference:
    """Return how a measure differs between two scenarios simulated with one seed.

    Raises
    ------
    InputError
        ``simulation.not_paired`` unless seeds and numbers of replications are equal;
        ``simulation.not_measured`` if either has no such scope or measure.
    """
    if first.seed != second.seed or first.replications != second.replications:
        raise InputError(
            "simulation.not_paired",
            first=f"{first.seed}, {first.replications}",
            second=f"{second.seed}, {second.replications}",
        )
    ours, theirs = first.values(scope, measure), second.values(scope, measure)
    pairs = np.isfinite(ours) & np.isfinite(theirs)
    differences = theirs[pairs] - ours[pairs]
    return PairedDifference(
        scope,
        measure,
        estimate(ours),
        estimate(theirs),
        estimate(differences),
        _variance_ratio(ours[pairs], theirs[pairs]),
        int(pairs.size - pairs.sum()),
    )


def _variance_ratio(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> float:
    if ours.size < 2:  # noqa: PLR2004 - a variance needs two values
        return float("nan")
    paired = float((theirs - ours).var(ddof=1))
    return float(ours.var(ddof=1) + theirs.var(ddof=1)) / paired if paired > 0 else float("nan")
