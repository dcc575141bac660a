"""Guaranteed evidence: reference case, brute force over the corners of doubt, laws, bad input."""

import json
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.errors import InputError
from engine.i18n.translate import render_sentence
from engine.optimisation.max_min import least_evidence_of, max_min_evidence
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CBC, HIGHS, SolverChoice

CASES = Path(__file__).parents[1] / "cases" / "optimisation.json"
TWO = AdmissibleSet("two", ("a", "b"), ())
SOLVERS = pytest.mark.parametrize(
    ("chain", "tolerance"), [((HIGHS,), 1e-9), ((CBC,), 1e-7)], ids=["HiGHS", "CBC"]
)
Floats = NDArray[np.float64]
Chain = tuple[SolverChoice, ...]


@SOLVERS
def test_the_reference_case(chain: Chain, tolerance: float) -> None:
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    case: dict[str, Any] = next(one for one in cases if one["id"] == "robust-gamma-1")
    given_, expected = case["input"], case["expected"]
    centre, deviation = np.array(given_["beta"]), np.array(given_["delta"])

    found = max_min_evidence(centre, deviation, given_["gamma"], TWO, chain=chain)

    assert found.value == pytest.approx(expected["worst_case"], abs=tolerance)
    assert found.weights.shares == pytest.approx(expected["weights"], abs=tolerance)
    assert found.record.proven
    assert found.record.bound == pytest.approx(expected["worst_case"], abs=tolerance)


@SOLVERS
def test_without_a_budget_the_greatest_estimate_takes_all(chain: Chain, tolerance: float) -> None:
    found = max_min_evidence(np.array([0.4, 0.3]), np.array([0.3, 0.05]), 0, TWO, chain=chain)

    assert found.value == pytest.approx(0.4, abs=tolerance)
    assert found.weights.shares == pytest.approx([1.0, 0.0], abs=tolerance)
    assert found.worst == ()


@SOLVERS
def test_with_the_whole_budget_the_least_ends_decide(chain: Chain, tolerance: float) -> None:
    found = max_min_evidence(np.array([0.4, 0.3]), np.array([0.3, 0.05]), 2, TWO, chain=chain)

    assert found.value == pytest.approx(0.25, abs=tolerance)
    assert found.weights.shares == pytest.approx([0.0, 1.0], abs=tolerance)
    assert found.worst == (1,)


def test_half_a_budget_counts_half_a_deviation() -> None:
    # w = (x, 1 - x): .3 + .1 x - max(.3 x, .05 (1 - x)) / 2 falls by .05 per x beyond x = 1/7
    # and rises by .125 before it
    found = max_min_evidence(np.array([0.4, 0.3]), np.array([0.3, 0.05]), 0.5, TWO)

    assert found.weights.shares == pytest.approx([1 / 7, 6 / 7], abs=1e-9)
    assert found.value == pytest.approx(0.3 + 0.1 / 7 - 0.15 / 7, abs=1e-9)


def test_negative_estimates_count_as_they_are() -> None:
    found = max_min_evidence(np.array([-0.2, -0.5]), np.array([0.1, 0.0]), 2, TWO)

    assert found.value == pytest.approx(-0.3, abs=1e-9)
    assert found.weights.shares == pytest.approx([1.0, 0.0], abs=1e-9)


def corners(centre: Floats, deviation: Floats, budget: int) -> Floats:
    k = len(centre)
    chosen = [places for n in range(budget + 1) for places in combinations(range(k), n)]
    return np.array([centre - deviation * np.isin(np.arange(k), places) for places in chosen])


@given(st.integers(0, 2**32 - 1))
@settings(derandomize=True, deadline=None, max_examples=15)
def test_no_set_guarantees_more_over_all_corners(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 6))
    centre, deviation = rng.normal(0.2, 0.3, k), rng.uniform(0, 0.4, k)
    budget = int(rng.integers(0, k + 1))
    points = corners(centre, deviation, budget)

    found = max_min_evidence(
        centre, deviation, budget, AdmissibleSet("open", tuple("abcde"[:k]), ())
    )
    answer = linprog(
        np.append(np.zeros(k), -1.0),
        np.hstack([-points, np.ones((len(points), 1))]),
        np.zeros(len(points)),
        np.append(np.ones(k), 0.0)[None, :],
        [1.0],
        bounds=[(0, None)] * k + [(None, None)],
    )

    assert found.value == pytest.approx(-answer.fun, abs=1e-9)
    assert found.value == pytest.approx((points @ found.weights.shares).min(), abs=1e-12)


def test_a_larger_budget_never_guarantees_more(
    instance_of: Callable[[int], Any],
) -> None:
    one = instance_of(1)
    k = len(one.tree.leaf_ids)
    rng = np.random.default_rng(1)
    centre, deviation = rng.uniform(0, 1, k), rng.uniform(0, 0.5, k)

    values = [
        max_min_evidence(centre, deviation, budget, one.admissible).value
        for budget in (0, 0.5, 1, 2, k)
    ]

    assert all(after <= before + 1e-9 for before, after in pairwise(values))


def test_of_equally_good_sets_the_nearest_is_taken_by_both_solvers() -> None:
    three = AdmissibleSet("three", ("a", "b", "c"), ())
    centre, none = np.array([0.5, 0.5, 0.1]), np.zeros(3)
    near = np.array([0.3, 0.5, 0.2])

    for chain in ((HIGHS,), (CBC,)):
        even = max_min_evidence(centre, none, 0, three, chain=chain)
        aimed = max_min_evidence(centre, none, 0, three, near=near, chain=chain)

        assert even.weights.shares == pytest.approx([0.5, 0.5, 0.0], abs=1e-7)
        assert aimed.weights.shares == pytest.approx([0.4, 0.6, 0.0], abs=1e-7)


def test_the_push_to_the_caps_is_counted(
    tree_of: Callable[..., Any], admissible_of: Callable[..., AdmissibleSet]
) -> None:
    admissible = admissible_of(
        tree_of([("A", "ab"), ("B", "cd")]), default_floor=0.05, caps={"a": 0.4, "b": 0.35}
    )

    found = max_min_evidence(np.array([4.0, 3.0, 2.0, 1.0]), np.zeros(4), 0, admissible)

    assert found.weights.shares == pytest.approx([0.4, 0.35, 0.2, 0.05], abs=1e-9)
    assert found.caution is not None
    assert found.caution.values == {"at_cap": 2, "at_floor": 1, "weights": 4}
    assert "pushes to the caps; here 2 of 4 weights" in render_sentence(found.caution, "en")


def test_on_a_grid_no_grid_point_is_better() -> None:
    rng = np.random.default_rng(7)
    admissible = AdmissibleSet("grid", ("a", "b", "c"), (), grid=0.05)
    points = np.array([(i, j, 20 - i - j) for i in range(21) for j in range(21 - i)]) / 20
    for chain in ((HIGHS,), (CBC,)):
        centre, deviation = rng.uniform(0, 1, 3), rng.uniform(0, 0.5, 3)

        found = max_min_evidence(centre, deviation, 1.5, admissible, chain=chain)

        best = max(least_evidence_of(point, centre, deviation, 1.5) for point in points)
        assert found.record.proven
        assert found.value == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize(
    ("centre", "deviation"),
    [([0.1], [0.1]), ([0.1, float("nan")], [0.1, 0.1]), ([0.1, 0.2], [0.1, -0.1])],
)
def test_bad_estimates_are_refused(centre: list[float], deviation: list[float]) -> None:
    with pytest.raises(InputError, match=r"optimisation\.deviation"):
        max_min_evidence(np.array(centre), np.array(deviation), 1, TWO)
