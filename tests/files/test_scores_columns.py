"""Columns of a table of agents are known by their headers, in either language."""

import pytest

from engine.domain.texts import Text
from engine.files.scores_columns import agent_columns, agent_faults
from engine.files.spreadsheet import Sheet
from engine.files.weights_names import LeafNames

NAMES = LeafNames({"frt": Text("首次响应", "First response"), "fcr": Text("解决率", "Solved")})


def sheet(header: tuple[str, ...], *rows: tuple[str, ...]) -> Sheet:
    return Sheet("s.csv", header, tuple(enumerate(rows, 2)))


@pytest.mark.parametrize(
    "header", [("agent", "frt", "fcr"), ("坐席", "首次响应", "解决率"), ("客服", "FRT", "Solved")]
)
def test_agents_and_leaves_are_found(header: tuple[str, ...]) -> None:
    columns = agent_columns(sheet(header), NAMES)

    assert (columns.agent, columns.leaves, columns.faults) == (0, {"frt": 1, "fcr": 2}, ())


def test_group_and_population_may_stand_beside_them() -> None:
    columns = agent_columns(sheet(("组别", "agent", "population", "fcr")), NAMES)

    assert columns.others == {"group": 0, "population": 2}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (("agent", "fcrr"), "unknown_column"),
        (("agent", "fcr", "解决率"), "column_twice"),
        (("agent", "客服", "fcr"), "column_twice"),
        (("name", "fcr"), "no_agent"),
    ],
)
def test_a_column_that_is_unsure_is_a_fault(header: tuple[str, ...], code: str) -> None:
    columns = agent_columns(sheet(header), NAMES)

    assert f"scores_file.{code}" in {fault.code for fault in columns.faults}


def test_rows_without_an_agent_and_agents_twice_are_faults() -> None:
    table = sheet(("agent", "fcr"), ("A", "1"), ("", "2"), ("A", "3"))

    found = list(agent_faults(table, agent_columns(table, NAMES)))

    assert [(fault.code, fault.place) for fault in found] == [
        ("scores_file.agent", "row 3, column agent"),
        ("scores_file.agent_twice", "row 4, column agent"),
    ]
