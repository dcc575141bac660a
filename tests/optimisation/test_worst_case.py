"""Least worst-case distance: brute force over the corners of doubt, laws, bad input."""

from collections.abc import Callable
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.domain.policy import Norm
from engine.errors import InputError, MethodError
from engine.optimisation.closeness import closest_weights
from engine.optimisation.robust import EvidenceRange
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CBC, HIGHS, SolverChoice
from engine.optimisation.worst_case import worst_case_distance, worst_case_distance_of
from tests.optimisation.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
InstanceOf = Callable[[int], Any]
Floats = NDArray[np.float64]
OPEN = AdmissibleSet("open", ("a", "b", "c"), ())


def drawn_range(rng: np.random.Generator, k: int) -> EvidenceRange:
    centre = rng.dirichlet(np.ones(k))
    low, high = (rng.uniform(0, 0.15, k) * rng.integers(0, 2, k) for _ in range(2))
    return EvidenceRange(centre, np.maximum(centre - low, 0.0), centre + high)


def corners(evidence: EvidenceRange, budget: int) -> Floats:
    """Every evidence in which at most ``budget`` shares stand at an end of their interval."""
    k = len(evidence.centre)
    found = [evidence.centre]
    for count in range(1, budget + 1):
        for places in combinations(range(k), count):
            for ends in product((evidence.low, evidence.high), repeat=count):
                corner = evidence.centre.copy()
                for place, end in zip(places, ends, strict=True):
                    corner[place] = end[place]
                found.append(corner)
    return np.array(found)


def distance(differences: Floats, norm: Norm) -> Floats:
    absolute = np.abs(differences)
    return np.asarray(absolute.sum(axis=1) if norm is Norm.L1 else absolute.max(axis=1))


def least_by_corners(admissible: AdmissibleSet, points: Floats, norm: Norm) -> float:
    """Least t with t >= |w - e| for every corner e, by scipy: k shares, t, k deviations each."""
    k, m = len(admissible.leaves), len(points)
    n = k + 1 + m * k
    rows, limits = [], []
    for i, point in enumerate(points):
        d = slice(k + 1 + i * k, k + 1 + (i + 1) * k)
        for sign in (1.0, -1.0):
            block = np.zeros((k, n))
            block[:, :k], block[:, d] = sign * np.eye(k), -np.eye(k)
            rows.append(block)
            limits.append(sign * point)
        total = np.zeros((1 if norm is Norm.L1 else k, n))
        total[:, d] = 1.0 if norm is Norm.L1 else np.eye(k)
        total[:, k] = -1.0
        rows.append(total)
        limits.append(np.zeros(len(total)))
    rules = np.hstack([admissible.rows, np.zeros((len(admissible.rules), n - k))])
    for row, limit, sense in zip(rules, admissible.limits, admissible.senses, strict=True):
        if sense != ">=":
            rows.append(row[None, :])
            limits.append([limit])
        if sense != "<=":
            rows.append(-row[None, :])
            limits.append([-limit])
    cost, total = np.zeros(n), np.zeros((1, n))
    cost[k], total[0, :k] = 1.0, 1.0
    answer = linprog(cost, np.vstack(rows), np.concatenate(limits), total, [1.0])
    return float(answer.fun)


@given(SEEDS)
@examples(15, 40)
def test_the_distance_of_a_set_is_the_greatest_over_all_corners(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 5))
    evidence, shares = drawn_range(rng, k), rng.dirichlet(np.ones(k))

    for budget, norm in product(range(k + 1), Norm):
        farthest = distance(shares - corners(evidence, budget), norm).max()
        found = worst_case_distance_of(shares, evidence, budget, norm)
        assert found == pytest.approx(farthest, abs=1e-12)


@pytest.mark.parametrize("norm", list(Norm))
@pytest.mark.parametrize("seed", range(4))
def test_no_set_beats_the_choice_over_all_corners(
    seed: int, norm: Norm, instance_of: InstanceOf
) -> None:
    rng = np.random.default_rng([seed, 2])
    small = next(one for n in range(99) if len((one := instance_of(seed + n)).tree.leaf_ids) <= 4)
    evidence = drawn_range(rng, len(small.tree.leaf_ids))
    budget = int(rng.integers(1, 3))

    found = worst_case_distance(evidence, budget, norm, small.admissible, chain=(HIGHS,))

    least = least_by_corners(small.admissible, corners(evidence, budget), norm)
    assert found.record.proven
    assert found.value == pytest.approx(least, abs=1e-9)
    assert found.record.bound == pytest.approx(least, abs=1e-9)


def test_a_skewed_interval_pulls_the_weights_by_hand() -> None:
    # from x in [.5, .7] the first share may be .9 - x away and the second is x - .5 away: .4 in
    # all; a greater or smaller x is farther
    admissible = AdmissibleSet("two", ("a", "b"), ())
    half = np.array([0.5, 0.5])
    evidence = EvidenceRange(half, half, np.array([0.9, 0.5]))

    found = worst_case_distance(evidence, 1, Norm.L1, admissible)

    assert found.value == pytest.approx(0.4, abs=1e-9)
    # every x of [.5, .7] has that worst case: the centre is nearest
    assert found.weights.shares == pytest.approx([0.5, 0.5], abs=1e-9)
    assert found.worst == (0,)
    aimed = worst_case_distance(evidence, 1, Norm.L1, admissible, near=np.array([0.8, 0.2]))
    assert aimed.weights.shares == pytest.approx([0.7, 0.3], abs=1e-9)


