"""The printed SQL runs as it stands and gives the figures of the table."""

import numpy as np
import pytest

from engine.domain.records import RecordSource
from engine.errors import InputError
from engine.metrics.aggregate import metric_table
from engine.metrics.computable import computable
from engine.metrics.counting import Counting
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.printed_queries import printed_query
from engine.metrics.records import opened_records

SHARES = Counting(rater_shares={"self": 0.3, "supervisor": 0.5, "others": 0.2})


@pytest.mark.parametrize("by", ["agent", "shop"])
def test_statement_gives_what_the_table_says(
    shop_source: RecordSource, shop_staff: RecordSource, shop_samples: RecordSource, by: str
) -> None:
    with opened_records([shop_source, shop_staff, shop_samples]) as records:
        ids = computable(records, SHARES, by)
        table = metric_table(records, ids, "2026-05", SHARES, by)
        for id_ in ids:
            statement = printed_query(id_, "2026-05", SHARES, by, records.tables)
            rows = records.connection.execute(statement).fetchall()

            values = dict(zip(table.agents, table.column(id_).tolist(), strict=True))
            found = {row[0]: np.nan if row[1] is None else row[1] for row in rows}
            np.testing.assert_allclose(
                [found[key] for key in found], [values[key] for key in found], rtol=1e-12
            )


def test_every_definition_with_sql_can_be_printed() -> None:
    for id_, definition in DEFINITIONS.items():
        if definition.value:
            statement = printed_query(id_, counting=SHARES)
            assert statement.startswith(f"-- {definition.table}: agent, ")
            assert statement.endswith(";")


def test_open_period_is_left_to_the_reader() -> None:
    statement = printed_query("frt")

    assert "-- $start: first instant of the period" in statement
    assert "started >= $start" in statement


def test_what_is_asked_for_must_exist() -> None:
    with pytest.raises(InputError, match=r"counted_by_platform.*rate_3min"):
        printed_query("rate_3min")
    with pytest.raises(InputError, match="unknown_key"):
        printed_query("frt", by="weather")
    with pytest.raises(InputError, match="not_computable"):
        printed_query("aht", tables={"contacts": ("agent", "started")})


def test_groups_of_other_tables_are_said_to_be_needed() -> None:
    assert "-- agent_groups: agent, group" in printed_query("qa_pass", by="group")
