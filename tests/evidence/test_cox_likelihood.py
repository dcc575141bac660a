"""The partial likelihood's maximum, and the directions along which it has none."""

import numpy as np
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray

from engine.errors import MethodError
from engine.evidence.cox_likelihood import PartialLikelihood, confirmed_maximum, maximum
from engine.evidence.cox_risk_sets import risk_sets

Arrays = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


@pytest.fixture(scope="module")
def drawn() -> Arrays:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(200, 3))
    durations = np.ceil(rng.exponential(5.0, 200) * np.exp(-0.5 * x[:, 0]))
    return durations, (rng.random(200) < 0.7).astype(float), x


def likelihood(drawn: Arrays, ties: str = "efron") -> PartialLikelihood:
    durations, events, x = drawn
    sets = risk_sets(np.arange(len(x)), durations, events, ties)
    return PartialLikelihood(x, tuple("abcdef"[: x.shape[1]]), (sets,))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_equals_phreg(ties: str, drawn: Arrays) -> None:
    known = sm.PHReg(drawn[0], drawn[2], status=drawn[1], ties=ties).fit(disp=0)

    peak = maximum(likelihood(drawn, ties))

    assert peak.coefficients == pytest.approx(known.params, abs=1e-8)
    assert peak.value == pytest.approx(known.llf, rel=1e-12)
    assert np.linalg.inv(peak.information) == pytest.approx(known.cov_params(), abs=1e-8)


def test_a_level_without_events_is_named(drawn: Arrays) -> None:
    durations, events, x = drawn
    flag = (np.arange(200) % 5 == 0).astype(float)
    without = (durations, events * (1 - flag), np.column_stack([x, flag]))

    with pytest.raises(MethodError, match=r"monotone_likelihood \(terms='d'\)"):
        maximum(likelihood(without))


def test_the_time_in_disguise_is_named(drawn: Arrays) -> None:
    durations, events, x = drawn
    disguised = (durations, events, np.column_stack([x[:, :1], -durations / durations.std()]))

    with pytest.raises(MethodError, match=r"monotone_likelihood \(terms='b'\)"):
        maximum(likelihood(disguised))


def test_a_direction_of_two_columns_together_is_named() -> None:
    rng = np.random.default_rng(3)
    a, noise = rng.normal(size=(2, 60))
    order = np.argsort(-(a + noise))
    durations = np.empty(60)
    durations[order] = np.arange(1.0, 61.0)

    with pytest.raises(MethodError, match=r"monotone_likelihood \(terms='a, b'\)"):
        maximum(likelihood((durations, np.ones(60), np.column_stack([a, noise]))))


def test_a_strong_effect_that_is_finite_is_no_fault() -> None:
    rng = np.random.default_rng(8)
    x = rng.normal(size=(400, 1))
    durations = rng.exponential(1.0, 400) * np.exp(-8.0 * x[:, 0])

    peak = maximum(likelihood((durations, np.ones(400), x)))

    assert peak.coefficients[0] == pytest.approx(8.0, abs=1.2)  # four standard errors


def test_any_start_leads_to_the_same_maximum(drawn: Arrays) -> None:
    asked = likelihood(drawn)

    near = maximum(asked)

    for start in (near.coefficients, near.coefficients + 0.3, np.array([0.0, 9.0, 0.0])):
        found = confirmed_maximum(asked, start)
        assert found.coefficients == pytest.approx(near.coefficients, abs=1e-10)


def test_a_far_start_does_not_hide_a_level_without_events(drawn: Arrays) -> None:
    durations, events, x = drawn
    flag = (np.arange(200) % 5 == 0).astype(float)
    without = likelihood((durations, events * (1 - flag), np.column_stack([x, flag])))
    flat = np.array([*maximum(likelihood(drawn)).coefficients, -60.0])

    with pytest.raises(MethodError, match=r"monotone_likelihood \(terms='d'\)"):
        confirmed_maximum(without, flat)
