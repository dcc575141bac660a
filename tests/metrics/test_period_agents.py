"""Who worked in a period: groups by most contacts, records beside them."""

import pytest

from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.metrics.period_agents import define_agent_groups, monthly_values, period_agents
from engine.metrics.records import OpenRecords, opened_records


def with_staff(records: OpenRecords) -> OpenRecords:
    records.define(
        "staff",
        """SELECT * FROM (VALUES ('2026-04', 'A1', 'old', 4000.0), ('2026-05', 'A1', 'new', 5000.0),
        ('2026-05', 'A7', NULL, NULL), ('2026-06', 'A8', 'next', 1.0))
        AS given(month, agent, "group", base_pay_cny)""",
    )
    return records


def test_group_is_where_most_contacts_were_and_else_on_record(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records:
        people = period_agents(with_staff(records), "2026-05")

    assert people.groups == {"A1": "pre", "A2": "aft", "A7": ""}
    assert people.recorded == ("A1", "A7")


def test_last_months_group_counts_without_contacts() -> None:
    with opened_records([]) as records:
        people = period_agents(with_staff(records), "2026-04-01/2026-06-01")

    assert people.groups["A1"] == "new"
    assert people.population("A1") == "all"


def test_population_is_what_most_contacts_are(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records:
        people = period_agents(records, "2026-05")

    assert people.presale == {"A1": 1.0, "A2": 0.0}
    assert (people.population("A1"), people.population("A2")) == ("presale", "aftersale")


def test_pay_of_the_month_is_by_agent() -> None:
    with opened_records([]) as records:
        assert monthly_values(with_staff(records), "base_pay_cny", "2026-05") == {"A1": 5000.0}
        assert monthly_values(records, "bonus", "2026-05") == {}


def test_groups_become_a_table(ten_contacts: RecordSource) -> None:
    with opened_records([ten_contacts]) as records:
        define_agent_groups(records, period_agents(records, "2026-05"))
        rows = records.connection.execute("FROM agent_groups ORDER BY agent").fetchall()

    assert rows == [("A1", "pre"), ("A2", "aft")]


def test_two_rows_of_a_month_are_refused() -> None:
    with opened_records([]) as records:
        records.define("staff", "SELECT unnest(['2026-05', '2026-05']) AS month, 'A2' AS agent")

        with pytest.raises(InputError, match=r"duplicate_agent_month.*A2"):
            period_agents(records, "2026-05")
