"""Concordance equals the count over all pairs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.evidence.cox_concordance import Concordance, concordance
from engine.evidence.cox_risk_sets import RiskSets, risk_sets


def over_pairs(
    durations: NDArray[np.float64], events: NDArray[np.float64], scores: NDArray[np.float64]
) -> Concordance:
    above = below = tied = 0
    for i in np.flatnonzero(events):
        later = (durations > durations[i]) | ((durations == durations[i]) & (events == 0))
        above += int((scores[later] < scores[i]).sum())
        below += int((scores[later] > scores[i]).sum())
        tied += int((scores[later] == scores[i]).sum())
    return Concordance(above, below, tied)


def sets_of(durations: NDArray[np.float64], events: NDArray[np.float64]) -> RiskSets:
    return risk_sets(np.arange(len(durations)), durations, events, "efron")


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 100_000), st.integers(1, 40), st.integers(1, 12))
def test_equals_the_count_over_all_pairs(seed: int, n: int, distinct: int) -> None:
    rng = np.random.default_rng(seed)
    durations = rng.integers(1, distinct + 1, n).astype(float)
    events = rng.integers(0, 2, n).astype(float)
    scores = rng.integers(0, distinct, n) / 2.0

    found = concordance((sets_of(durations, events),), scores)

    assert found == over_pairs(durations, events, scores)


def test_pairs_are_counted_within_strata() -> None:
    rng = np.random.default_rng(5)
    durations, scores = rng.exponential(size=30), rng.normal(size=30)
    events = np.ones(30)
    halves = [np.arange(15), np.arange(15, 30)]

    together = concordance(
        tuple(risk_sets(rows, durations, events, "efron") for rows in halves), scores
    )

    alone = [over_pairs(durations[rows], events[rows], scores[rows]) for rows in halves]
    assert together.concordant == sum(part.concordant for part in alone)
    assert together.discordant == sum(part.discordant for part in alone)


@pytest.mark.parametrize(
    ("scores", "value"), [([3.0, 2.0, 1.0], 1.0), ([1.0, 2.0, 3.0], 0.0), ([1.0, 1.0, 1.0], 0.5)]
)
def test_order_by_hand(scores: list[float], value: float) -> None:
    sets = sets_of(np.array([1.0, 2.0, 3.0]), np.ones(3))

    assert concordance((sets,), np.array(scores)).value == value


def test_without_a_pair_there_is_no_concordance() -> None:
    sets = sets_of(np.array([1.0, 1.0]), np.ones(2))

    assert np.isnan(concordance((sets,), np.array([1.0, 2.0])).value)
