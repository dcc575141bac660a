"""Clocks: the future, stray days, rows out of order, and hours of another zone."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from engine.domain.records import TableKind
from engine.metrics.issue_clocks import clock_doubts, daytime_trough
from tests.metrics.issue_tables import MAY, Columns, hours, opened, told

CONTACTS = TableKind.CONTACTS
# contacts of each hour of a shop's day, midnight first
DAY = [6, 3, 2, 1, 1, 1, 2, 5, 15, 30, 40, 40, 35, 35, 38, 40, 40, 35, 35, 40, 50, 48, 30, 12]


def month(offset_h: int = 0, days: int = 10) -> list[datetime]:
    midnight = datetime(2026, 5, 1)  # noqa: DTZ001 (local time)
    return [
        midnight + timedelta(days=day, hours=hour + offset_h, seconds=3 * place)
        for day in range(days)
        for hour, n in enumerate(DAY)
        for place in range(n)
    ]


def test_a_shop_s_month_in_order_gives_no_doubt() -> None:
    assert told(clock_doubts, (CONTACTS, {"started": month()})) == []


def test_rows_after_now_lie_in_the_future() -> None:
    with opened((CONTACTS, {"started": hours(5)})) as records:
        (doubt,) = clock_doubts(records, MAY + timedelta(hours=3))

    assert (doubt.code, doubt.rows, doubt.of) == ("future", 1, 5)


def test_a_row_of_another_year_is_stray() -> None:
    times = [*month()[:-1], MAY + timedelta(days=365)]

    assert ("stray_days", "started", 1) in told(clock_doubts, (CONTACTS, {"started": times}))


@pytest.mark.parametrize("reverse", [False, True])
def test_rows_that_break_the_order_of_a_file_are_named(reverse: bool) -> None:
    times = month()
    times[700] -= timedelta(days=1)
    times[1000] += timedelta(days=1)

    doubts = told(clock_doubts, (CONTACTS, {"started": times[::-1] if reverse else times}))

    assert [each[:2] for each in doubts] == [("out_of_file_order", "started")]


def test_a_shuffled_file_has_no_order_to_break() -> None:
    ordered = month()
    times = [ordered[place] for place in np.random.default_rng(1).permutation(len(ordered))]

    assert told(clock_doubts, (CONTACTS, {"started": times})) == []


@pytest.mark.parametrize("offset", [-8, 8, 12])
def test_a_quiet_time_by_day_is_another_zone_s(offset: int) -> None:
    with opened((CONTACTS, {"started": month(offset)})) as records:
        doubts = [each for each in clock_doubts(records) if each.code == "zone_doubtful"]

    assert len(doubts) == 1
    assert abs(int(doubts[0].values["offset"]) + offset) % 24 <= 1


def test_a_file_whose_hours_are_not_the_other_s_is_named() -> None:
    tables = [(CONTACTS, {"started": month()}), (CONTACTS, {"started": month(5)})]

    with opened(*tables) as records:
        doubts = [each for each in clock_doubts(records) if each.code == "zone_differs"]

    assert -5 in {int(each.values["offset"]) for each in doubts if each.file == 1}


@pytest.mark.parametrize("rows", [100, 200])
def test_few_rows_of_a_shop_by_day_have_no_doubtful_zone(rows: int) -> None:
    times = month()
    draws = np.random.default_rng(5).choice(len(times), (200, rows))
    profiles = [np.bincount([times[p].hour for p in draw], minlength=24) for draw in draws]

    assert {daytime_trough(profile.astype(float)) for profile in profiles} == {0}


def test_a_shop_that_works_at_night_is_asked_and_not_accused() -> None:
    with opened((CONTACTS, {"started": month(10)})) as records:
        severities = {each.severity for each in clock_doubts(records)}

    assert severities == {"caution"}


def test_a_file_written_agent_by_agent_has_no_order_to_break() -> None:
    columns: Columns = {
        "agent": ["A"] * 1000 + ["B"] * 800 + ["C"] * 90,
        "started": [*month()[:1000], *month()[500:1300], *month()[200:290]],
    }

    assert told(clock_doubts, (CONTACTS, columns)) == []


def test_months_pasted_in_the_wrong_order_are_no_misplaced_rows() -> None:
    times = [*month()[1500:], *month()[:1500]]

    assert told(clock_doubts, (CONTACTS, {"started": times})) == []


def test_dates_without_hours_have_no_zone_to_doubt() -> None:
    dates = [each.replace(hour=0, minute=0, second=0) for each in month()]

    assert told(clock_doubts, (CONTACTS, {"started": dates})) == []
