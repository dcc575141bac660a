"""The closest admissible weights: worked examples, reference cases and laws."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pulp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.domain.indicators import IndicatorNode, IndicatorTree
from engine.domain.policy import Norm, OrderRule, WeightPolicy
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError, MethodError
from engine.files.locations import scenarios_folder
from engine.files.policy_file import read_policy
from engine.files.scheme_file import read_scheme
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import Aim, blend, closest_weights, least_distance
from engine.optimisation.solver import CBC, CHAIN, HIGHS, SolverChoice
from tests.optimisation.examples import examples

CASES = Path(__file__).parents[1] / "cases" / "optimisation.json"
# Of the other cases, infeasible-cap-order needs order rules and closest-* is all there is here.
CLOSENESS = ["closest-Linf-share"]
SEEDS = st.integers(0, 2**32 - 1)
TreeOf = Callable[[list[tuple[str, str]]], IndicatorTree]
PolicyOf = Callable[..., WeightPolicy]
WeightsOf = Callable[..., WeightSet]
InstanceOf = Callable[[int], Any]


def case(id_: str) -> dict[str, Any]:
    return next(c for c in json.loads(CASES.read_text(encoding="utf-8")) if c["id"] == id_)


@pytest.mark.parametrize(("chain", "tolerance"), [(CHAIN, 1e-9), ([CBC], 1e-7)], ids=["all", "CBC"])
@pytest.mark.parametrize("id_", CLOSENESS)
def test_reference_case(
    tree_of: TreeOf,
    weights_of: WeightsOf,
    policy_of: PolicyOf,
    id_: str,
    chain: Any,
    tolerance: float,
) -> None:
    given_, expected = case(id_)["input"], case(id_)["expected"]
    tree = tree_of([(group, "".join("abcd"[i] for i in m))
                    for group, m in given_["policy"]["groups"].items()])  # fmt: skip
    ranges = {group: tuple(share) for group, share in given_["policy"]["share"].items()}
    target = weights_of(tree, given_["targets"][0])

    admissible = admissible_set(policy_of(group_shares=ranges), tree, target)
    found = least_distance((Aim(target),), Norm.LINF, admissible, chain=chain)

    assert found.record.objective == pytest.approx(expected["objective"], abs=tolerance)
    assert found.weights.shares == pytest.approx(expected["weights"], abs=tolerance)
    assert found.greatest_deviation == pytest.approx(expected["objective"], abs=tolerance)


class TestBlend:
    def test_lies_between_judgement_and_evidence(self) -> None:
        judged = WeightSet.from_mapping(Origin.JUDGED, {"a": 0.6, "b": 0.4})
        evidence = WeightSet.from_mapping(Origin.EVIDENCE, {"b": 0.8, "a": 0.2})

        target = blend(judged, evidence, 0.25)

        assert target.indicators == ("a", "b")
        assert target.shares == pytest.approx([0.5, 0.5])
        assert target.draws is None

    def test_pairs_draws_row_by_row(self) -> None:
        judged = WeightSet(Origin.JUDGED, ("a", "b"), np.array([0.5, 0.5]),
                           np.array([[0.4, 0.6], [0.6, 0.4]]))  # fmt: skip
        evidence = WeightSet(Origin.EVIDENCE, ("a", "b"), np.array([0.9, 0.1]),
                             np.array([[0.8, 0.2], [1.0, 0.0]]))  # fmt: skip

        target = blend(judged, evidence, 0.5)

        assert target.draws == pytest.approx(np.array([[0.6, 0.4], [0.8, 0.2]]))

    def test_a_set_without_draws_enters_with_its_shares(self) -> None:
        judged = WeightSet.from_mapping(Origin.JUDGED, {"a": 0.5, "b": 0.5})
        evidence = WeightSet(Origin.EVIDENCE, ("a", "b"), np.array([0.9, 0.1]),
                             np.array([[0.7, 0.3], [1.0, 0.0], [0.9, 0.1]]))  # fmt: skip

        assert blend(judged, evidence, 1.0).draws == pytest.approx(evidence.draws)

    def test_refuses_draws_that_cannot_be_paired(self) -> None:
        judged = WeightSet(Origin.JUDGED, ("a",), np.ones(1), np.ones((2, 1)))
        evidence = WeightSet(Origin.EVIDENCE, ("a",), np.ones(1), np.ones((3, 1)))

        with pytest.raises(InputError, match="judged=2, evidence=3"):
            blend(judged, evidence, 0.5)

    def test_refuses_an_evidence_share_outside_zero_to_one(self) -> None:
        one = WeightSet.from_mapping(Origin.JUDGED, {"a": 1.0})

        with pytest.raises(InputError, match=r"1\.5"):
            blend(one, one, 1.5)


class TestWorkedExamples:
    """Four indicators in two groups; target (0.4, 0.3, 0.2, 0.1)."""

    @pytest.fixture
    def tree(self, tree_of: TreeOf) -> IndicatorTree:
        return tree_of([("A", "ab"), ("B", "cd")])

    @pytest.fixture
    def target(self, tree: IndicatorTree, weights_of: WeightsOf) -> WeightSet:
        return weights_of(tree, [0.4, 0.3, 0.2, 0.1])

    def test_a_cap_hands_its_surplus_to_the_others_evenly(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf
    ) -> None:
        """The cap takes 0.15 away: the L1 distance is 0.3 however it spreads, evenly 0.05."""
        found = closest_weights(target, admissible_set(policy_of(caps={"a": 0.25}), tree, target))

        assert found.weights.shares == pytest.approx([0.25, 0.35, 0.25, 0.15], abs=1e-9)
        assert found.record.objective == pytest.approx(0.3, abs=1e-9)
        assert found.record.bound == pytest.approx(0.3, abs=1e-9)
        assert found.record.proven

    def test_levels_below_the_greatest_deviation_are_even_too(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf
    ) -> None:
        """Fixed a = 0.1 gives the others 0.3; b may take 0.02, so c and d take 0.14 each."""
        policy = policy_of(caps={"a": 0.1, "b": 0.32})

        found = closest_weights(target, admissible_set(policy, tree, target))

        assert found.weights.shares == pytest.approx([0.1, 0.32, 0.34, 0.24], abs=1e-9)
        assert found.greatest_deviation == pytest.approx(0.3, abs=1e-9)

    def test_shadow_price_is_what_the_rule_costs(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf
    ) -> None:
        """One point on the cap moves one point away and one point back: 2 a point."""
        tight = closest_weights(target, admissible_set(policy_of(caps={"a": 0.25}), tree, target))
        relaxed = closest_weights(target, admissible_set(policy_of(caps={"a": 0.26}), tree, target))

        (binding,) = tight.binding

        assert binding.rule.formula == "a <= 0.25"
        assert binding.shadow_price == pytest.approx(2.0, abs=1e-9)
        assert tight.record.objective - relaxed.record.objective == pytest.approx(0.02, abs=1e-9)

    def test_rules_that_do_not_bind_are_not_listed(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf
    ) -> None:
        policy = policy_of(caps={"a": 0.25, "b": 0.9}, floors={"d": 0.05})

        found = closest_weights(target, admissible_set(policy, tree, target))

        assert [one.rule.subject for one in found.binding] == ["a"]

    def test_largest_move_holds_the_weights_near_the_incumbent(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf, weights_of: WeightsOf
    ) -> None:
        incumbent = weights_of(tree, [0.25] * 4)

        found = closest_weights(
            target, admissible_set(policy_of(largest_move=0.1), tree, incumbent)
        )

        assert found.weights.shares == pytest.approx([0.35, 0.3, 0.2, 0.15], abs=1e-9)
        assert {one.rule.formula for one in found.binding} == {"a <= 0.35", "d >= 0.15"}

    def test_grid_gives_multiples_that_sum_to_one(
        self, tree: IndicatorTree, policy_of: PolicyOf, weights_of: WeightsOf
    ) -> None:
        target = weights_of(tree, [0.333, 0.333, 0.333, 0.001])

        found = closest_weights(
            target, admissible_set(policy_of(grid=0.01, floors={"d": 0.02}), tree, target)
        )

        steps = np.rint(found.weights.shares / 0.01)
        assert found.weights.shares == pytest.approx(steps * 0.01, abs=1e-12)
        assert steps.sum() == 100
        assert steps.tolist() == [33, 33, 32, 2]

    def test_a_record_on_the_grid_is_about_the_published_weights(
        self, tree: IndicatorTree, policy_of: PolicyOf, weights_of: WeightsOf
    ) -> None:
        """No rule costs anything; (0.34, 0.33, 0.33, 0) is the nearest that can be published."""
        target = weights_of(tree, [0.333, 0.333, 0.332, 0.002])

        found = closest_weights(target, admissible_set(policy_of(grid=0.01), tree, target))

        assert found.record.proven
        assert found.record.why == "optimal"
        assert found.record.objective == pytest.approx(0.007 + 0.003 + 0.002 + 0.002, abs=1e-9)
        assert found.record.bound == pytest.approx(found.record.objective, abs=1e-9)
        assert found.unrounded == pytest.approx(target.shares, abs=1e-12)

    def test_prices_on_the_grid_are_those_before_rounding(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf
    ) -> None:
        """The cap binds off the grid although 0.252 itself cannot be published."""
        (exact,) = closest_weights(
            target, admissible_set(policy_of(caps={"a": 0.252}), tree, target)
        ).binding
        found = closest_weights(
            target, admissible_set(policy_of(grid=0.01, caps={"a": 0.252}), tree, target)
        )

        (rounded,) = found.binding

        assert found.weights.shares[0] == pytest.approx(0.25, abs=1e-12)
        assert rounded.rule == exact.rule
        assert rounded.shadow_price == pytest.approx(exact.shadow_price, abs=1e-12)

    def test_an_answer_stopped_early_is_admissible_but_never_called_proven(
        self, tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf
    ) -> None:
        tree = tree_of([("A", "abcdefgh"), ("B", "ijklmnop")])
        target = weights_of(tree, np.random.default_rng(2).dirichlet(np.ones(16)))
        other = weights_of(tree, np.random.default_rng(3).dirichlet(np.ones(16)))
        policy = policy_of(grid=0.05, default_cap=0.3, default_floor=0.02)
        stopped = SolverChoice(
            "stopped",
            lambda _: pulp.HiGHS(msg=False, threads=1, gapRel=1.0, presolve="off"),
        )
        aims, admissible = (Aim(target), Aim(other)), admissible_set(policy, tree, target)

        early = least_distance(aims, Norm.LINF, admissible, chain=[stopped]).record
        proven = least_distance(aims, Norm.LINF, admissible).record

        assert not early.proven
        assert early.why == "limit"
        assert early.bound - 1e-9 <= proven.objective <= early.objective + 1e-9
        assert proven.proven

    def test_infeasible_policy_names_the_clashing_rules(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf
    ) -> None:
        policy = policy_of(floors={"a": 0.4, "b": 0.3}, group_shares={"A": (0.5, 0.6)})

        with pytest.raises(MethodError, match=r"policy\.infeasible") as raised:
            closest_weights(target, admissible_set(policy, tree, target))

        conflict: Any = raised.value.values["conflict"]
        assert {rule.formula for rule in conflict.rules} == {"a >= 0.4", "b >= 0.3", "A <= 0.6"}
        assert conflict.least_total_violation == pytest.approx(0.1, abs=1e-9)

    def test_grid_without_an_admissible_multiple_is_infeasible(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf
    ) -> None:
        """Only a quarter each meets the rules, and no tenth is a quarter."""
        equal = (OrderRule("a", "b"), OrderRule("b", "a"))
        policy = policy_of(grid=0.1, group_shares={"A": (0.5, 0.5)}, orders=equal)

        with pytest.raises(MethodError, match=r"policy\.infeasible"):
            closest_weights(target, admissible_set(policy, tree, target))

    def test_target_must_hold_the_leaves_of_the_tree(
        self, tree: IndicatorTree, target: WeightSet, policy_of: PolicyOf
    ) -> None:
        other = WeightSet.from_mapping(Origin.JUDGED, {"a": 0.5, "x": 0.5})

        with pytest.raises(InputError, match="b, c, d, x"):
            closest_weights(other, admissible_set(policy_of(), tree, target))


class TestLaws:
    @examples(7, 40)
    @given(SEEDS)
    def test_weights_are_admissible_and_proven(self, instance_of: InstanceOf, seed: int) -> None:
        one = instance_of(seed)

        found = closest_weights(one.target, one.admissible)

        shares = found.weights.shares
        assert found.record.proven
        assert shares.sum() == pytest.approx(1, abs=1e-12)
        for rule in one.admissible.rules:
            total = float(rule.row(len(shares)) @ shares)
            assert rule.sense.value == ">=" or total <= rule.limit + 1e-9
            assert rule.sense.value == "<=" or total >= rule.limit - 1e-9

    @examples(7, 25)
    @given(SEEDS)
    def test_an_admissible_target_is_returned_unchanged(
        self, instance_of: InstanceOf, seed: int
    ) -> None:
        one = instance_of(seed)

        found = closest_weights(one.inside, one.admissible)

        assert found.weights.shares == pytest.approx(one.inside.shares, abs=1e-9)
        assert found.record.objective == pytest.approx(0, abs=1e-9)

    @examples(7, 25)
    @given(SEEDS)
    def test_no_admissible_set_is_closer(self, instance_of: InstanceOf, seed: int) -> None:
        one = instance_of(seed)

        found = closest_weights(one.target, one.admissible)

        distance = float(np.abs(one.inside.shares - one.target.shares).sum())
        assert found.record.objective <= distance + 1e-9

    @examples(7, 25)
    @given(SEEDS)
    def test_relabelling_the_indicators_permutes_the_weights(
        self, instance_of: InstanceOf, seed: int
    ) -> None:
        one = instance_of(seed)
        turned = IndicatorTree(reversed_node(one.tree.root))

        found = closest_weights(one.target, one.admissible)
        again = closest_weights(one.target, admissible_set(one.policy, turned, one.incumbent))

        assert again.weights.aligned(one.tree.leaf_ids).shares == pytest.approx(
            found.weights.shares, abs=1e-8
        )

    @examples(7, 25)
    @given(SEEDS)
    def test_a_shadow_price_bounds_the_gain_of_relaxing_its_rule(
        self, instance_of: InstanceOf, policy_of: PolicyOf, seed: int
    ) -> None:
        one = instance_of(seed)
        caps = dict.fromkeys(one.tree.leaf_ids, one.policy.default_cap)
        found = closest_weights(
            one.target, admissible_set(policy_of(caps=caps), one.tree, one.incumbent)
        )
        prices = {b.rule.subject: b.shadow_price for b in found.binding if b.rule.kind == "cap"}
        delta = 0.01

        for leaf, price in prices.items():
            wider = policy_of(caps={**caps, leaf: min(1.0, caps[leaf] + delta)})
            relaxed = closest_weights(one.target, admissible_set(wider, one.tree, one.incumbent))
            gain = found.record.objective - relaxed.record.objective
            assert price is not None
            assert -1e-9 <= gain <= price * delta + 1e-9

    @examples(7, 25)
    @given(SEEDS)
    def test_the_distance_off_the_grid_bounds_the_one_on_it(
        self, instance_of: InstanceOf, seed: int
    ) -> None:
        one = instance_of(seed)
        policy = replace(one.policy, group_shares={}, grid=0.005)

        exact = closest_weights(
            one.target, admissible_set(replace(policy, grid=None), one.tree, one.incumbent)
        )
        found = closest_weights(one.target, admissible_set(policy, one.tree, one.incumbent))

        steps = found.weights.shares / 0.005
        assert steps == pytest.approx(np.rint(steps), abs=1e-9)
        assert np.rint(steps).sum() == 200
        assert found.record.proven
        assert found.record.objective >= exact.record.objective - 1e-9
        assert found.unrounded == pytest.approx(exact.weights.shares, abs=1e-12)

    @examples(7, 25)
    @given(SEEDS)
    def test_an_admissible_target_on_the_grid_is_returned_unchanged(
        self, tree_of: TreeOf, policy_of: PolicyOf, weights_of: WeightsOf, seed: int
    ) -> None:
        tree = tree_of([("A", "abc"), ("B", "de")])
        steps = np.random.default_rng(seed).multinomial(200, np.full(5, 0.2))
        target = weights_of(tree, steps / 200)
        policy = policy_of(grid=0.005, default_floor=float(target.shares.min()),
                           default_cap=float(target.shares.max()))  # fmt: skip

        found = closest_weights(target, admissible_set(policy, tree, target))

        assert found.weights.shares.tolist() == target.shares.tolist()
        assert found.record.objective == 0
        assert found.record.why == "optimal"

    @pytest.mark.parametrize("grid", [None, 0.001])
    def test_repeated_runs_are_identical(self, instance_of: InstanceOf, grid: float | None) -> None:
        one = instance_of(11)
        policy = replace(one.policy, group_shares={}, grid=grid)

        runs = [
            closest_weights(
                one.target, admissible_set(policy, one.tree, one.incumbent)
            ).weights.shares
            for _ in range(2)
        ]

        assert runs[0].tobytes() == runs[1].tobytes()


@pytest.mark.parametrize("seed", range(12))
def test_shipped_policy_spreads_what_its_rules_move_evenly(seed: int) -> None:
    """Rules pin the greatest deviation; rounding leaves the others where the evenest set is."""
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")
    policy = read_policy(scenarios_folder() / "policies" / "performance-60-25-15.toml")
    incumbent = WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent)
    drawn = np.random.default_rng(seed).dirichlet(30 * incumbent.shares)
    target = WeightSet(Origin.RECOMMENDED, incumbent.indicators, drawn)

    exact = closest_weights(
        target, admissible_set(replace(policy, grid=None), scheme.tree, incumbent)
    )
    found = closest_weights(target, admissible_set(policy, scheme.tree, incumbent))

    assert found.record.proven
    assert policy.grid == 0.005
    assert float(np.abs(found.weights.shares - exact.weights.shares).max()) < policy.grid
    assert [one.rule for one in found.binding] == [one.rule for one in exact.binding]


def reversed_node(node: IndicatorNode) -> IndicatorNode:
    children = tuple(
        reversed_node(child) if isinstance(child, IndicatorNode) else child
        for child in reversed(node.children)
    )
    return IndicatorNode(node.id, node.name, children)


class TestSeveralAims:
    """Judged (0.5, 0.3, 0.2), evidence (0.2, 0.3, 0.5), incumbent (0.4, 0.4, 0.2)."""

    @pytest.fixture
    def tree(self, tree_of: TreeOf) -> IndicatorTree:
        return tree_of([("A", "ab"), ("B", "c")])

    @pytest.fixture
    def aims(self, tree: IndicatorTree, weights_of: WeightsOf) -> list[WeightSet]:
        every = ([0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [0.4, 0.4, 0.2])
        return [weights_of(tree, each) for each in every]

    def test_the_greatest_trust_wins_where_no_rule_stands_against_it(
        self, tree: IndicatorTree, aims: list[WeightSet], admissible_of: Any
    ) -> None:
        """L1 distances weigh like votes: a majority of trust takes all."""
        trusted = [Aim(each, trust) for each, trust in zip(aims, (1.0, 0.5, 0.25), strict=True)]

        found = least_distance(trusted, Norm.L1, admissible_of(tree))

        assert found.weights.shares == pytest.approx([0.5, 0.3, 0.2], abs=1e-9)
        assert found.distances == pytest.approx((0.0, 0.6, 0.2), abs=1e-9)
        assert found.record.objective == pytest.approx(0.35, abs=1e-9)

    def test_equal_trust_leaves_the_evenest_between_the_two(
        self, tree: IndicatorTree, aims: list[WeightSet], admissible_of: Any
    ) -> None:
        """Every mixture has the sum 0.6: the one in the middle deviates from it nowhere."""
        found = least_distance([Aim(aims[0]), Aim(aims[1])], Norm.L1, admissible_of(tree))

        assert found.weights.shares == pytest.approx([0.35, 0.3, 0.35], abs=1e-9)
        assert found.record.objective == pytest.approx(0.6, abs=1e-9)

    def test_a_trust_of_zero_is_measured_but_does_not_count(
        self, tree: IndicatorTree, aims: list[WeightSet], admissible_of: Any
    ) -> None:
        found = least_distance([Aim(aims[0]), Aim(aims[1], 0.0)], Norm.LINF, admissible_of(tree))

        assert found.weights.shares == pytest.approx(aims[0].shares, abs=1e-9)
        assert found.distances == pytest.approx((0.0, 0.3), abs=1e-9)

    @pytest.mark.parametrize("trust", [-1.0, 0.0, float("nan"), float("inf")])
    def test_trust_must_be_a_weight(
        self, aims: list[WeightSet], tree: IndicatorTree, admissible_of: Any, trust: float
    ) -> None:
        with pytest.raises(InputError, match=r"closeness\.trust"):
            least_distance([Aim(aims[0], trust)], Norm.L1, admissible_of(tree))


@pytest.mark.parametrize("grid", [None, 0.005])
@pytest.mark.parametrize("seed", range(3))
def test_both_solvers_give_the_same_weights(
    instance_of: InstanceOf, seed: int, grid: float | None
) -> None:
    one = instance_of(seed)
    policy = replace(one.policy, group_shares={}, grid=grid)
    admissible = admissible_set(policy, one.tree, one.incumbent)

    ours, theirs = (closest_weights(one.target, admissible, chain=[each]) for each in (HIGHS, CBC))

    assert ours.record.proven
    assert theirs.record.proven
    assert theirs.weights.shares == pytest.approx(ours.weights.shares, abs=1e-7)


@pytest.mark.parametrize("norm", list(Norm))
@pytest.mark.parametrize("seed", range(4))
def test_both_solvers_find_the_same_objective_across_groups(
    crossed_of: InstanceOf, seed: int, norm: Norm
) -> None:
    """CBC prints eight digits, so that its later stages may not count as proven."""
    one = crossed_of(seed)
    aims = (Aim(one.target), Aim(one.incumbent, 0.5))

    ours, theirs = (
        least_distance(aims, norm, one.admissible, chain=[each]) for each in (HIGHS, CBC)
    )

    assert ours.record.proven
    assert theirs.record.objective == pytest.approx(ours.record.objective, abs=1e-7)


@examples(7, 25)
@given(SEEDS, st.sampled_from(list(Norm)))
def test_the_optimum_is_that_of_an_independent_solver(
    crossed_of: InstanceOf, seed: int, norm: Norm
) -> None:
    """Same programme written with deviations instead of segments, solved by scipy."""
    one = crossed_of(seed)
    aims = (Aim(one.target, 0.7), Aim(one.incumbent, 0.4))

    found = least_distance(aims, norm, one.admissible, chain=[HIGHS])

    assert found.record.objective == pytest.approx(
        scipy_optimum(aims, norm, one.admissible), abs=1e-9
    )


@examples(7, 25)
@given(SEEDS)
def test_no_greater_deviation_can_be_lowered(crossed_of: InstanceOf, seed: int) -> None:
    """Of all sets with the least distance none has a smaller greatest deviation."""
    one = crossed_of(seed)

    found = closest_weights(one.target, one.admissible)

    assert found.greatest_deviation == pytest.approx(
        scipy_level(one.target.shares, found.record.objective, one.admissible), abs=1e-7
    )


def rows_of(admissible: Any, extra: int) -> tuple[Any, Any, Any, Any]:
    """Rules as A x <= b and E x = f for scipy, with zero columns for more variables."""
    signs = np.array([-1.0 if sense == ">=" else 1.0 for sense in admissible.senses])
    equal = np.array([sense == "=" for sense in admissible.senses], dtype=bool)
    k = len(admissible.leaves)
    rows = np.hstack([signs[:, None] * admissible.rows, np.zeros((len(signs), extra))])
    limits = signs * admissible.limits
    total = np.append(np.ones(k), np.zeros(extra))
    return (
        rows[~equal],
        limits[~equal],
        np.vstack([rows[equal], total]),
        np.append(limits[equal], 1),
    )


def scipy_optimum(aims: Any, norm: Norm, admissible: Any) -> float:
    k = len(admissible.leaves)
    wide = k if norm is Norm.L1 else 1
    extra = wide * len(aims)
    upper, limits, even, totals = rows_of(admissible, extra)
    for place, aim in enumerate(aims):
        for sign in (1.0, -1.0):
            block = np.zeros((k, k + extra))
            block[:, :k] = sign * np.eye(k)
            own = slice(k + place * wide, k + (place + 1) * wide)
            block[:, own] = -np.eye(k) if norm is Norm.L1 else -1.0
            upper = np.vstack([upper, block])
            limits = np.append(limits, sign * aim.weights.shares)
    cost = np.append(np.zeros(k), np.repeat([aim.trust for aim in aims], wide))
    return float(linprog(cost, upper, limits, even, totals, bounds=(0, None)).fun)


def scipy_level(target: Any, distance: float, admissible: Any) -> float:
    """Least greatest deviation z over w = t + p - n with sum(p + n) at the least distance."""
    k = len(target)
    upper, limits, even, totals = rows_of(admissible, 2 * k + 1)
    identity = np.eye(k)
    moves = np.hstack([identity, -identity, identity, np.zeros((k, 1))])
    even, totals = np.vstack([even, moves]), np.append(totals, target)
    level = np.hstack([np.zeros((k, k)), identity, identity, -np.ones((k, 1))])
    held = np.concatenate([np.zeros(k), np.ones(2 * k), [0.0]])
    upper = np.vstack([upper, level, held])
    limits = np.concatenate([limits, np.zeros(k), [distance + 1e-9]])
    cost = np.append(np.zeros(3 * k), 1.0)
    return float(linprog(cost, upper, limits, even, totals, bounds=(0, None)).fun)
