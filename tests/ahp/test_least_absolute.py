"""Least absolute log errors: against enumeration, an independent programme, and closed forms."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.ahp.least_absolute import least_absolute_fit
from engine.ahp.perron import row_geometric_means
from engine.ahp.scales import SAATY_VALUES
from engine.errors import InputError, MethodError

FILE = Path(__file__).parents[1] / "cases" / "optimisation.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))}
GAP = float("nan")
Matrix = NDArray[np.float64]


def reciprocal(n: int, upper: list[float]) -> Matrix:
    values = np.ones((n, n))
    values[np.triu_indices(n, 1)] = upper
    return np.asarray(np.triu(values) + np.triu(1 / values, 1).T)


@st.composite
def answers(draw: st.DrawFn, least: int = 3, most: int = 7) -> Matrix:
    """Return judgements on the scale: logarithms with exact ties, the hard case."""
    n = draw(st.integers(least, most))
    pairs = n * (n - 1) // 2
    upper = draw(st.lists(st.sampled_from(SAATY_VALUES), min_size=pairs, max_size=pairs))
    return reciprocal(n, upper)


def errors(values: Matrix, weights: Matrix) -> Matrix:
    rows, columns = np.nonzero(np.triu(~np.isnan(values), 1))
    return np.asarray(np.log(values[rows, columns] * weights[columns] / weights[rows]))


def least_inner_product(values: Matrix, direction: Matrix, total: float) -> float:
    """Return the least direction . e over all errors e whose total absolute value is total."""
    rows, columns = np.triu_indices(len(values), 1)
    pairs = len(rows)
    incidence = np.eye(len(values))[rows] - np.eye(len(values))[columns]
    found = linprog(
        np.concatenate([direction, -direction, np.zeros(len(values))]),
        A_eq=np.hstack([np.eye(pairs), -np.eye(pairs), incidence]),
        b_eq=np.log(values[rows, columns]),
        A_ub=[np.repeat([1.0, 0.0], [2 * pairs, len(values)])],
        b_ub=[total + 1e-9],
        bounds=[(0, None)] * (2 * pairs) + [(None, None)] * len(values),
    )
    assert found.success
    return float(found.fun)


def test_the_least_total_of_llae_3_is_the_misfit_of_its_triangle() -> None:
    case = CASES["llae-3"]

    found = least_absolute_fit(np.array(case["input"]["matrix"]))

    assert found.objective == pytest.approx(case["expected"]["objective"], abs=1e-14)
    # the misfit ln 2 is shared evenly: a over b becomes 2 * 2 ** (1/3)
    assert_allclose(found.weights[0] / found.weights[1], 2 * 2 ** (1 / 3), rtol=1e-14)


@given(logs=st.tuples(*[st.floats(-4, 4)] * 3))
@settings(derandomize=True, deadline=None)
def test_three_items_share_the_misfit_evenly(logs: tuple[float, float, float]) -> None:
    # any split of the misfit among the pairs has the least total, which is the misfit itself
    values = reciprocal(3, np.exp(logs).tolist())

    found = least_absolute_fit(values)

    assert found.objective == pytest.approx(abs(logs[0] + logs[2] - logs[1]), abs=1e-12)
    assert_allclose(found.weights, row_geometric_means(values), rtol=1e-9)


@given(values=answers(4, 5))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_the_least_total_is_that_of_the_best_spanning_tree(values: Matrix) -> None:
    # some least total meets n - 1 pairs exactly that link all items (a corner)
    n = len(values)
    totals = []
    for tree in combinations(combinations(range(n), 2), n - 1):
        rows = np.eye(n)[[i for i, _ in tree]] - np.eye(n)[[j for _, j in tree]]
        if np.linalg.matrix_rank(rows) == n - 1:
            logs = np.log([values[pair] for pair in tree])
            weights = np.exp(np.linalg.lstsq(rows, logs)[0])
            totals.append(np.abs(errors(values, weights)).sum())

    found = least_absolute_fit(values)

    assert found.objective == pytest.approx(min(totals), abs=1e-11)
    assert np.abs(errors(values, found.weights)).sum() == pytest.approx(min(totals), abs=1e-11)


@given(values=answers())
@settings(derandomize=True, deadline=None, max_examples=60)
def test_no_other_least_total_has_a_smaller_sum_of_squares(values: Matrix) -> None:
    # e is the shortest of a convex set if and only if e . f >= e . e for all f of the set
    found = least_absolute_fit(values)

    e = errors(values, found.weights)

    assert least_inner_product(values, e, found.objective) >= e @ e - 1e-7


@given(values=answers(3, 9), seed=st.integers(0, 99))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_relabelling_permutes_although_the_least_total_is_not_unique(
    values: Matrix, seed: int
) -> None:
    order = np.random.default_rng(seed).permutation(len(values))

    permuted = least_absolute_fit(values[np.ix_(order, order)]).weights

    assert_allclose(permuted, least_absolute_fit(values).weights[order], rtol=1e-10)


@given(values=answers(3, 8))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_reversing_every_answer_inverts_the_weights(values: Matrix) -> None:
    inverse = 1 / least_absolute_fit(values).weights

    assert_allclose(least_absolute_fit(values.T).weights, inverse / inverse.sum(), rtol=1e-10)


@pytest.mark.parametrize("n", [9, 30])
def test_ratios_up_to_a_thousand_million_are_certified(n: int) -> None:
    rng = np.random.default_rng(20260526)
    values = reciprocal(n, np.exp(rng.uniform(-20.7, 20.7, n * (n - 1) // 2)).tolist())

    found = least_absolute_fit(values)

    assert np.abs(errors(values, found.weights)).sum() == pytest.approx(found.objective, rel=1e-12)


def test_gaps_are_left_out() -> None:
    # weights 6 : 3 : 2 : 1; the answers given agree with them, two pairs were not asked
    weights = np.array([6.0, 3.0, 2.0, 1.0]) / 12
    values = weights[:, None] / weights
    values[0, 3] = values[3, 0] = values[1, 2] = values[2, 1] = GAP

    found = least_absolute_fit(values)

    assert_allclose(found.weights, weights, rtol=1e-13)
    assert found.objective < 1e-14


def test_a_wild_answer_among_gaps_is_outvoted() -> None:
    # a over d is implied twice to be 4, over b and over c; answering 1/9 costs ln 36
    values = reciprocal(4, [2.0, 2.0, 1 / 9, GAP, 2.0, 2.0])

    found = least_absolute_fit(values)

    assert_allclose(found.weights, np.array([4.0, 2.0, 2.0, 1.0]) / 9, rtol=1e-13)
    assert found.objective == pytest.approx(np.log(36), abs=1e-13)


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_items_are_met_exactly(n: int) -> None:
    values = np.array([[1.0, 4.0], [0.25, 1.0]])[:n, :n]

    found = least_absolute_fit(values)

    assert_allclose(found.weights, [[1.0], [0.8, 0.2]][n - 1], rtol=1e-15)
    assert found.objective < 1e-15


def test_groups_that_no_answer_links_are_named() -> None:
    values = reciprocal(3, [2.0, GAP, GAP])

    with pytest.raises(MethodError, match=r"ahp\.unconnected.*0, 1 \| 2"):
        least_absolute_fit(values)


def test_what_is_not_a_judgement_matrix_is_refused() -> None:
    with pytest.raises(InputError, match=r"ahp\.not_reciprocal"):
        least_absolute_fit(np.array([[1.0, 2.0], [2.0, 1.0]]))
