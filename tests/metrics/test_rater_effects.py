"""Leniency and drift: exact on additive data, a second implementation, connectedness."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.metrics.rater_effects import rater_model


def test_leniency_is_told_from_who_was_rated_by_hand() -> None:
    # agents a 80, b 90; q gives 2 less, r 2 more; q rated a twice, r rated b twice
    scores = np.array([78.0, 78, 88, 82, 92, 92])
    agents, raters = list("aababb"), list("qqqrrr")

    found = rater_model(scores, agents, raters, [""] * 6, 0.95)

    q, r = found.raters
    assert (q.leniency.value, r.leniency.value) == pytest.approx((-2, 2))
    assert (q.raw, r.raw) == pytest.approx((-11 / 3, 11 / 3))
    assert [each.adjusted for each in found.agents] == pytest.approx([80, 90])
    assert found.parts == 1
    assert found.residual_deviation == pytest.approx(0, abs=1e-9)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.integers(0, 10_000))
def test_leniency_and_its_interval_are_those_of_a_regression_with_dummies(seed: int) -> None:
    rng = np.random.default_rng(seed)
    of_agent, of_rater = np.repeat(np.arange(4), 6), rng.permutation(np.tile(np.arange(3), 8))
    of_agent = np.concatenate([of_agent, [0, 0, 0]])
    of_rater = np.concatenate([of_rater, [0, 1, 2]])
    scores = 80 + 3.0 * of_agent + 2.0 * of_rater + rng.normal(0, 2, len(of_agent))
    coded = np.where(of_rater[:, None] == np.arange(2), 1.0, 0.0) - (of_rater == 2)[:, None]
    design = np.hstack([np.eye(4)[of_agent], coded])
    other = sm.OLS(scores, design).fit()

    found = rater_model(
        scores, [str(a) for a in of_agent], [str(r) for r in of_rater], [""] * 27, 0.9
    )

    intervals = other.conf_int(0.1)[4:]
    for each, value, interval in zip(found.raters, other.params[4:], intervals, strict=False):
        assert each.leniency.value == pytest.approx(value, abs=1e-8)
        assert (each.leniency.low, each.leniency.high) == pytest.approx(tuple(interval), abs=1e-8)
    assert sum(each.leniency.value for each in found.raters) == pytest.approx(0, abs=1e-9)


def test_raters_without_common_agents_are_not_compared() -> None:
    scores = np.array([80.0, 84, 60, 66, 70])
    agents, raters = ["a", "a", "b", "b", "c"], ["q", "r", "s", "t", "u"]

    found = rater_model(scores, agents, raters, [""] * 5, 0.95)

    values = [each.leniency.value for each in found.raters]
    assert found.parts == 3
    assert values[:4] == pytest.approx([-2, 2, -3, 3])
    assert np.isnan(values[4])  # nobody to compare u with
    assert np.isnan(found.agents[2].adjusted)
    assert len({each.part for each in found.raters}) == 3


def test_drift_is_each_rater_against_the_others() -> None:
    # three months, two agents, both raters rate both: q sinks by 1 a month, r rises by 1
    months = ["2026-01", "2026-02", "2026-03"]
    rows = [(a, r, m) for a in "ab" for r in "qr" for m in range(3)]
    scores = np.array(
        [80.0 + (a == "b") * 5 + (r == "r") * 2 + (1 if r == "r" else -1) * m for a, r, m in rows]
    )

    found = rater_model(
        scores,
        [a for a, _, _ in rows],
        [r for _, r, _ in rows],
        [months[m] for _, _, m in rows],
        0.95,
    )

    assert [each.drift.value for each in found.raters] == pytest.approx([-1, 1])


def test_a_trend_that_all_raters_share_is_no_drift() -> None:
    months = ["2025-12", "2026-01", "2026-02"]
    rows = [(a, r, m) for a in "ab" for r in "qr" for m in range(3)]
    scores = np.array([80.0 + 3 * m + (r == "r") for _, r, m in rows])

    found = rater_model(
        scores,
        [a for a, _, _ in rows],
        [r for _, r, _ in rows],
        [months[m] for _, _, m in rows],
        0.95,
    )

    assert [each.drift.value for each in found.raters] == pytest.approx([0, 0], abs=1e-9)


def test_one_month_shows_no_drift() -> None:
    found = rater_model(np.array([1.0, 2]), ["a", "a"], ["q", "r"], ["2026-01"] * 2, 0.95)

    assert np.isnan(found.raters[0].drift.value)
    assert np.isnan(found.raters[0].leniency.low)  # no degree of freedom is left


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.no_scores"):
        rater_model(np.array([]), [], [], [], 0.95)
    with pytest.raises(InputError, match=r"quality\.confidence"):
        rater_model(np.array([1.0]), ["a"], ["q"], [""], 95)
