"""Every table names its columns once, and requires and dates by columns it has."""

import pytest

from engine.domain.records import TABLES, ColumnType, TableKind, table_layout
from engine.errors import InputError


@pytest.mark.parametrize("kind", TableKind, ids=str)
def test_a_table_requires_dates_and_tells_rows_apart_by_columns_it_has(kind: TableKind) -> None:
    layout = TABLES[kind]

    assert layout.kind is kind
    named = {*layout.required, layout.dated, *layout.key, *layout.instead}
    assert named <= set(layout.columns)
    assert layout.dated == "month" or layout.columns[layout.dated].type is ColumnType.TIME


def test_numbers_alone_have_units_and_ranges() -> None:
    for layout in TABLES.values():
        for column in layout.columns.values():
            if column.type is not ColumnType.NUMBER:
                assert (column.unit, column.least, column.greatest) == ("", None, None)


def test_surveys_need_a_contact_or_the_agent_and_the_time() -> None:
    layout = TABLES[TableKind.SURVEYS]

    assert layout.missing(["contact_id", "nps"]) == layout.missing(["agent", "answered_at"]) == ()
    assert layout.missing(["agent", "nps"]) == ("contact_id",)


def test_an_unknown_table_is_named_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"records\.unknown_table") as error:
        table_layout("calls")

    assert "contacts" in str(error.value)
