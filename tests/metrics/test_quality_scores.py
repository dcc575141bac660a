"""Form scores worked by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.domain.quality import FormItem, ProblemType, QualityForm, RedLine, Severity, Veto
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.errors import InputError
from engine.metrics.quality_scores import form_scores, has_items, score_differences

NAME = Text("名", "name")
POLITE = FormItem("greeting", NAME, 2, 6, Severity.MINOR, ProblemType.ATTITUDE)
WRONG = FormItem("wrong", NAME, 15, 30, Severity.SERIOUS, ProblemType.KNOWLEDGE)
ABUSE = RedLine("abuse", NAME, ProblemType.ATTITUDE)
FORM = QualityForm("f", NAME, NAME, "session_score", 100, 80, Veto.ZERO, (POLITE, WRONG), (ABUSE,))
NAN = float("nan")


def samples(**columns: list[float]) -> ColumnTable:
    n = len(next(iter(columns.values())))
    made = {name: np.array(values, dtype=float) for name, values in columns.items()}
    return ColumnTable(np.arange(2, 2 + n), made)


SHEET = samples(
    # 100; 2 lost; 6 at the most, not 8; 6 + 30; a red line; a blank
    greeting=[0, 1, 4, 3, 0, NAN],
    wrong=[0, 0, 0, 3, 1, 0],
    abuse=[0, 0, 0, 0, 1, NAN],
    session_score=[100, 98, 92, 64, 85, NAN],
)


def test_points_are_deducted_up_to_the_most_and_a_red_line_vetoes() -> None:
    found = form_scores(SHEET, FORM)

    assert found.scores.tolist() == [100, 98, 94, 64, 0, 100]
    assert found.passed.tolist() == [True, True, True, False, False, True]
    assert found.vetoed.tolist() == [False] * 4 + [True, False]
    assert found.blank_cells == 2


def test_a_veto_that_fails_keeps_the_score() -> None:
    found = form_scores(SHEET, replace(FORM, veto=Veto.FAIL))

    assert found.scores[4] == 85
    assert not found.passed[4]


def test_a_red_line_column_vetoes_too() -> None:
    flagged = ColumnTable(
        SHEET.labels, {**SHEET.columns, "red_line": np.array([1.0, 0, 0, 0, 0, 0])}
    )

    assert form_scores(flagged, FORM).scores[0] == 0


def test_scores_of_the_sheet_that_are_not_their_items_are_listed_by_row() -> None:
    found = score_differences(SHEET, FORM, form_scores(SHEET, FORM))

    assert [(each.row, each.on_sheet, each.from_items) for each in found] == [
        (4, 92, 94),
        (6, 85, 0),
    ]


def test_a_sheet_without_scores_differs_from_nothing() -> None:
    bare = samples(greeting=[0], wrong=[0], abuse=[0])

    assert score_differences(bare, FORM, form_scores(bare, FORM)) == ()


def test_an_item_that_was_not_judged_is_no_item_without_a_problem() -> None:
    lacking = samples(greeting=[0], abuse=[0])

    assert has_items(lacking, FORM)
    with pytest.raises(InputError, match=r"quality\.items_missing.*wrong"):
        form_scores(lacking, FORM)


@pytest.mark.parametrize("count", [-1.0, 0.5])
def test_impossible_occurrences_are_refused(count: float) -> None:
    with pytest.raises(InputError, match=r"quality\.occurrences"):
        form_scores(samples(greeting=[count], wrong=[0], abuse=[0]), FORM)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=8))
def test_one_more_occurrence_never_raises_a_score(counts: list[tuple[int, int]]) -> None:
    polite, wrong = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    abuse = np.zeros(len(counts))

    def scores(more: int) -> NDArray[np.float64]:
        columns = {"greeting": polite + more, "wrong": wrong, "abuse": abuse}
        return form_scores(ColumnTable(np.arange(len(counts)), columns), FORM).scores

    assert (scores(1) <= scores(0)).all()
    assert (scores(0) >= 100 - 36).all()
