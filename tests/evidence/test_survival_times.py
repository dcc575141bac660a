"""Subjects of a survival model: times and events checked, nothing dropped in silence."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Specification
from engine.domain.tables import ColumnTable
from engine.errors import InputError, MethodError
from engine.evidence.survival_times import subjects

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
COLUMNS = {"x": [1.0, 2.0, 3.0, 4.0], "t": [5.0, 1.0, 9.0, 9.0], "y": [1, 0, 1, 0]}


@pytest.fixture
def asked(specify: Specify) -> Specification:
    return specify("x", cluster="", family=Family.COX, duration="t")


def test_rows_without_an_outcome_or_a_term_are_left_out_and_counted(
    asked: Specification, tabulate: Tabulate
) -> None:
    table = tabulate(COLUMNS | {"y": [1, np.nan, 1, 0], "x": [np.nan, 2.0, 3.0, 4.0]})

    found = subjects(table, asked)

    assert found.rows.tolist() == [2, 3]
    assert found.durations.tolist() == [9.0, 9.0]
    assert found.design.outcome.tolist() == [1.0, 0.0]
    assert found.design.dropped == 2
    assert dict(found.design.missing) == {"x": 1, "y": 1}


def test_everybody_may_have_the_event(asked: Specification, tabulate: Tabulate) -> None:
    found = subjects(tabulate(COLUMNS | {"y": ["yes", "yes", "yes", "yes"]}), asked)

    assert found.design.outcome.tolist() == [1.0, 1.0, 1.0, 1.0]
    assert found.design.outcome_level == "yes"


def test_a_score_counts_as_the_event_from_its_threshold(
    specify: Specify, tabulate: Tabulate
) -> None:
    asked = specify("x", cluster="", duration="t", outcome_at_least=4.0)

    found = subjects(tabulate(COLUMNS | {"y": [5.0, 1.0, 4.0, 3.0]}), asked)

    assert found.design.outcome.tolist() == [1.0, 0.0, 1.0, 0.0]
    assert found.design.outcome_level == ">= 4"


def test_the_time_itself_is_no_term(specify: Specify, tabulate: Tabulate) -> None:
    with pytest.raises(InputError, match="duration_as_term"):
        subjects(tabulate(COLUMNS), specify("x", "t", cluster="", duration="t"))


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("t", [5.0, np.nan, 9.0, 9.0], r"duration_absent \(column='t', rows=1, first='101'"),
        ("t", [5.0, 0.0, 9.0, 9.0], "duration_positive"),
        ("t", [5.0, 1.0, -2.0, 9.0], "duration_positive"),
        ("t", [5.0, 1.0, np.inf, 9.0], "duration_positive"),
        ("t", ["five", "1", "9", "9"], "not_numeric"),
        ("y", [2, 0, 1, 0], "outcome_range"),
        ("y", ["maybe", "no", "yes", "no"], "outcome_levels"),
        ("y", [np.nan] * 4, "no_rows"),
    ],
)
def test_bad_times_and_events_are_refused_by_name(
    column: str, values: list[Any], code: str, asked: Specification, tabulate: Tabulate
) -> None:
    with pytest.raises(InputError, match=code):
        subjects(tabulate(COLUMNS | {column: values}), asked)


def test_a_duration_must_be_named(specify: Specify, tabulate: Tabulate) -> None:
    with pytest.raises(InputError, match="duration_unnamed"):
        subjects(tabulate(COLUMNS), specify("x", cluster="", family=Family.COX))


def test_without_an_event_nothing_can_be_learnt(asked: Specification, tabulate: Tabulate) -> None:
    with pytest.raises(MethodError, match="no_events"):
        subjects(tabulate(COLUMNS | {"y": [0, 0, 0, 0]}), asked)
