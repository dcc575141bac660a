"""Dominance: the published example, and general dominance as the mean of conditional."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evidence.dominance import complete_dominance, conditional_dominance
from engine.evidence.lmg import shapley_values, subset_residuals


@pytest.fixture(scope="module")
def case(cases: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return cases["mtcars_dominance"]


@pytest.fixture(scope="module")
def r2(case: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    data = np.array(list(case["data"]["columns"].values()), dtype=np.float64)
    matrix = np.vstack([np.ones(data.shape[1]), data[1:], data[0]])
    residuals = subset_residuals((matrix @ matrix.T)[None], [(1,), (2,), (3,)], [0])[:, 0]
    return 1 - residuals / residuals[0]


Worths = np.ndarray[Any, np.dtype[np.float64]]


def test_general_dominance_of_mtcars(case: dict[str, Any], r2: Worths) -> None:
    expected = list(case["expected"]["general"].values())
    assert shapley_values(r2[:, None])[:, 0] == pytest.approx(expected, rel=1e-6)


def test_conditional_dominance_of_mtcars(case: dict[str, Any], r2: Worths) -> None:
    expected = np.array(list(case["expected"]["conditional"].values()))
    assert conditional_dominance(r2) == pytest.approx(expected, rel=1e-6)


def test_complete_dominance_of_mtcars(case: dict[str, Any], r2: Worths) -> None:
    beats = complete_dominance(r2)

    names = {"am": 0, "vs": 1, "cyl": 2}
    for pair, share in case["expected"]["complete"].items():
        winner, loser = pair.split("_gt_")
        assert beats[names[winner], names[loser]] == pytest.approx(share)
    assert np.diag(beats).tolist() == [0.0, 0.0, 0.0]


@given(seed=st.integers(0, 10_000), players=st.integers(1, 5))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_general_is_the_mean_of_conditional(seed: int, players: int) -> None:
    worths = np.random.default_rng(seed).normal(size=2**players)

    general = shapley_values(worths[:, None])[:, 0]
    assert conditional_dominance(worths).mean(axis=1) == pytest.approx(general)


def test_equal_contributions_beat_neither() -> None:
    assert complete_dominance(np.array([0.0, 1.0, 1.0, 1.5])).tolist() == [[0, 0], [0, 0]]
