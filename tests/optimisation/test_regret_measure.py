"""What regret is measured on: shares or points, complete agents, and draws that are weights."""

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.domain.tables import ScoreTable
from engine.errors import InputError
from engine.optimisation.regret_measure import RegretMeasure, regret_measure

Floats = NDArray[np.float64]
LEAVES = ("a", "b", "c")


def table(scores: Floats, leaves: tuple[str, ...] = LEAVES) -> ScoreTable:
    return ScoreTable(tuple(f"agent {i}" for i in range(len(scores))), leaves, scores)


def measure_of(draws: Floats, scores: ScoreTable | None = None) -> RegretMeasure:
    return regret_measure(draws, LEAVES, scores, np.ones(3, dtype=bool))


def test_without_scores_regret_is_the_l1_distance() -> None:
    measure = measure_of(np.array([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0]]))

    assert measure.regrets(np.array([0.5, 0.3, 0.2])) == pytest.approx([0.6, 1.0])
    assert (measure.unit, measure.caution) == (1.0, None)


def test_with_scores_it_is_the_mean_difference_of_scores() -> None:
    scores = table(np.array([[80.0, 40.0, 0.0], [60.0, 60.0, 60.0]]))

    measure = measure_of(np.array([[1.0, 0.0, 0.0]]), scores)

    points = measure.unit * measure.regrets(np.array([0.5, 0.5, 0.0]))
    assert points == pytest.approx([10.0])  # agent 1 loses 20, agent 2 nothing


def test_a_leaf_that_weighs_nowhere_needs_no_score() -> None:
    scores = table(np.array([[80.0, 40.0, np.nan], [60.0, 60.0, 60.0]]))
    draws, only_two = np.array([[0.5, 0.5, 0.0]]), np.array([True, True, False])

    both = regret_measure(draws, LEAVES, scores, only_two)
    one = measure_of(draws, scores)

    assert (both.agents, both.left_out) == (2, 0)
    assert (one.agents, one.left_out) == (1, 1)


@pytest.mark.parametrize(
    "draws",
    [
        np.empty((0, 3)),
        np.full((2, 2), 0.5),
        np.array([[0.5, 0.6, -0.1]]),
        np.array([[0.5, 0.5, 0.5]]),
        np.array([[0.5, 0.5, np.nan]]),
        np.array([0.2, 0.3, 0.5]),
    ],
)
def test_draws_that_are_no_weights_are_refused(draws: Floats) -> None:
    with pytest.raises(InputError, match=r"optimisation\.regret_draws"):
        measure_of(draws)


def test_scores_that_do_not_fit_are_refused() -> None:
    draws = np.array([[0.2, 0.3, 0.5]])

    with pytest.raises(InputError, match=r"optimisation\.regret_scores"):
        measure_of(draws, table(np.full((2, 3), np.nan)))
    with pytest.raises(InputError, match=r"optimisation\.regret_leaves.*c"):
        measure_of(draws, table(np.full((2, 2), 50.0), ("a", "b")))
