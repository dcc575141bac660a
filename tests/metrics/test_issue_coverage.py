"""Days that are absent, thin or cut, and people on duty without contacts."""

from datetime import datetime, timedelta

from engine.domain.records import TableKind
from engine.metrics.issue_coverage import coverage_doubts
from tests.metrics.issue_tables import MAY, Columns, found, opened, told

CONTACTS = TableKind.CONTACTS


def days(*sizes: int) -> tuple[TableKind, Columns]:
    """Return contacts from 9 to 21 o'clock, so many each day."""
    started = [
        MAY + timedelta(days=day, hours=12 * place / max(size - 1, 1))
        for day, size in enumerate(sizes)
        for place in range(size)
    ]
    return CONTACTS, {"agent": ["A"] * len(started), "started": started}


def test_days_alike_give_no_doubt() -> None:
    assert told(coverage_doubts, days(60, 55, 70, 40, 90, 62, 58)) == []


def test_a_day_without_contacts_is_named_where_there_are_many() -> None:
    (doubt,) = found(coverage_doubts, days(60, 55, 0, 40, 90))

    assert (doubt.code, doubt.values) == ("empty_days", {"days": "2026-05-06", "count": 1})


def test_empty_days_are_no_wonder_in_a_small_sample() -> None:
    assert told(coverage_doubts, days(2, 1, 0, 3, 1, 2)) == []


def test_days_of_the_period_before_the_first_row_count() -> None:
    bounds = (datetime(2026, 5, 1), datetime(2026, 5, 9))  # noqa: DTZ001 (local time)
    with opened(days(60, 55, 70, 40, 90)) as records:
        (doubt,) = coverage_doubts(records, bounds)

    assert doubt.values["days"] == "2026-05-01, 2026-05-02, 2026-05-03"


def test_days_before_a_shop_opened_are_a_note() -> None:
    bounds = (datetime(2026, 5, 1), datetime(2026, 5, 9))  # noqa: DTZ001 (local time)
    with opened(days(60, 55, 0, 40, 90)) as records:
        doubts = [
            (each.severity, each.values["count"]) for each in coverage_doubts(records, bounds)
        ]

    assert doubts == [("caution", 1), ("note", 3)]


def test_weekdays_on_which_the_shop_never_opens_are_a_note() -> None:
    doubts = found(coverage_doubts, days(*[60, 55, 70, 40, 90, 0, 0] * 3, 50))

    assert [(each.code, each.severity, each.values["count"]) for each in doubts] == [
        ("empty_days", "note", 6)
    ]


def test_days_that_are_not_over_yet_lack_nothing() -> None:
    bounds = (datetime(2026, 5, 4), datetime(2026, 6, 1))  # noqa: DTZ001 (local time)
    with opened(days(60, 55, 70, 40, 90)) as records:
        assert list(coverage_doubts(records, bounds, MAY + timedelta(days=5, hours=-9))) == []
        assert list(coverage_doubts(records, bounds, MAY - timedelta(days=50))) == []


def test_quiet_weekends_and_the_days_after_a_promotion_are_not_thin() -> None:
    weekends = days(*[100, 110, 95, 105, 100, 20, 15] * 3)
    promotion = days(*[50, 55, 52, 48, 51, 49, 50] * 2, *[500, 600, 550, 50, 52, 49, 51])

    assert told(coverage_doubts, weekends) == []
    assert told(coverage_doubts, promotion) == []


def test_a_thin_day_among_full_ones_is_named() -> None:
    (doubt,) = found(coverage_doubts, days(60, 55, 70, 9, 90, 62, 58))

    assert (doubt.code, doubt.rows, doubt.values["days"]) == ("thin_days", 9, "2026-05-07")


def test_a_last_day_that_ends_early_is_cut() -> None:
    kind, columns = days(60, 55, 70, 80, 90, 60)
    kept = [at for at in columns["started"] if at < MAY + timedelta(days=5, hours=4)]

    (doubt,) = found(coverage_doubts, (kind, {"started": kept, "agent": ["A"] * len(kept)}))

    assert (doubt.code, doubt.values["usual_h"]) == ("last_day_cut", 21.0)


def test_people_on_duty_without_contacts_are_named() -> None:
    staff: Columns = {
        "agent": ["A", "B", "C", "D"],
        "month": ["2026-05", "2026-05", "2026-05", "2026-04"],
        "scheduled_days": [20, 20, 1, 20],
    }

    doubts = found(coverage_doubts, days(60), (TableKind.STAFF, staff))

    assert [each.places for each in doubts] == [("row 3, column agent",)]
