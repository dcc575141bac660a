"""The SQL of a table: period, marks, keys."""

import pytest

from engine.errors import InputError
from engine.metrics.definitions import DEFINITIONS, Table
from engine.metrics.table_queries import (
    TableView,
    in_period,
    period_query,
    query_groups,
    require_key,
)

CONTACTS = TableView(Table.CONTACTS, ("agent", "started", "frt_s"))


def test_definitions_of_one_table_and_population_are_one_query() -> None:
    ids = ["frt", "aht", "reply_rate", "fcr", "repeat", "qa_session"]

    groups = query_groups([DEFINITIONS[id_] for id_ in ids])

    assert [[d.id for d in group] for group in groups] == [
        ["frt", "aht"],
        ["reply_rate"],
        ["fcr", "repeat"],
        ["qa_session"],
    ]


def test_absent_columns_have_their_stand_ins() -> None:
    query = period_query(CONTACTS, [DEFINITIONS["frt"]], "agent")

    assert "FALSE AS bot_ended" in query
    assert "NULL::BOOLEAN AS replied" in query
    assert "PARTITION BY" not in query


def test_neighbours_are_looked_for_where_a_definition_asks() -> None:
    query = period_query(CONTACTS, [DEFINITIONS["fcr"]], "agent")

    assert "PARTITION BY customer_id, contact_class ORDER BY started, contact_id" in query


def test_month_lies_wholly_in_the_period_and_an_instant_half_open() -> None:
    assert in_period(CONTACTS) == "started >= $start AND started < $end"
    assert "INTERVAL 1 MONTH <= $end" in in_period(TableView(Table.STAFF, ("month",)))


def test_samples_without_a_month_have_their_day() -> None:
    view = TableView(Table.SAMPLES, ("agent", "sampled_at"))

    assert not view.is_monthly
    assert in_period(view) == "sampled_at >= $start AND sampled_at < $end"


@pytest.mark.parametrize(
    ("key", "known"),
    [("agent", True), ("group", True), ("shop", True), ("day", True), ("shift", False)],
)
def test_table_knows_what_its_rows_can_be_by(key: str, *, known: bool) -> None:
    assert CONTACTS.can_be_by(key) is known


def test_agent_months_have_no_days() -> None:
    view = TableView(Table.STAFF, ("month", "agent"))

    assert view.can_be_by("month")
    assert not view.can_be_by("day")


def test_unknown_key_is_refused() -> None:
    with pytest.raises(InputError, match="weather"):
        require_key("weather")
