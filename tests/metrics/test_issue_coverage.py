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
