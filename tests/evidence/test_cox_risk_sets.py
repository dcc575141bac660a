"""Sums over risk sets equal those written out event by event."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.evidence.cox_risk_sets import risk_sets, risk_sums


def drawn(seed: int, n: int = 25) -> tuple[NDArray[np.float64], ...]:
    rng = np.random.default_rng(seed)
    durations = rng.integers(1, 8, n).astype(float)  # many ties
    events = (rng.random(n) < 0.6).astype(float)
    events[0] = 1.0
    return durations, events, rng.normal(size=(n, 2)), rng.normal(size=2)


def written_out(
    durations: Any, events: Any, x: Any, b: Any, ties: str
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return log-likelihood, score and information, event by event."""
    r = np.exp(x @ b)
    value, score, information = 0.0, np.zeros(2), np.zeros((2, 2))
    for time in np.unique(durations[events == 1]):
        risk, dead = durations >= time, (durations == time) & (events == 1)
        d = int(dead.sum())
        for place in range(d):
            w = r * (risk - (place / d if ties == "efron" else 0.0) * dead)
            mean = w @ x / w.sum()
            value -= np.log(w.sum())
            score -= mean
            information += (x - mean).T @ (w[:, None] * (x - mean)) / w.sum()
        value += (x[dead] @ b).sum()
        score += x[dead].sum(axis=0)
    return value, score, information


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.sampled_from(["efron", "breslow"]))
def test_value_score_and_information_are_those_written_out(seed: int, ties: str) -> None:
    durations, events, x, b = drawn(seed)
    rows = np.arange(len(durations))

    sums = risk_sums(risk_sets(rows, durations, events, ties), x, x @ b)

    value, score, information = written_out(durations, events, x, b, ties)
    assert sums.log_likelihood == pytest.approx(value, rel=1e-12)
    assert sums.score() == pytest.approx(score, abs=1e-11)
    assert sums.information(np.ones(len(sums.totals))) == pytest.approx(information, abs=1e-11)
    assert sums.score_residuals().sum(axis=0) == pytest.approx(score, abs=1e-11)


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.sampled_from(["efron", "breslow"]))
def test_a_score_residual_is_what_its_subject_adds_when_weighted_a_little_more(
    seed: int, ties: str
) -> None:
    """Lin and Wei's residual: the derivative of the weighted score by the subject's weight.

    For Breslow's ties the weights enter as they stand; Efron's residuals share the deaths of
    one time alike, so that only those without ties are compared.
    """
    durations, events, x, b = drawn(seed)
    if ties == "efron":
        durations = np.arange(1.0, len(durations) + 1)
    sets = risk_sets(np.arange(len(durations)), durations, events, ties)
    sums = risk_sums(sets, x, x @ b)

    residuals = np.empty_like(x)
    residuals[sets.rows] = sums.score_residuals()

    def weighted(w: NDArray[np.float64]) -> NDArray[np.float64]:
        total, r = np.zeros(2), w * np.exp(x @ b)
        for i in np.flatnonzero(events):
            risk = r * (durations >= durations[i])
            total += w[i] * (x[i] - risk @ x / risk.sum())
        return total

    n = len(durations)
    for i in range(0, n, 6):
        step = 1e-6 * np.eye(n)[i]
        slope = (weighted(np.ones(n) + step) - weighted(np.ones(n) - step)) / 2e-6
        assert residuals[i] == pytest.approx(slope, abs=1e-7)


def test_a_large_predictor_does_not_overflow() -> None:
    durations, events, x, b = drawn(4)
    sets = risk_sets(np.arange(25), durations, events, "efron")

    near, far = (risk_sums(sets, x, x @ b + shift) for shift in (0.0, 900.0))

    assert far.log_likelihood == pytest.approx(near.log_likelihood, rel=1e-10)
