"""Profile intervals end where the penalised likelihood has fallen by the threshold."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from engine.evidence.firth_likelihood import PenalisedLogit, maximum
from engine.evidence.firth_profile import profile_interval


@pytest.fixture(scope="module")
def separated() -> PenalisedLogit:
    """Quasi-complete separation: the flag occurs with successes only."""
    rng = np.random.default_rng(11)
    flag = (np.arange(80) < 9).astype(float)
    x = rng.normal(size=80)
    y = np.where(flag == 1, 1.0, rng.random(80) < expit(0.4 * x))
    matrix = np.column_stack([np.ones(80), x, flag])
    return PenalisedLogit(matrix, y, np.ones(80), np.zeros(80))


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_likelihood_falls_by_half_the_quantile_at_both_ends(
    separated: PenalisedLogit, place: int, level: float
) -> None:
    peak = maximum(separated, np.zeros(3))
    held = np.eye(3)[place]

    interval = profile_interval(separated, peak, held, level)

    for end in (interval.low, interval.high):
        start = peak.coefficients + held * (end - peak.coefficients[place])
        fall = 2 * (peak.value - maximum(separated, start, held).value)
        assert fall == pytest.approx(stats.chi2.ppf(level, 1), rel=1e-6)
    assert interval.low < peak.coefficients[place] < interval.high


def test_the_interval_leans_to_where_the_outcome_is_separated(separated: PenalisedLogit) -> None:
    peak = maximum(separated, np.zeros(3))

    interval = profile_interval(separated, peak, np.eye(3)[2], 0.95)

    above, below = interval.high - peak.coefficients[2], peak.coefficients[2] - interval.low
    assert above > 1.5 * below


def test_the_p_value_is_that_of_leaving_the_coefficient_at_zero(
    separated: PenalisedLogit,
) -> None:
    peak, held = maximum(separated, np.zeros(3)), np.array([0.0, 1.0, 0.0])

    p_value = profile_interval(separated, peak, held, 0.95).p_value

    null = maximum(separated, np.zeros(3), held)
    assert p_value == pytest.approx(stats.chi2.sf(2 * (peak.value - null.value), 1), rel=1e-9)


def test_zero_on_the_edge_of_the_interval_has_the_complementary_p_value(
    separated: PenalisedLogit,
) -> None:
    peak, held = maximum(separated, np.zeros(3)), np.array([0.0, 0.0, 1.0])
    p_value = profile_interval(separated, peak, held, 0.95).p_value

    edge = profile_interval(separated, peak, held, 1 - p_value)

    assert edge.low == pytest.approx(0.0, abs=1e-5)
