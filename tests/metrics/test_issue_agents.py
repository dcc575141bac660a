"""Agents of one table and not of another, written in two ways, or no agents at all."""

from engine.domain.records import TableKind
from engine.metrics.issue_agents import agent_doubts, folded
from tests.metrics.issue_tables import Columns, found, hours, told


def contacts(*agents: str) -> tuple[TableKind, Columns]:
    return TableKind.CONTACTS, {"agent": list(agents), "started": hours(len(agents))}


def staff(*agents: str) -> tuple[TableKind, Columns]:
    return TableKind.STAFF, {"agent": list(agents), "month": ["2026-05"] * len(agents)}


def test_the_same_agents_everywhere_give_no_doubt() -> None:
    assert told(agent_doubts, contacts("A", "B", "A"), staff("A", "B")) == []


def test_rows_of_totals_are_no_agents() -> None:
    doubts = found(agent_doubts, contacts("A", "合计", "Grand Total"), staff("A"))

    assert [(each.code, each.severity, each.rows) for each in doubts] == [
        ("total_rows", "alarm", 2)
    ]


def test_customers_in_the_place_of_agents_are_too_many() -> None:
    people = contacts(*[f"C{place % 30}" for place in range(60)])
    agents = contacts(*[f"A{place % 19}" for place in range(40)])

    assert told(agent_doubts, people) == [("many_agents", "agent", 60)]
    assert told(agent_doubts, agents) == []


def test_agents_unknown_to_the_staff_table_are_named() -> None:
    (doubt,) = found(agent_doubts, contacts("A", "B", "B"), staff("A"))

    assert (doubt.code, doubt.table, doubt.rows) == ("unknown_agents", "contacts", 2)
    assert doubt.values == {"agents": "B", "other": "issue_word.table.staff"}


def test_staff_without_contacts_is_a_note_only() -> None:
    (doubt,) = found(agent_doubts, contacts("A"), staff("A", "B"))

    assert (doubt.table, doubt.severity) == ("staff", "note")


def test_one_name_written_in_two_ways_is_one_agent() -> None:
    (doubt,) = found(agent_doubts, contacts("Ann", "Ａｎｎ "), staff("Ann"))

    assert (doubt.code, doubt.places) == ("similar_agents", ("row 3, column agent",))
    assert doubt.values == {"agents": "Ａｎｎ ", "other": "Ann"}


def test_names_are_folded_by_width_case_and_blanks() -> None:
    assert folded("　小Ａ ：ｂ") == "小a:b"
