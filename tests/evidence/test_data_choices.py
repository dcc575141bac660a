"""Choices about the data as other tables: which rows they touch, what the question becomes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.data_choices import (
    MISSING_LEVEL,
    clipped,
    effect_moved,
    missing_as_levels,
    without_rows,
    without_tiny_clusters,
)
from engine.evidence.regressions import fit

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


def test_only_values_beyond_the_quantile_are_drawn_in(tabulate: Tabulate, specify: Specify) -> None:
    x = np.arange(1.0, 2002.0)
    table = tabulate({"x": x, "y": x % 2, "agent": x % 50})

    choice = clipped(table, specify("x"))

    assert choice.rows == 2
    assert choice.table.column("x").max() == pytest.approx(1999)
    assert choice.table.column("x").min() == 1


def test_a_flag_is_never_drawn_in(tabulate: Tabulate, specify: Specify) -> None:
    flag = Term("f", Role.LEVER, Transform.FLAG)
    table = tabulate(
        {"f": np.arange(2000.0) == 0, "y": np.arange(2000.0) % 2, "agent": np.ones(2000)}
    )

    assert clipped(table, specify(flag)).rows == 0


def test_clusters_of_fewer_than_ten_rows_are_left_out(tabulate: Tabulate, specify: Specify) -> None:
    agent = np.array(["a"] * 12 + ["b"] * 9 + ["c"] * 10)
    table = tabulate({"x": np.arange(31.0), "y": np.arange(31) % 2, "agent": agent})

    choice = without_tiny_clusters(table, specify("x"))

    assert choice.rows == 9
    assert set(choice.table.column("agent")) == {"a", "c"}
    assert without_tiny_clusters(table, specify("x", cluster="")).rows == 0


def test_missing_values_become_a_level_or_a_median_with_a_flag(
    tabulate: Tabulate, specify: Specify
) -> None:
    kind = Term("kind", Role.CONFOUNDER, Transform.CATEGORY)
    values = {"x": np.array([1.0, np.nan, 3.0, 5.0]), "y": np.array([0.0, 1, 0, 1])}
    table = tabulate({**values, "kind": np.array(["b", None, "a", "b"], dtype=object)})

    choice = missing_as_levels(table, specify("x", kind, cluster=""))

    assert choice.rows == 1
    assert choice.table.column("x").tolist() == [1, 3, 3, 5]
    assert choice.table.column(f"x {MISSING_LEVEL}").tolist() == [0, 1, 0, 0]
    assert choice.table.column("kind")[1] == MISSING_LEVEL
    assert [t.column for t in choice.specification.terms] == ["x", f"x {MISSING_LEVEL}", "kind"]
    assert choice.specification.terms[2].reference == "a"


def test_rows_are_left_out_by_label(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"x": np.arange(3.0), "y": np.arange(3.0), "agent": np.arange(3)})

    choice = without_rows(table, specify("x"), np.array([101, 999]))

    assert (choice.rows, choice.table.labels.tolist()) == (1, [100, 102])


def test_a_lever_moves_by_its_change_over_its_error(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=600)
    y = (rng.random(600) < 1 / (1 + np.exp(-x))).astype(float)
    table = tabulate({"x": x, "y": y, "agent": np.arange(600) % 40})
    first, second = fit(table, specify("x")), fit(table.where(x < 1.5), specify("x"))

    change = abs(second.coefficients[1] - first.coefficients[1]) / first.standard_errors[1]

    assert effect_moved(first, second) == pytest.approx(change)
    assert effect_moved(first, first) == 0
