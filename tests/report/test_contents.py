"""Every table of every kind of pack fits its columns, in both languages."""

import pytest

from engine.domain.pack import DecisionPack
from engine.domain.texts import Language
from engine.report.contents import all_tables

KINDS = ["pack", "weights_pack", "bands_pack", "evidence_pack", "hostile_pack", "empty_pack"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_cell_has_a_value_for_each_part_of_its_column(
    kind: str, language: Language, request: pytest.FixtureRequest
) -> None:
    tables = all_tables(request.getfixturevalue(kind), language)

    for table in tables:
        for row in table.rows:
            assert len(row) == len(table.columns), table.id
            parts = [1 + len(column.parts) for column in table.columns]
            assert [len(cell.values) for cell in row] == parts, table.id


def test_tables_have_ids_of_their_own(pack: DecisionPack) -> None:
    ids = [table.id for table in all_tables(pack, "en")]

    assert len(set(ids)) == len(ids)
    assert {"weights", "movers", "verdicts_618", "respondents", "record"} <= set(ids)


def test_partial_pack_has_only_the_tables_of_its_parts(bands_pack: DecisionPack) -> None:
    ids = {table.id for table in all_tables(bands_pack, "en")}

    assert ids == {"bands_csat", "sentences", "set_aside", "record", "inputs"}


def test_priced_rules_stand_in_for_the_rules_that_bind(
    pack: DecisionPack, weights_pack: DecisionPack
) -> None:
    plain = [table.id for table in all_tables(pack, "en")]
    chosen = [table.id for table in all_tables(weights_pack, "en")]

    assert "binding" in plain
    assert "binding" not in chosen
    assert chosen.index("weights_why") < chosen.index("weights_rules") < chosen.index("movers")
