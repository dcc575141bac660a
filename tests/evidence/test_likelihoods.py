"""Each likelihood agrees with scipy's distributions, and its derivatives with differences."""

import numpy as np
import pytest
from scipy import stats

from engine.evidence.likelihoods import BERNOULLI, HAZARD, POISSON, Likelihood, negative_binomial

ETA = np.array([-3.0, -0.4, 0.0, 0.7, 1.5])
Y = np.array([0.0, 1.0, 3.0, 4.0, 7.0])
TRIALS = np.array([2.0, 1.0, 5.0, 4.0, 9.0])
ONES = np.ones(5)
ALPHA = 0.7
CASES = [
    pytest.param(BERNOULLI, TRIALS, id="logit"),
    pytest.param(HAZARD, TRIALS, id="hazard"),
    pytest.param(POISSON, TRIALS, id="poisson"),
    pytest.param(negative_binomial(ALPHA), ONES, id="negative_binomial"),
]


def log_likelihood(likelihood: Likelihood, trials: np.ndarray, eta: np.ndarray) -> np.ndarray:
    return likelihood.kernel(Y, trials, eta) + likelihood.constant(Y, trials)


def reference(likelihood: Likelihood, trials: np.ndarray) -> np.ndarray:
    mean = likelihood.link.mean(ETA)
    if likelihood is POISSON:
        return stats.poisson.logpmf(Y, trials * mean)
    if likelihood in (BERNOULLI, HAZARD):
        return stats.binom.logpmf(Y, trials, mean)
    return stats.nbinom.logpmf(Y, 1 / ALPHA, 1 / (1 + ALPHA * mean))


@pytest.mark.parametrize(("likelihood", "trials"), CASES)
def test_log_likelihood_is_scipys(likelihood: Likelihood, trials: np.ndarray) -> None:
    assert log_likelihood(likelihood, trials, ETA) == pytest.approx(
        reference(likelihood, trials), rel=1e-10
    )


@pytest.mark.parametrize(("likelihood", "trials"), CASES)
def test_score_is_the_slope(likelihood: Likelihood, trials: np.ndarray) -> None:
    step = 1e-6

    rise = log_likelihood(likelihood, trials, ETA + step)
    fall = log_likelihood(likelihood, trials, ETA - step)

    score, _ = likelihood.derivatives(Y, trials, ETA)
    assert score == pytest.approx((rise - fall) / (2 * step), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize(("likelihood", "trials"), CASES)
def test_information_is_the_slope_of_the_mean_squared_over_the_variance(
    likelihood: Likelihood, trials: np.ndarray
) -> None:
    _, information = likelihood.derivatives(Y, trials, ETA)

    slope = trials * likelihood.link.slope(ETA)
    assert information == pytest.approx(slope**2 / likelihood.variance(trials, ETA), rel=1e-10)


@pytest.mark.parametrize(("likelihood", "trials"), CASES)
def test_deviance_is_twice_the_distance_from_the_saturated_model(
    likelihood: Likelihood, trials: np.ndarray
) -> None:
    perfect = {
        "logit": lambda rate: np.log(rate / (1 - rate)),
        "cloglog": lambda rate: np.log(-np.log1p(-rate)),
        "log": np.log,
    }[likelihood.link.name]
    inner = (Y > 0) & ((trials > Y) | (likelihood.link.name == "log"))
    y, m, eta = Y[inner], trials[inner], ETA[inner]

    best = likelihood.kernel(y, m, perfect(y / m))
    distance = 2 * (best - likelihood.kernel(y, m, eta))

    assert likelihood.deviance(y, m, eta) == pytest.approx(distance, rel=1e-9)


@pytest.mark.parametrize(("likelihood", "trials"), CASES)
def test_deviance_is_finite_at_the_edges(likelihood: Likelihood, trials: np.ndarray) -> None:
    edge = np.where(np.arange(5) % 2 == 0, 0.0, trials)

    assert np.isfinite(likelihood.deviance(edge, trials, ETA)).all()
