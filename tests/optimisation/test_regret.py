"""Least greatest regret: the full programme, grids, agents without all scores, bad input."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pulp
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.domain.tables import ScoreTable
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError
from engine.optimisation.regret import least_regret, regret_of
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CBC, HIGHS, SolverChoice

Floats = NDArray[np.float64]
LEAVES = ("a", "b", "c")
OPEN = AdmissibleSet("open", LEAVES, ())


def table(scores: Floats, leaves: tuple[str, ...] = LEAVES) -> ScoreTable:
    return ScoreTable(tuple(f"agent {i}" for i in range(len(scores))), leaves, scores)


def least_over_all(rows: Floats, draws: Floats, weight: float) -> float:
    """Least t with t >= weight * sum_i |rows_i (w - v)| for every draw, in one programme."""
    (n, k), m = rows.shape, len(draws)
    size = k + 1 + m * n
    above, limits = [], []
    for v, draw in enumerate(draws):
        own = slice(k + 1 + v * n, k + 1 + (v + 1) * n)
        for sign in (1.0, -1.0):
            block = np.zeros((n, size))
            block[:, :k], block[:, own] = sign * rows, -np.eye(n)
            above.append(block)
            limits.append(sign * rows @ draw)
        total = np.zeros((1, size))
        total[0, own], total[0, k] = weight, -1.0
        above.append(total)
        limits.append(np.zeros(1))
    cost, ones = np.zeros(size), np.zeros((1, size))
    cost[k], ones[0, :k] = 1.0, 1.0
    return float(linprog(cost, np.vstack(above), np.concatenate(limits), ones, [1.0]).fun)


@pytest.mark.parametrize("seed", range(4))
def test_few_draws_give_the_answer_of_all_of_them_in_shares(seed: int) -> None:
    draws = np.random.default_rng(seed).dirichlet(np.ones(3), 40)

    found = least_regret(draws, OPEN, chain=(HIGHS,))

    assert found.record.proven
    assert found.value == pytest.approx(least_over_all(np.eye(3), draws, 1.0), abs=1e-9)
    assert found.value == pytest.approx(regret_of(found.weights, draws), abs=1e-12)
    assert found.record.bound == pytest.approx(found.value, abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_few_draws_give_the_answer_of_all_of_them_in_points(seed: int) -> None:
    rng = np.random.default_rng(seed)
    draws, scores = rng.dirichlet(np.ones(3), 25), rng.uniform(0, 100, (12, 3))

    found = least_regret(draws, OPEN, table(scores), chain=(HIGHS,))

    least = least_over_all(scores, draws, 1 / 12)
    assert found.value == pytest.approx(least, abs=1e-7)  # points: 1e-9 of the full score
    assert found.value == pytest.approx(regret_of(found.weights, draws, table(scores)), abs=1e-9)
    assert (found.agents, found.left_out) == (12, 0)


def test_the_middle_of_two_draws_by_hand() -> None:
    draws = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])

    for chain in ((HIGHS,), (CBC,)):
        found = least_regret(draws, OPEN, chain=chain)

        assert found.value == pytest.approx(1.0, abs=1e-7)
        assert found.weights.shares == pytest.approx([0.5, 0.5, 0.0], abs=1e-6)
        assert found.worst == (0, 1)


def test_regret_is_a_mean_of_points_by_hand() -> None:
    # agent 1 has 80 and 40, agent 2 has 60 and 60; from (1, 0) to (x, 1 - x) agent 1 loses
    # 40 (1 - x) points and agent 2 none
    draws = np.array([[1.0, 0.0], [0.5, 0.5]])
    scores = table(np.array([[80.0, 40.0], [60.0, 60.0]]), ("a", "b"))

    found = least_regret(draws, AdmissibleSet("two", ("a", "b"), ()), scores)

    assert found.weights.shares == pytest.approx([0.75, 0.25], abs=1e-9)
    assert found.value == pytest.approx(5.0, abs=1e-7)


def test_one_admissible_draw_has_no_regret(instance_of: Callable[[int], Any]) -> None:
    for seed in range(3):
        one = instance_of(seed)

        found = least_regret(one.inside.shares[None, :], one.admissible)

        assert found.value == pytest.approx(0.0, abs=1e-9)
        assert found.weights.shares == pytest.approx(one.inside.shares, abs=1e-9)


@pytest.mark.parametrize("seed", [4, 12, 52])
def test_the_nearest_of_the_best_sets_is_worse_for_no_draw_left_out(
    seed: int, crossed_of: Callable[[int], Any]
) -> None:
    one = crossed_of(seed)
    draws = np.random.default_rng(seed).dirichlet(np.ones(len(one.tree.leaf_ids)), 30)

    found = least_regret(draws, one.admissible, chain=(HIGHS,))

    assert found.record.proven
    assert found.value == pytest.approx(found.record.bound, abs=2e-9)
    assert found.value == pytest.approx(regret_of(found.weights, draws), abs=1e-12)


def test_a_draw_for_which_the_nearest_of_the_best_sets_is_worse_joins() -> None:
    # draws for which the first programme has many best sets, and the one nearest to the mean
    # draw is worse for a draw that it did not hold
    rng = np.random.default_rng(55)
    k, m = int(rng.integers(4, 9)), int(rng.integers(8, 40))
    draws = rng.dirichlet(np.full(k, 0.15), m).round(1)
    draws = draws[np.abs(draws.sum(axis=1) - 1) < 1e-9]

    found = least_regret(draws, AdmissibleSet("open", tuple("abcdefgh"[:k]), ()), chain=(HIGHS,))

    assert found.value == pytest.approx(least_over_all(np.eye(k), draws, 1.0), abs=1e-9)


def test_a_search_on_a_grid_that_stops_early_is_not_called_proven() -> None:
    draws = np.random.default_rng(1).dirichlet(np.ones(6), 30)
    admissible = AdmissibleSet("grid", tuple("abcdef"), (), grid=0.005)
    loose = SolverChoice("loose", lambda *_: pulp.HiGHS(msg=False, threads=1, gapRel=0.9))

    early = least_regret(draws, admissible, chain=(loose,))
    whole = least_regret(draws, admissible, chain=(HIGHS,))

    assert not early.record.proven
    assert early.record.bound <= whole.value + 1e-9 <= early.value + 2e-9


def test_regret_of_many_leaves_on_a_grid_is_rounded() -> None:
    leaves = tuple(f"leaf{i}" for i in range(13))
    draws = np.random.default_rng(8).dirichlet(np.ones(13), 20)

    found = least_regret(draws, AdmissibleSet("grid", leaves, (), grid=0.01))

    assert found.record.why == "rounded"
    assert found.record.bound <= found.value
    assert found.weights.shares * 100 == pytest.approx(np.rint(found.weights.shares * 100))


@pytest.mark.parametrize("with_scores", [False, True])
def test_both_solvers_choose_the_same_set(
    with_scores: bool, instance_of: Callable[[int], Any]
) -> None:
    # of few leaves: CBC's eight digits leave later stages of a large one unproven, and say so
    one = next(one for n in range(99) if len((one := instance_of(n)).tree.leaf_ids) <= 6)
    k = len(one.tree.leaf_ids)
    rng = np.random.default_rng(4)
    draws = rng.dirichlet(np.ones(k), 20)
    scores = table(rng.uniform(0, 100, (8, k)), one.tree.leaf_ids) if with_scores else None

    by_highs, by_cbc = (
        least_regret(draws, one.admissible, scores, chain=(choice,)) for choice in (HIGHS, CBC)
    )

    assert by_cbc.record.proven
    assert by_cbc.value == pytest.approx(by_highs.value, rel=1e-7)
    assert by_cbc.weights.shares == pytest.approx(by_highs.weights.shares, abs=1e-6)


def test_on_a_grid_no_grid_point_has_less_regret_in_shares() -> None:
    rng = np.random.default_rng(9)
    admissible = AdmissibleSet("grid", LEAVES, (), grid=0.05)
    points = np.array([(i, j, 20 - i - j) for i in range(21) for j in range(21 - i)]) / 20
    for _ in range(3):
        draws = rng.dirichlet(np.ones(3), 30)

        found = least_regret(draws, admissible, chain=(HIGHS,))

        regrets = np.abs(points[:, None, :] - draws).sum(axis=2).max(axis=1)
        assert found.record.proven
        assert found.value == pytest.approx(regrets.min(), abs=1e-9)


def test_on_a_grid_regret_in_points_is_rounded_and_says_what_it_may_cost() -> None:
    rng = np.random.default_rng(2)
    draws, scores = rng.dirichlet(np.ones(3), 30), table(rng.uniform(0, 100, (9, 3)))
    admissible = AdmissibleSet("grid", LEAVES, (), grid=0.05)
    points = np.array([(i, j, 20 - i - j) for i in range(21) for j in range(21 - i)]) / 20

    found = least_regret(draws, admissible, scores)

    sets = [WeightSet(Origin.JUDGED, LEAVES, point) for point in points]
    least = min(regret_of(one, draws, scores) for one in sets)
    assert found.weights.shares * 20 == pytest.approx(np.rint(found.weights.shares * 20))
    assert found.record.bound <= least + 1e-9
    assert found.value >= least - 1e-9
    assert (found.record.why, found.record.proven) == ("rounded", False)


def test_agents_without_all_scores_are_left_out_and_counted() -> None:
    rng = np.random.default_rng(3)
    scores = rng.uniform(0, 100, (6, 3))
    some = scores.copy()
    some[4, 1] = some[5, 2] = np.nan
    draws = rng.dirichlet(np.ones(3), 10)

    found = least_regret(draws, OPEN, table(some))

    assert (found.agents, found.left_out) == (4, 2)
    assert found.caution is not None
    assert found.caution.values == {"agents": 4, "all": 6, "left_out": 2}
    assert regret_of(found.weights, draws, table(some)) == pytest.approx(found.value)
    assert found.value == pytest.approx(least_regret(draws, OPEN, table(scores[:4])).value)


def test_of_very_many_agents_an_even_spread_is_counted() -> None:
    rng = np.random.default_rng(11)
    five, draws = rng.uniform(0, 100, (5, 3)), rng.dirichlet(np.ones(3), 6)

    found = least_regret(draws, OPEN, table(np.repeat(five, 200, axis=0)))

    assert (found.agents, found.left_out) == (200, 0)
    assert found.caution is not None
    assert found.value == pytest.approx(least_regret(draws, OPEN, table(five)).value, abs=1e-7)


def test_scores_are_found_by_name_not_by_place() -> None:
    rng = np.random.default_rng(6)
    draws, scores = rng.dirichlet(np.ones(3), 10), rng.uniform(0, 100, (5, 3))
    turned = table(scores[:, ::-1].copy(), LEAVES[::-1])

    straight = least_regret(draws, OPEN, table(scores)).value

    assert least_regret(draws, OPEN, turned).value == pytest.approx(straight, abs=1e-9)


def test_a_red_line_needs_no_score(
    tree_of: Callable[..., Any], admissible_of: Callable[..., AdmissibleSet]
) -> None:
    admissible = admissible_of(tree_of([("A", "abc")]), red_lines=("c",))
    scores = table(np.array([[80.0, 40.0, np.nan], [60.0, 70.0, np.nan]]))
    draws = np.array([[0.2, 0.8, 0.0], [0.6, 0.4, 0.0]])

    found = least_regret(draws, admissible, scores)

    assert (found.agents, found.caution) == (2, None)
    assert regret_of(found.weights, draws, scores) == pytest.approx(found.value)
    assert found.weights.share("c") == 0
    assert found.weights.shares[:2] == pytest.approx([0.4, 0.6], abs=1e-8)


def test_an_empty_set_names_its_rules(
    tree_of: Callable[..., Any], admissible_of: Callable[..., AdmissibleSet]
) -> None:
    admissible = admissible_of(tree_of([("A", "abc")]), floors={"a": 0.5}, largest_move=0.1)

    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        least_regret(np.array([[0.2, 0.3, 0.5]]), admissible)
