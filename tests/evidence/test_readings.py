"""Raw values are read once: numbers, flags, and levels that keep every digit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.readings import check_terms, complete_rows, level_reading, term_readings

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


def test_levels_of_numbers_ascend_by_size_and_keep_every_digit() -> None:
    reading = level_reading(np.array([10.0, 2.0, np.nan, 12345678.0, 12345679.0, 0.1]))

    assert reading.levels == ("0.1", "2", "10", "12345678", "12345679")
    assert reading.values.tolist() == [2, 1, -1, 3, 4, 0]


def test_levels_of_texts_ascend_and_a_missing_one_is_absent() -> None:
    reading = level_reading(np.array(["b", None, "a"], dtype=object))

    assert reading.levels == ("a", "b")
    assert reading.absent.tolist() == [False, True, False]


def test_taken_rows_keep_only_the_levels_they_have() -> None:
    reading = level_reading(np.array(["a", "b", "c"], dtype=object))

    taken = reading.take(np.array([True, False, True]))

    assert taken.levels == ("a", "c")
    assert taken.values.tolist() == [0, 1]


def test_every_term_and_fixed_effect_is_read(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"x": [1, 2], "bot": ["yes", "no"], "agent": ["b", "a"]})
    flag = Term("bot", Role.LEVER, Transform.FLAG)

    readings = term_readings(table, specify("x", flag, fixed_effects=("agent",)))

    assert readings["x"].values.tolist() == [1.0, 2.0]
    assert readings["bot"].values.tolist() == [1.0, 0.0]
    assert readings["agent"].levels == ("a", "b")


def test_infinite_value_is_refused_with_its_rows(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"x": [1.0, np.inf, -np.inf]})

    with pytest.raises(InputError, match=r"infinite .column='x', rows=2, first='101, 102'"):
        term_readings(table, specify("x"))


def test_complete_rows_count_missing_values_by_column() -> None:
    absent = {"y": np.array([True, False, False]), "x": np.array([True, True, False])}

    used, missing = complete_rows(absent, 3)

    assert used.tolist() == [False, False, True]
    assert missing == {"y": 1, "x": 2}


@pytest.mark.parametrize("transform", [Transform.FLAG, Transform.CATEGORY])
def test_column_cannot_be_numeric_and_discrete_at_once(
    transform: Transform, specify: Specify
) -> None:
    with pytest.raises(InputError, match=r"mixed_terms .column='flag'"):
        check_terms(specify("flag", Term("flag", Role.LEVER, transform)))


def test_fixed_effect_cannot_be_a_term_too(specify: Specify) -> None:
    with pytest.raises(InputError, match=r"mixed_terms .column='agent'"):
        check_terms(specify("agent", fixed_effects=("agent",)))