def test_in_linf_the_middle_of_the_widest_interval_is_sought() -> None:
    evidence = EvidenceRange(np.array([0.5, 0.5]), np.array([0.5, 0.5]), np.array([0.9, 0.5]))

    found = worst_case_distance(evidence, 2, Norm.LINF, AdmissibleSet("two", ("a", "b"), ()))

    # least max(.9 - x, x - .5): x = .7; the second share is then .2 from .5, too
    assert found.value == pytest.approx(0.2, abs=1e-9)
    assert found.weights.shares == pytest.approx([0.7, 0.3], abs=1e-9)


@pytest.mark.parametrize("norm", list(Norm))
@pytest.mark.parametrize("seed", range(3))
def test_both_solvers_choose_the_same_set(seed: int, norm: Norm, instance_of: InstanceOf) -> None:
    one = instance_of(seed)
    evidence = drawn_range(np.random.default_rng(seed), len(one.tree.leaf_ids))

    by_highs, by_cbc = (
        worst_case_distance(evidence, 2, norm, one.admissible, chain=(choice,))
        for choice in (HIGHS, CBC)
    )

    assert by_cbc.value == pytest.approx(by_highs.value, abs=1e-7)
    assert by_cbc.weights.shares == pytest.approx(by_highs.weights.shares, abs=1e-6)


@pytest.mark.parametrize("chain", [(HIGHS,), (CBC,)], ids=["HiGHS", "CBC"])
@pytest.mark.parametrize("seed", range(3))
def test_without_doubt_it_is_the_closest_set(
    seed: int, chain: tuple[SolverChoice, ...], instance_of: InstanceOf
) -> None:
    one = instance_of(seed)
    sharp = EvidenceRange(*(one.target.shares,) * 3)
    tolerance = 1e-9 if chain == (HIGHS,) else 1e-7

    found = worst_case_distance(sharp, 2, Norm.L1, one.admissible, chain=chain)
    closest = closest_weights(one.target, one.admissible)

    assert found.value == pytest.approx(closest.record.objective, abs=tolerance)
    assert found.weights.shares == pytest.approx(closest.weights.shares, abs=10 * tolerance)
    assert found.worst == ()


@pytest.mark.parametrize("norm", list(Norm))
@pytest.mark.parametrize("seed", range(3))
def test_a_larger_budget_never_lowers_the_worst_case(
    seed: int, norm: Norm, instance_of: InstanceOf
) -> None:
    one = instance_of(seed)
    k = len(one.tree.leaf_ids)
    evidence = drawn_range(np.random.default_rng(seed), k)

    budgets = [0.0, 0.4, 1.0, 1.5, float(k)]
    values = [worst_case_distance(evidence, g, norm, one.admissible).value for g in budgets]

    assert all(after >= before - 1e-9 for before, after in pairwise(values))
    if norm is Norm.LINF:
        assert values[2] == pytest.approx(values[-1], abs=1e-9)


def test_symmetric_intervals_move_nothing_in_l1_and_are_told(instance_of: InstanceOf) -> None:
    one = instance_of(3)
    centre, half = one.target.shares, 0.02
    evidence = EvidenceRange(centre, centre - half, centre + half)

    found = worst_case_distance(evidence, 2, Norm.L1, one.admissible)
    closest = closest_weights(one.target, one.admissible)

    assert found.weights.shares == pytest.approx(closest.weights.shares, abs=1e-8)
    assert found.value == pytest.approx(closest.record.objective + 2 * half, abs=1e-9)
    assert found.caution is not None
    assert found.caution.key == "measure.optimisation.robust.symmetric"
    in_linf = worst_case_distance(evidence, 2, Norm.LINF, one.admissible)
    assert in_linf.caution is None


@pytest.mark.parametrize("norm", list(Norm))
def test_on_a_grid_no_grid_point_is_better(norm: Norm) -> None:
    rng = np.random.default_rng(5)
    admissible = AdmissibleSet("grid", ("a", "b", "c"), (), grid=0.05)
    points = np.array([(i, j, 20 - i - j) for i in range(21) for j in range(21 - i)]) / 20
    for _ in range(3):
        evidence = drawn_range(rng, 3)

        found = worst_case_distance(evidence, 1.5, norm, admissible, chain=(HIGHS,))

        values = [worst_case_distance_of(point, evidence, 1.5, norm) for point in points]
        assert found.record.proven
        assert found.value == pytest.approx(min(values), abs=1e-9)
        assert found.weights.shares * 20 == pytest.approx(np.rint(found.weights.shares * 20))


def test_an_empty_set_names_its_rules(
    tree_of: Callable[..., Any], admissible_of: Callable[..., AdmissibleSet]
) -> None:
    admissible = admissible_of(
        tree_of([("A", "ab"), ("B", "c")]), floors={"a": 0.5}, largest_move=0.1
    )

    with pytest.raises(MethodError) as caught:
        worst_case_distance(EvidenceRange(*(np.full(3, 1 / 3),) * 3), 1, Norm.L1, admissible)

    assert caught.value.code == "policy.infeasible"
    assert "a >= 0.5" in str(caught.value.values["rules"])


@pytest.mark.parametrize("budget", [-0.1, 3.5, float("nan")])
def test_a_budget_outside_the_indicators_is_refused(budget: float) -> None:
    evidence = EvidenceRange(*(np.full(3, 1 / 3),) * 3)

    with pytest.raises(InputError, match=r"optimisation\.budget"):
        worst_case_distance(evidence, budget, Norm.L1, OPEN)


def test_bad_shapes_are_refused() -> None:
    two = EvidenceRange(*(np.full(2, 0.5),) * 3)
    three = EvidenceRange(*(np.full(3, 1 / 3),) * 3)

    with pytest.raises(InputError, match=r"optimisation\.interval"):
        worst_case_distance(two, 1, Norm.L1, OPEN)
    with pytest.raises(InputError, match=r"optimisation\.near"):
        worst_case_distance(three, 1, Norm.L1, OPEN, near=np.full(2, 0.5))
