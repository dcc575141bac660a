"""Defaults taken and thin levels are said."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.design import design

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


def notes(table: ColumnTable, specification: Specification) -> dict[str, dict[str, Any]]:
    made = design(table, specification)
    return {note.sentence.key.rpartition(".")[2]: dict(note.sentence.values) for note in made.notes}


@pytest.fixture
def desk(tabulate: Tabulate) -> ColumnTable:
    kind = np.array(["a", "b"] * 30 + ["rare"] * 4)
    columns = {"y": np.arange(64) % 3 == 0, "kind": kind, "agent": np.arange(64) % 4}
    return tabulate(columns)


def test_reference_taken_by_default_is_said(desk: ColumnTable, specify: Specify) -> None:
    told = notes(desk, specify(Term("kind", Role.LEVER, Transform.CATEGORY)))

    assert told["reference_taken"] == {"column": "kind", "reference": "a"}


def test_stated_reference_needs_no_word(desk: ColumnTable, specify: Specify) -> None:
    told = notes(desk, specify(Term("kind", Role.LEVER, Transform.CATEGORY, reference="b")))

    assert "reference_taken" not in told


def test_rare_levels_are_named(desk: ColumnTable, specify: Specify) -> None:
    told = notes(desk, specify(Term("kind", Role.LEVER, Transform.CATEGORY)))

    assert told["rare_levels"]["levels"] == "rare"


def test_short_fixed_effects_of_a_logit_are_said(desk: ColumnTable, specify: Specify) -> None:
    told = notes(desk, specify(fixed_effects=("agent",)))

    assert told["incidental_parameters"] == {"column": "agent", "rows": 16.0, "few": 50}


def test_short_fixed_effects_of_a_linear_model_are_fine(
    desk: ColumnTable, specify: Specify
) -> None:
    told = notes(desk, specify(fixed_effects=("agent",), family=Family.LINEAR))

    assert told == {}


def test_contacts_count_where_a_row_stands_for_many(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [1, 30], "n": [5, 50], "kind": ["a", "b"], "agent": [1, 2]})
    term = Term("kind", Role.LEVER, Transform.CATEGORY, reference="b")

    told = notes(table, specify(term, family=Family.GROUPED, trials="n"))

    assert told["rare_levels"]["levels"] == "a"
