"""Which tables a report on weights has, and that every one fits its columns."""

import pytest

from engine.domain.texts import Language
from engine.report.weights_contents import OPEN, weights_tables
from tests.app.weights_sample import infeasible, weights_report, without_scores

ALL = [
    *("weights_why", "weights_rules", "weights_all_rules", "weights_frontier"),
    *("weights_emphases", "weights_emphasis_rules", "weights_changes", "weights_grades"),
    *("weights_stability", "weights_acceptability", "weights_preference", "weights_robust"),
]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cell_has_a_value_for_each_part_of_its_column(language: Language) -> None:
    tables = weights_tables(weights_report(), language)

    assert [table.id for table in tables] == ALL
    for table in tables:
        parts = [1 + len(column.parts) for column in table.columns]
        for row in table.rows:
            assert [len(cell.values) for cell in row] == parts, table.id


def test_tables_without_scores_keep_to_the_weights() -> None:
    ids = {table.id for table in weights_tables(without_scores(weights_report()), "en")}

    assert ids == {*ALL[:6], "weights_robust"}


def test_infeasible_policy_has_its_clash_and_its_rules() -> None:
    ids = [table.id for table in weights_tables(infeasible(weights_report()), "zh")]

    assert ids == ["weights_conflict", "weights_all_rules"]


def test_open_tables_exist() -> None:
    assert {*ALL, "weights_conflict"} >= OPEN
