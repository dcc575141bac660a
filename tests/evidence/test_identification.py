"""Terms that the rows cannot tell apart are named before any fit."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.errors import InputError, MethodError
from engine.evidence.design import Design, design
from engine.evidence.identification import check_identified, loaded
from engine.evidence.standardisation import standardisation

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]


def identify(made: Design) -> None:
    check_identified(made, standardisation(made.matrix))


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

    with pytest.raises(MethodError, match=r"evidence.nearly_collinear .terms='x, twin'"):
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


def test_groups_may_be_as_few_as_the_coefficients(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [12, 30], "n": [100, 120], "arm": [0.0, 1.0], "agent": [1, 2]})

    identify(design(table, specify("arm", family=Family.GROUPED, trials="n")))


def test_polynomial_of_degree_ten_is_refused_filip(tabulate: Tabulate, specify: Specify) -> None:
    x = np.linspace(-8.8, -3.1, 82)  # as NIST's Filip: a condition number of 1e15
    powers = [Term("x", Role.LEVER, Transform.POWER, power=p) for p in range(2, 11)]
    table = tabulate({"y": np.sin(x), "x": x, "agent": range(82)})

    with pytest.raises(MethodError, match=r"evidence.nearly_collinear .terms='x, x\^2, .*x\^10'"):
        identify(design(table, specify("x", *powers, family=Family.LINEAR)))


def test_only_terms_that_a_direction_moves_are_named() -> None:
    assert loaded(("a", "b", "c"), np.array([0.5, 1e-9, -1.0])) == ["a", "c"]


def test_values_whose_squares_overflow_are_named_as_such(
    tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": np.arange(40) % 2, "x": np.linspace(1, 5, 40) * 1e300})

    with pytest.raises(InputError, match=r"evidence.overflow .term='x', value=5e\+300"):
        identify(design(table, specify("x", cluster="")))


def test_a_term_that_does_not_vary_inside_a_fixed_effect_is_named_with_it(
    tabulate: Tabulate, specify: Specify
) -> None:
    rng = np.random.default_rng(3)
    agent = np.arange(200) % 10
    years = np.round(rng.gamma(4.0, size=10), 1)[agent]
    columns = {"y": rng.integers(0, 2, 200), "x": rng.normal(size=200), "years": years}
    asked = specify("x", "years", cluster="", fixed_effects=("agent",))

    with pytest.raises(MethodError, match="constant_inside") as refused:
        identify(design(tabulate(columns | {"agent": agent}), asked))

    assert refused.value.values["term"] == "years"
    assert refused.value.values["column"] == "agent"
