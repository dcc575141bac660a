"""The test of proportional hazards is the score test written out, and holds its level."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from engine.evidence.cox_likelihood import PartialLikelihood, maximum
from engine.evidence.cox_risk_sets import risk_sets
from engine.evidence.proportionality import (
    ProportionalityTest,
    kaplan_meier_clock,
    proportionality_tests,
)

Floats = NDArray[np.float64]


def proportionality(
    durations: Floats, events: Floats, x: Floats
) -> tuple[ProportionalityTest, ...]:
    sets = risk_sets(np.arange(len(x)), durations, events, "efron")
    likelihood = PartialLikelihood(x, tuple("ab"[: x.shape[1]]), (sets,))
    sums = likelihood.sums(maximum(likelihood).coefficients)
    times = durations[sets.rows][sets.events]
    clock = kaplan_meier_clock(durations, events, times)
    return proportionality_tests(sums, [clock], {name: (j,) for j, name in enumerate("ab")})


def test_equals_the_score_test_of_the_extended_model() -> None:
    """Untied times; the extended model's score and information are added event by event."""
    rng = np.random.default_rng(6)
    x, durations = rng.normal(size=(60, 2)), rng.exponential(size=60)
    events = (rng.random(60) < 0.7).astype(float)
    sets = risk_sets(np.arange(60), durations, events, "efron")
    b = maximum(PartialLikelihood(x, ("a", "b"), (sets,))).coefficients
    clock = kaplan_meier_clock(durations, events, durations)
    score, information = np.zeros(4), np.zeros((4, 4))
    for i in np.flatnonzero(events):
        w = np.exp(x @ b) * (durations >= durations[i])
        wide = np.column_stack([x, clock[i] * x])
        mean = w @ wide / w.sum()
        score += wide[i] - mean
        information += (wide - mean).T @ (w[:, None] * (wide - mean)) / w.sum()

    tests = proportionality(durations, events, x)

    for test, places in zip(tests, ([0, 1, 2], [0, 1, 3], [0, 1, 2, 3]), strict=True):
        part = score[places]
        known = part @ np.linalg.solve(information[np.ix_(places, places)], part)
        assert test.statistic == pytest.approx(known, rel=1e-9)
        assert test.p_value == pytest.approx(stats.chi2.sf(known, test.degrees), rel=1e-9)


def test_the_clock_is_the_share_that_had_the_event_before() -> None:
    durations = np.array([1.0, 2.0, 2.0, 3.0, 4.0])
    events = np.array([1.0, 1.0, 0.0, 1.0, 1.0])

    clock = kaplan_meier_clock(durations, events, np.array([1.0, 2.0, 3.0, 4.0]))

    assert clock == pytest.approx([0.0, 0.2, 0.4, 0.7])  # S: 1, 4/5, 4/5 3/4, 3/5 1/2


def test_events_at_one_time_say_nothing() -> None:
    rng = np.random.default_rng(1)
    durations = np.where(rng.random(50) < 0.5, 3.0, 5.0)

    assert (
        proportionality(durations, (durations == 3.0).astype(float), rng.normal(size=(50, 2))) == ()
    )


@pytest.mark.statistical
def test_false_alarms_are_as_stated() -> None:
    """400 proportional samples, level 5 %: 5 to 38 alarms hold with probability 1 - 1e-4."""
    rng = np.random.default_rng(20)
    alarms = 0
    for _ in range(400):
        x = rng.normal(size=(80, 2))
        times = rng.exponential(size=80) * np.exp(-0.5 * x[:, 0])
        ends = rng.exponential(2.0, 80)
        seen = np.minimum(times, ends)
        alarms += proportionality(seen, (times <= ends).astype(float), x)[0].p_value < 0.05

    low, high = stats.binom.ppf([5e-5, 1 - 5e-5], 400, 0.05)
    assert low <= alarms <= high


def test_an_effect_that_fades_is_found() -> None:
    rng = np.random.default_rng(2)
    x = rng.normal(size=(600, 2))
    early = rng.exponential(size=600) * np.exp(-1.5 * x[:, 0])
    times = np.where(early < 0.5, early, 0.5 + rng.exponential(size=600))

    tests = proportionality(times, np.ones(600), x)

    assert tests[0].p_value < 1e-6
    assert tests[2].p_value < 1e-5
