"""Collinear terms and separated outcomes are named before any fit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import MethodError
from engine.evidence.design import Design, design
from engine.evidence.identification import (
    SignedRows,
    check_identified,
    separating_direction,
    widest_margin,
)
from engine.evidence.standardisation import standardisation

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]


def identify(made: Design) -> None:
    check_identified(made, standardisation(made.matrix))


@pytest.mark.parametrize("position", range(4))
def test_separation_is_detected_albert_anderson_1984(
    position: int, cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    case = cases["separation_detection_suite"]["data"]["sets"][position]
    table = tabulate({"x": case["x"], "y": case["y"], "agent": range(len(case["x"]))})
    made = design(table, specify("x"))

    if case["truth"] == "none":
        identify(made)
    else:
        with pytest.raises(MethodError, match=f"{case['truth']}_separation .terms='x'"):
            identify(made)


def test_quasi_separation_names_the_term_heinze_schemper_2002(
    cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    columns = cases["sex2_firth"]["data"]["columns"]
    table = tabulate(columns | {"agent": range(len(columns["case"]))})
    terms = [name for name in columns if name != "case"]

    with pytest.raises(MethodError, match=r"quasi_separation .terms='dia'"):
        identify(design(table, specify(*terms, outcome="case")))


def test_level_with_one_outcome_only_is_named(tabulate: Tabulate, specify: Specify) -> None:
    kind = np.array(["a", "b", "c"] * 20)
    y = np.where(kind == "c", 1, np.arange(60) // 3 % 2)
    table = tabulate({"y": y, "kind": kind, "agent": range(60)})
    term = Term("kind", Role.LEVER, Transform.CATEGORY, reference="a")

    with pytest.raises(MethodError, match=r"quasi_separation .terms='kind=c'"):
        identify(design(table, specify(term)))


def test_separation_by_two_terms_together_is_detected(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=(2, 400))
    table = tabulate({"y": first > second, "u": first, "v": second, "agent": range(400)})

    with pytest.raises(MethodError, match=r"complete_separation .terms='u, v'"):
        identify(design(table, specify("u", "v")))


@given(
    x=st.lists(st.integers(-4, 4), min_size=4, max_size=24),
    flips=st.lists(st.booleans(), min_size=24, max_size=24),
)
@settings(derandomize=True, deadline=None)
def test_one_covariate_separates_exactly_when_the_ranges_only_touch(
    x: list[int], flips: list[bool]
) -> None:
    values, outcome = np.array(x, dtype=float), np.array(flips[: len(x)], dtype=float)
    if outcome.min() == outcome.max() or values.min() == values.max():
        return
    ones, zeros = values[outcome == 1], values[outcome == 0]
    matrix = np.column_stack([np.ones(len(values)), values])
    rows = SignedRows(matrix, outcome, standardisation(matrix))

    direction = separating_direction(rows)

    assert (direction is not None) == (ones.min() >= zeros.max() or zeros.min() >= ones.max())
    assert (widest_margin(rows) > 1e-6) == (ones.min() > zeros.max() or zeros.min() > ones.max())


def test_separation_of_one_rare_level_is_found_among_many_rows(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(5)
    n = 60_000
    rare = (np.arange(n) % 20_000 == 77).astype(float)
    y = np.where(rare == 1, 1.0, rng.integers(0, 2, n))
    table = tabulate({"y": y, "rare": rare, "x": rng.normal(size=n), "agent": np.arange(n) % 50})

    with pytest.raises(MethodError, match=r"quasi_separation .terms='rare'"):
        identify(design(table, specify("rare", "x")))


def test_exact_collinearity_names_the_terms(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(1)
    a, b, c = rng.normal(size=(3, 200))
    columns = {"y": rng.integers(0, 2, 200), "a": a, "b": b, "c": c, "sum": a + b}
    table = tabulate(columns | {"agent": range(200)})

    with pytest.raises(MethodError, match=r"evidence.collinear .terms='a, b, sum'"):
        identify(design(table, specify("a", "b", "c", "sum")))


def test_terms_that_differ_by_rounding_only_are_refused(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=200)
    twin = x + 1e-9 * rng.normal(size=200)
    table = tabulate({"y": rng.integers(0, 2, 200), "x": x, "twin": twin, "agent": range(200)})

    with pytest.raises(MethodError, match=r"evidence.collinear .terms='x, twin'"):
        identify(design(table, specify("x", "twin")))


def test_large_numbers_with_small_differences_are_not_collinear(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(1)
    year = 2020.0 + rng.integers(0, 4, 300)
    table = tabulate({"y": rng.integers(0, 2, 300), "year": year, "agent": range(300)})

    identify(design(table, specify("year")))


def test_constant_term_is_named(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1, 0, 1], "x": [0.1] * 4, "agent": range(4)})

    with pytest.raises(MethodError, match=r"constant_term .term='x'"):
        identify(design(table, specify("x")))


def test_more_coefficients_than_rows_are_refused(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [0, 1], "x": [1.0, 2.0], "agent": [1, 2]})

    with pytest.raises(MethodError, match=r"too_few_rows .rows=2, columns=2"):
        identify(design(table, specify("x")))
