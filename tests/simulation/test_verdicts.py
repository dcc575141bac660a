"""Verdicts: exact binomial at fixed looks, never from a mean."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.targets import Comparison, Target
from engine.errors import InputError
from engine.simulation.replications import simulate
from engine.simulation.verdicts import LOOKS, Verdict, decision, exact_interval, verdicts
from tests.simulation.desks import HOUR_S, desk, kind, team


def met(held: int, of: int) -> np.ndarray:
    return np.arange(of) < held


@pytest.mark.parametrize(
    ("held", "of", "expected"),
    [
        (100, 100, Verdict.HELD),  # 0.95^100 = 0.0059
        (99, 100, Verdict.UNDECIDED),  # P(Bin(100, 0.95) >= 99) = 0.0371
        (90, 100, Verdict.UNDECIDED),  # P(Bin(100, 0.95) <= 90) = 0.0282
        (89, 100, Verdict.UNDECIDED),  # P(Bin(100, 0.95) <= 89) = 0.0115
        (88, 100, Verdict.MISSED),  # P(Bin(100, 0.95) <= 88) = 0.0043
        (0, 100, Verdict.MISSED),
        (99, 99, Verdict.UNDECIDED),  # before the first look
    ],
)
def test_decision_at_the_first_look(held: int, of: int, expected: Verdict) -> None:
    assert decision(met(held, of), 0.95)[0] is expected


def test_replications_between_looks_decide_nothing() -> None:
    early = np.concatenate((met(99, 100), np.ones(99, dtype=np.bool_)))

    assert decision(early, 0.95) == (Verdict.UNDECIDED, 100)


def test_the_first_look_that_decides_stands() -> None:
    turned = np.concatenate((np.ones(100, dtype=np.bool_), np.zeros(100, dtype=np.bool_)))

    assert decision(turned, 0.95) == (Verdict.HELD, 100)


def test_false_verdicts_on_the_border_are_rare() -> None:
    """5,000 targets at exactly 0.95, five looks of 0.01 at most each: at most 5 % either way."""
    draws = np.random.default_rng(3).random((5_000, LOOKS[-1])) < 0.95

    found = [decision(days, 0.95)[0] for days in draws]

    for called in (Verdict.HELD, Verdict.MISSED):
        assert np.mean([verdict is called for verdict in found]) <= 0.05


def test_after_the_last_look_undecided_stands() -> None:
    border = np.resize(met(19, 20), 2 * LOOKS[-1])  # 95 % in every twenty

    assert decision(border, 0.95) == (Verdict.UNDECIDED, LOOKS[-1])


@pytest.mark.parametrize(
    ("seen", "of", "low", "high"),
    [
        # Clopper and Pearson by R's binom.test: 0/10, 7/10, 10/10
        (0, 10, 0.0, 0.3084971),
        (7, 10, 0.3475471, 0.9332605),
        (10, 10, 0.6915029, 1.0),
    ],
)
def test_interval_is_exact(seen: int, of: int, low: float, high: float) -> None:
    assert exact_interval(seen, of) == pytest.approx((low, high), abs=1e-7)


@given(of=st.integers(1, 500), data=st.data())
def test_interval_holds_the_share_seen(of: int, data: st.DataObject) -> None:
    seen = data.draw(st.integers(0, of))

    low, high = exact_interval(seen, of)

    assert 0 <= low <= seen / of <= high <= 1


EASY = Target("reply_rate", Comparison.AT_LEAST, 0.5)
HOURLY = Target("wait_mean_s", Comparison.AT_MOST, 1e6, scope="hour")
DAILY = Target("reply_rate", Comparison.AT_LEAST, 0.99, scope="each_day")
ROLLING = Target("reply_rate", Comparison.AT_LEAST, 0.99, scope="30d")
INPUT = Target("fcr", Comparison.AT_LEAST, 0.5)
EMPTY = Target("frt_mean_s", Comparison.AT_MOST, 60.0, contact_class="never")
DESK = desk(
    kinds=[kind(rate_per_h=20.0), kind("never", rate_per_h=0.0)],
    groups=[team(agents=5)],
    horizon_s=2 * HOUR_S,
    targets=[EASY, HOURLY, EMPTY],
)


def test_a_target_that_every_day_meets_needs_a_hundred_days() -> None:
    early, late = (verdicts(simulate(DESK, 1, n), [EASY])[0] for n in (40, 100))

    assert (early.verdict, early.further, early.looked) == (Verdict.UNDECIDED, 60, 0)
    assert (late.verdict, late.further, late.looked) == (Verdict.HELD, 0, 100)
    assert late.probability == 1.0
    assert late.low == pytest.approx(0.025 ** (1 / 100))


def test_every_hour_must_meet_an_hourly_target() -> None:
    result = simulate(DESK, 1, 5)

    found = verdicts(result, [HOURLY])[0]

    hours = [result.values(f"hour:{hour}", "wait_mean_s") for hour in (0, 1)]
    assert found.value.mean == np.nanmax(np.stack(hours), axis=0).mean()


def test_every_day_and_every_window_of_30_days_must_meet_its_target() -> None:
    month = desk(
        kinds=[kind(rate_per_h=1.0, patience_s=300.0)],
        groups=[team(agents=1)],
        horizon_s=31 * 24 * HOUR_S,
        targets=[DAILY, ROLLING],
        interval_s=24 * HOUR_S,
    )
    result = simulate(month, 1, 3)

    daily, rolling = verdicts(result, [DAILY, ROLLING])

    days = np.stack([result.values(f"day:{day}", "reply_rate") for day in range(31)])
    windows = np.stack([result.values(f"30d:{last}", "reply_rate") for last in (29, 30)])
    assert daily.value.mean == pytest.approx(days.min(axis=0).mean())
    assert daily.probability == np.mean((days >= 0.99).all(axis=0))
    assert rolling.value.mean == pytest.approx(windows.min(axis=0).mean())


def test_a_measure_that_an_input_decides_is_marked() -> None:
    asked = desk(targets=[INPUT, EASY])
    shown = desk(groups=[team(pressure=(0.9,))], targets=[INPUT])

    assert [each.assumed for each in verdicts(simulate(asked, 1, 2), [INPUT, EASY])] == [
        True,
        False,
    ]
    assert not verdicts(simulate(shown, 1, 2), [INPUT])[0].assumed


def test_a_day_without_contacts_is_not_counted_as_met() -> None:
    found = verdicts(simulate(DESK, 1, 100), [EMPTY])[0]

    assert (found.probability, found.without_contacts) == (0.0, 100)
    assert found.verdict is Verdict.MISSED


def test_a_target_that_was_not_simulated_is_refused() -> None:
    other = Target("frt_mean_s", Comparison.AT_MOST, 60.0, scope="hour:1", group="team")

    with pytest.raises(InputError, match="not_measured"):
        verdicts(simulate(DESK, 1, 2), [other])
