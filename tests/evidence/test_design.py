"""Rows, columns and clusters of a design stay together by label."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.evidence.design import design, needed_columns

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
KIND = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="blue")


def test_category_has_a_column_for_every_level_but_the_reference(
    small: ColumnTable, specify: Specify
) -> None:
    made = design(small, specify("wait_s", KIND))

    assert made.names == ("intercept", "wait_s", "kind=green", "kind=red")
    assert (made.matrix[:, 0] == 1).all()
    assert made.matrix[:, 3].tolist() == (small.column("kind") == "red").tolist()


def test_numeric_categories_are_told_without_decimals(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1, 0], "wave": [1.0, 2.0, np.nan], "agent": ["a", "b", "c"]})

    made = design(table, specify(Term("wave", Role.LEVER, Transform.CATEGORY, reference="1")))

    assert made.names == ("intercept", "wave=2")
    assert made.missing == {"wave": 1}


@pytest.mark.parametrize("transform", [Transform.FLAG, Transform.CATEGORY])
def test_column_cannot_be_numeric_and_discrete_at_once(
    transform: Transform, small: ColumnTable, specify: Specify
) -> None:
    with pytest.raises(InputError, match=r"mixed_terms .column='flag'"):
        design(small, specify("flag", Term("flag", Role.LEVER, transform, reference="0")))


def test_unknown_reference_is_refused_with_the_levels(small: ColumnTable, specify: Specify) -> None:
    term = Term("kind", Role.CONFOUNDER, Transform.CATEGORY, reference="Blue")

    with pytest.raises(InputError, match="levels='blue, green, red'"):
        design(small, specify("wait_s", term))


def test_rows_that_miss_a_value_are_counted_by_column(tabulate: Tabulate, specify: Specify) -> None:
    columns = {
        "y": [0.0, 1.0, np.nan, 1.0, 0.0],
        "x": [1.0, np.nan, np.nan, 2.0, 5.0],
        "agent": ["a", "b", "c", "d", "e"],
    }

    made = design(tabulate(columns), specify("x"))

    assert made.labels.tolist() == [100, 103, 104]
    assert made.dropped == 2
    assert made.missing == {"y": 1, "x": 2}
    assert made.cluster_labels == ("a", "d", "e")


def test_missing_cluster_is_refused_with_its_row(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1, 1], "x": [1.0, 2.0, 0.5], "agent": ["a", None, "b"]})

    with pytest.raises(InputError, match="first='101'"):
        design(table, specify("x"))


def test_missing_cluster_of_an_unused_row_does_not_matter(
    tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": [0, 1, 1], "x": [1.0, np.nan, 0.5], "agent": ["a", None, "b"]})

    assert design(table, specify("x")).cluster_labels == ("a", "b")


def test_column_may_carry_any_name(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1, 1], "C": [1.0, 2.0, 0.5], "agent": [1, 2, 1]})

    assert design(table, specify("C")).names == ("intercept", "C")


def test_yes_and_no_make_a_flag(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1], "bot": ["yes", "no"], "agent": [1, 2]})

    made = design(table, specify(Term("bot", Role.LEVER, Transform.FLAG)))

    assert made.matrix[:, 1].tolist() == [1.0, 0.0]


def test_outcome_that_is_constant_on_the_rows_used_is_refused(
    tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": [0, 0, 1], "x": [1.0, 2.0, np.nan], "agent": [1, 2, 3]})

    with pytest.raises(InputError, match="outcome_constant"):
        design(table, specify("x"))


def test_table_without_a_complete_row_is_refused(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1], "x": [np.nan, np.nan], "agent": [1, 2]})

    with pytest.raises(InputError, match="no_rows"):
        design(table, specify("x"))


def test_without_takes_every_column_of_a_term(small: ColumnTable, specify: Specify) -> None:
    made = design(small, specify("wait_s", KIND)).without("kind")

    assert made.names == ("intercept", "wait_s")
    assert made.matrix.shape == (600, 2)


def test_without_an_unknown_term_is_refused(small: ColumnTable, specify: Specify) -> None:
    with pytest.raises(InputError, match="unknown_term"):
        design(small, specify("wait_s")).without("kind")


def test_needed_columns_are_named_once(specify: Specify) -> None:
    specification = specify("x", Term("x", Role.LEVER, Transform.LOG1P), "agent")

    assert needed_columns(specification) == ("y", "agent", "x")
