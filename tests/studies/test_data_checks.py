"""Choices about the data: what each touches and moves, and that it was not taken."""

import pytest

from engine.domain.evidence_trust import DataCheckRow
from engine.domain.texts import Sentence
from engine.studies.data_checks import alarms, row_numbers
from tests.studies.evidence_samples import SPEC, contacts, plan_of, shop_study, study_of


@pytest.mark.parametrize(
    ("choice", "rows"),
    [("drop_duplicates", 12), ("missing_as_level", 23), ("clip_outliers", 9)],
)
def test_each_choice_says_what_it_touches_and_moves(choice: str, rows: int) -> None:
    (found,) = [each for each in shop_study().report.checks if each.choice == choice]

    assert (found.rows, found.taken) == (rows, False)
    assert found.effect_moved is not None
    assert found.moved is not None
    assert 0 <= found.moved < 0.05


def test_a_choice_that_touches_no_row_is_not_listed() -> None:
    assert "drop_tiny_clusters" not in {each.choice for each in shop_study().report.checks}


def test_half_a_standard_error_is_an_alarm() -> None:
    def row(moved: float) -> DataCheckRow:
        return DataCheckRow("clip_outliers", "", 3, False, None, moved, Sentence("x"))

    assert [each.severity for each in alarms([row(0.4), row(0.5)])] == ["caution", "alarm"]


def test_stated_identifiers_do_not_hide_repeated_rows(tmp_path) -> None:  # type: ignore[no-untyped-def]  # a folder
    spec = SPEC.replace(
        'column = "duration"\nrole = "outcome_derived"', 'column = "no"\nrole = "identifier"'
    )

    assert row_numbers(plan_of(spec, tmp_path)) == ("no",)


def test_a_sentence_without_shares_tells_the_effect_alone() -> None:
    spec = SPEC.replace('scheme = "performance-scheme"\n', "")

    checks = study_of(spec, contacts()).report.checks

    assert checks
    assert {each.sentence.key.removeprefix("finding.evidence.choice_") for each in checks} == {
        f"{each.choice}_effect" for each in checks
    }
