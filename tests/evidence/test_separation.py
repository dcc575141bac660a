"""Separation is found exactly, told complete from quasi, and named."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.specification import Family, Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.evidence.design import Design, design
from engine.evidence.separation import (
    OneSidedRows,
    Separation,
    may_be_separated,
    one_sided_rows,
    separating_direction,
    separation,
    widest_margin,
)
from engine.evidence.standardisation import standardisation

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
Cases = dict[str, dict[str, Any]]


def found(made: Design, *, counts: bool = False) -> Separation | None:
    rows = one_sided_rows(made, standardisation(made.matrix), counts=counts)
    return separation(rows, made.names)


@pytest.mark.parametrize("position", range(4))
def test_albert_anderson_1984(
    position: int, cases: Cases, tabulate: Tabulate, specify: Specify
) -> None:
    case = cases["separation_detection_suite"]["data"]["sets"][position]
    table = tabulate({"x": case["x"], "y": case["y"], "agent": range(len(case["x"]))})

    told = found(design(table, specify("x")))

    if case["truth"] == "none":
        assert told is None
    else:
        assert told == Separation(case["truth"], ("x",))


def test_heinze_schemper_2002(cases: Cases, tabulate: Tabulate, specify: Specify) -> None:
    columns = cases["sex2_firth"]["data"]["columns"]
    table = tabulate(columns | {"agent": range(len(columns["case"]))})
    terms = [name for name in columns if name != "case"]

    assert found(design(table, specify(*terms, outcome="case"))) == Separation("quasi", ("dia",))


def test_level_with_one_outcome_only_is_named(tabulate: Tabulate, specify: Specify) -> None:
    kind = np.array(["a", "b", "c"] * 20)
    y = np.where(kind == "c", 1, np.arange(60) // 3 % 2)
    table = tabulate({"y": y, "kind": kind, "agent": range(60)})
    term = Term("kind", Role.LEVER, Transform.CATEGORY, reference="a")

    assert found(design(table, specify(term))) == Separation("quasi", ("kind=c",))


def test_separation_by_two_terms_together_is_complete(tabulate: Tabulate, specify: Specify) -> None:
    first, second = np.random.default_rng(3).normal(size=(2, 400))
    table = tabulate({"y": first > second, "u": first, "v": second, "agent": range(400)})

    assert found(design(table, specify("u", "v"))) == Separation("complete", ("u", "v"))


@given(
    x=st.lists(st.integers(-4, 4), min_size=4, max_size=24),
    flips=st.lists(st.booleans(), min_size=24, max_size=24),
)
@settings(derandomize=True, deadline=None)
def test_one_covariate_separates_exactly_when_the_ranges_only_touch(
    x: list[int], flips: list[bool]
) -> None:
    values, seen = np.array(x, dtype=float), np.array(flips[: len(x)])
    if seen.all() or not seen.any() or values.min() == values.max():
        return
    ones, zeros = values[seen], values[~seen]
    matrix = np.column_stack([np.ones(len(values)), values])
    rows = OneSidedRows(matrix, seen, ~seen, standardisation(matrix))

    direction = separating_direction(rows)

    assert (direction is not None) == (ones.min() >= zeros.max() or zeros.min() >= ones.max())
    assert (widest_margin(rows) > 1e-6) == (ones.min() > zeros.max() or zeros.min() > ones.max())


def test_one_rare_level_is_found_among_many_rows(tabulate: Tabulate, specify: Specify) -> None:
    rng = np.random.default_rng(5)
    n = 60_000
    rare = (np.arange(n) % 20_000 == 77).astype(float)
    y = np.where(rare == 1, 1.0, rng.integers(0, 2, n))
    table = tabulate({"y": y, "rare": rare, "x": rng.normal(size=n), "agent": np.arange(n) % 50})

    assert found(design(table, specify("rare", "x"))) == Separation("quasi", ("rare",))


def test_groups_separate_exactly_as_their_rows_do(tabulate: Tabulate, specify: Specify) -> None:
    table = tabulate({"y": [3, 0, 9], "n": [5, 8, 20], "kind": ["a", "b", "c"]})
    term = Term("kind", Role.LEVER, Transform.CATEGORY)
    specification = specify(term, family=Family.GROUPED, trials="n", cluster="")

    assert found(design(table, specification)) == Separation("quasi", ("kind=b",))


@given(
    counts=st.lists(st.integers(0, 2), min_size=3, max_size=18),
    levels=st.lists(st.integers(0, 2), min_size=18, max_size=18),
)
@settings(derandomize=True, deadline=None)
def test_counts_separate_exactly_where_a_level_has_zeros_only(
    counts: list[int], levels: list[int]
) -> None:
    y, level = np.array(counts, dtype=float), np.array(levels[: len(counts)])
    if not y.any() or len(set(level)) < 3:
        return
    matrix = np.column_stack([np.ones(len(y)), level == 1, level == 2]).astype(float)
    rows = OneSidedRows(matrix, y > 0, np.ones(len(y), bool), standardisation(matrix))

    alone = [not y[level == each].any() for each in range(3)]
    assert (separating_direction(rows) is not None) == any(alone)


def test_fit_that_predicts_nothing_with_certainty_leaves_no_room() -> None:
    matrix = np.column_stack([np.ones(4), np.arange(4.0)])
    seen = np.array([True, False, True, False])
    rows = OneSidedRows(matrix, seen, ~seen, standardisation(matrix))

    assert not may_be_separated(rows, np.array([0.4, -0.5, 0.5, -0.6]))
    assert may_be_separated(rows, np.array([0.4, -0.5, 1e-14, -0.6]))
