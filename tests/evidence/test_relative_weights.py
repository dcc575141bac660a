"""Betasq, Pratt, Genizi and CAR: published values and the sums they must have."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evidence.relative_weights import relative_weights


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("betasq", "betasq"),
        ("pratt", "pratt"),
        ("genizi", "genizi_johnson"),
        ("car", "car"),
    ],
)
def test_weights_are_those_of_relaimpo_on_swiss(
    method: str, name: str, cases: dict[str, dict[str, Any]]
) -> None:
    case = cases["swiss_relimp"]
    correlations = np.corrcoef(np.array(list(case["data"]["columns"].values())))

    found = getattr(relative_weights(correlations[1:, 1:], correlations[0, 1:]), method)

    assert found == pytest.approx(list(case["expected"][name].values()), rel=1e-6)


@given(seed=st.integers(0, 10_000), predictors=st.integers(1, 6))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_pratt_genizi_and_car_add_up_to_r2(seed: int, predictors: int) -> None:
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(50, predictors + 1)) @ rng.normal(size=(predictors + 1,) * 2)
    correlations = np.corrcoef(data.T)
    inside, outcome = correlations[:-1, :-1], correlations[:-1, -1]

    found = relative_weights(inside, outcome)

    r2 = float(outcome @ np.linalg.solve(inside, outcome))
    for weights in (found.pratt, found.genizi, found.car):
        assert weights.sum() == pytest.approx(r2, rel=1e-6)
    assert found.genizi.min() >= 0


def test_all_agree_where_predictors_are_uncorrelated() -> None:
    outcome = np.array([0.6, -0.5, 0.1])

    found = relative_weights(np.eye(3), outcome)

    for weights in (found.betasq, found.pratt, found.genizi, found.car):
        assert weights == pytest.approx(outcome**2)


def test_predictor_that_stands_twice_shares_with_its_double() -> None:
    correlations = np.array([[1.0, 1.0, 0.3], [1.0, 1.0, 0.3], [0.3, 0.3, 1.0]])
    outcome = np.array([0.5, 0.5, 0.4])

    found = relative_weights(correlations, outcome)

    alone = relative_weights(correlations[1:, 1:], outcome[1:])
    assert found.genizi[0] == pytest.approx(found.genizi[1])
    assert found.genizi.sum() == pytest.approx(alone.genizi.sum())
    assert found.pratt.sum() == pytest.approx(alone.pratt.sum())
