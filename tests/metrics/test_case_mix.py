"""Case mix: an agent beside the team on the same classes and shifts, worked by hand."""

import numpy as np
import pytest

from engine.domain.metric_report import MixRow
from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.metrics.aggregate import metric_table
from engine.metrics.case_mix import case_mix, mix_adjusted
from engine.metrics.records import OpenRecords, opened_records

PERIOD = "2026-05"


def with_contacts(records: OpenRecords, rows: str) -> OpenRecords:
    records.define(
        "contacts",
        f"""SELECT *, TIMESTAMP '2026-05-04' AS started FROM (VALUES {rows})
        AS given(agent, contact_class, shift, frt_s, solved)""",  # noqa: S608 (the test's own rows)
    )
    return records


ROWS = """('A', 'easy', 'day', 10, TRUE), ('A', 'easy', 'day', 20, TRUE),
('A', 'hard', 'day', 60, FALSE), ('B', 'easy', 'day', 30, TRUE),
('B', 'hard', 'day', 80, FALSE), ('B', 'hard', 'day', 100, TRUE), ('B', NULL, 'day', 50, TRUE)"""


def test_contacts_are_counted_by_class_and_shift() -> None:
    with opened_records([]) as records:
        rows = case_mix(with_contacts(records, ROWS), PERIOD)

    assert rows[:2] == (MixRow("A", "easy", "day", 2, 2 / 3), MixRow("A", "hard", "day", 1, 1 / 3))
    assert rows[2] == MixRow("B", "", "day", 1, 1 / 4)
    assert sum(row.share for row in rows if row.agent == "B") == pytest.approx(1)


def test_difference_is_observed_less_the_teams_on_the_same_mix() -> None:
    """Team means: easy (10 + 20 + 30) / 3 = 20, hard (60 + 80 + 100) / 3 = 80; variances 100, 400.

    A: observed 30, expected (2 x 20 + 80) / 3 = 40; variance (4 x 100 (1/2 - 1/3) +
    1 x 400 (1 - 1/3)) / 9.
    """
    with opened_records([]) as records:
        first, second = mix_adjusted(with_contacts(records, ROWS), ["frt"], PERIOD)

    assert (first.observed, first.expected) == (pytest.approx(30), pytest.approx(40))
    assert first.difference == pytest.approx(-10)
    assert first.standard_error == pytest.approx(np.sqrt((400 / 6 + 800 / 3) / 9))
    assert (second.agent, second.size) == ("B", 4)
    assert second.observed == pytest.approx(65)
    assert second.expected == pytest.approx((20 + 2 * 80 + 50) / 4)


def test_agent_alone_is_as_expected_of_himself() -> None:
    with opened_records([]) as records:
        alone = with_contacts(records, "('A', 'easy', 'day', 10, TRUE), ('A', 'x', 'day', 9, TRUE)")
        (row,) = mix_adjusted(alone, ["frt"], PERIOD)

    assert (row.difference, row.standard_error) == (0, 0)


def test_sums_over_agents_of_what_is_more_and_less_cancel(shop_source: RecordSource) -> None:
    with opened_records([shop_source]) as records:
        rows = mix_adjusted(records, ["csat_rate", "fcr", "throughput", "art"], PERIOD)

    for indicator in ("csat_rate", "fcr"):
        own = [row for row in rows if row.indicator == indicator]
        assert len(own) > 50
        assert sum(row.difference * row.size for row in own) == pytest.approx(0, abs=1e-9)
    assert {row.indicator for row in rows} == {"csat_rate", "fcr"}


def test_observed_is_the_figure_of_the_agents_table(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records:
        silent = "SELECT * REPLACE (CASE WHEN frt_s < 45 THEN NULL ELSE frt_s END AS frt_s)"
        records.define("contacts", f"{silent}, frt_s >= 45 AS replied FROM contacts")
        ids = ["frt_attainment", "reply_rate", "frt"]
        table = metric_table(records, ids, PERIOD)
        rows = mix_adjusted(records, ids, PERIOD)

    assert {(row.agent, row.indicator): row.observed for row in rows} == {
        (agent, id_): pytest.approx(table.column(id_)[i])
        for id_ in ids
        for i, agent in enumerate(table.agents)
    }


def test_column_that_is_lacking_is_named(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records, pytest.raises(InputError, match="handle_s"):
        mix_adjusted(records, ["aht"], PERIOD)
