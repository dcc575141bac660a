"""Small hierarchies, policies and random instances for the tests of this room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.indicators import (
    Controllability,
    Direction,
    Indicator,
    IndicatorNode,
    IndicatorTree,
    Population,
    ScoreCurve,
    Source,
)
from engine.domain.policy import OrderRule, PolicyGroup, RatioRule, WeightPolicy
from engine.domain.tables import ScoreTable
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.optimisation.admissible import admissible_set
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule


def _leaf(id_: str) -> Indicator:
    return Indicator(
        id=id_,
        name=Text(f"指标{id_}", f"indicator {id_}"),
        unit="share",
        direction=Direction.HIGHER,
        population=Population.ALL,
        window="month",
        controllability=Controllability.AGENT,
        source=Source.MEASURED,
        curve=ScoreCurve(((0.0, 0.0), (1.0, 100.0))),
    )


def _tree(groups: Sequence[tuple[str, str]]) -> IndicatorTree:
    nodes = tuple(
        IndicatorNode(id_, Text(f"组{id_}", f"group {id_}"), tuple(map(_leaf, leaves)))
        for id_, leaves in groups
    )
    return IndicatorTree(IndicatorNode("root", Text("全部", "all"), nodes))


def _weights(tree: IndicatorTree, shares: Sequence[float] | NDArray[np.float64]) -> WeightSet:
    return WeightSet(Origin.JUDGED, tree.leaf_ids, np.array(shares, dtype=np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A policy that admits at least ``inside``, an incumbent, and a target anywhere."""

    tree: IndicatorTree
    policy: WeightPolicy
    incumbent: WeightSet
    target: WeightSet
    inside: WeightSet

    @property
    def admissible(self) -> AdmissibleSet:
        return admissible_set(self.policy, self.tree, self.incumbent)


def _instance(seed: int) -> Instance:
    rng = np.random.default_rng(seed)
    names = iter("abcdefghijklmnopqrst")
    sizes = rng.integers(1, 5, size=rng.integers(2, 5)).tolist()
    tree = _tree([(f"G{g}", "".join(next(names) for _ in range(n))) for g, n in enumerate(sizes)])
    k = len(tree.leaf_ids)
    inside, incumbent = rng.dirichlet(np.full(k, 2.0)), rng.dirichlet(np.full(k, 3.0))
    starts = np.concatenate([[0], np.cumsum(sizes)])
    shares = {}
    for g in range(len(sizes)):
        total = float(inside[starts[g] : starts[g + 1]].sum())
        width = float(rng.choice([0.0, 0.03, 0.2]))
        if rng.random() < 0.6:
            shares[f"G{g}"] = (max(0.0, total - width), min(1.0, total + width))
    move = float(np.abs(inside - incumbent).max()) + float(rng.choice([0.001, 0.05]))
    policy = WeightPolicy(
        id="drawn",
        name=Text("抽取", "drawn"),
        evidence_share=0.5,
        default_floor=float(inside.min()) * float(rng.choice([0.0, 0.5, 1.0])),
        default_cap=min(1.0, float(inside.max()) * float(rng.choice([1.0, 1.2, 5.0]))),
        group_shares=shares,
        largest_move=min(1.0, move) if rng.random() < 0.5 else None,
    )
    target = rng.dirichlet(np.ones(k))
    return Instance(tree, policy, *(_weights(tree, s) for s in (incumbent, target, inside)))


def _crossed(seed: int) -> Instance:
    """Return an instance with rules across groups besides: they do not nest."""
    one = _instance(seed)
    rng = np.random.default_rng([seed, 1])
    leaves, inside = one.tree.leaf_ids, one.inside.shares
    high, low, other = (leaves[i] for i in rng.permutation(len(leaves))[[0, 1, -1]])
    mine = dict(zip(leaves, inside.tolist(), strict=True))
    across = tuple(leaf for leaf in leaves if rng.random() < 0.5) or leaves[:1]
    total = sum(mine[leaf] for leaf in across)
    policy = replace(
        one.policy,
        orders=(OrderRule(high, low, mine[high] - mine[low] - float(rng.choice([0, 0.01]))),),
        ratios=(RatioRule(high, other, mine[high] / mine[other] * float(rng.choice([1, 0.8]))),)
        if high != other
        else (),
        groups=(PolicyGroup("X", Text("跨组", "across"), across),),
        group_shares={**one.policy.group_shares, "X": (max(0.0, total - 0.02), min(1.0, total))},
    )
    return replace(one, policy=policy)


@pytest.fixture(scope="session")
def tree_of() -> Callable[[Sequence[tuple[str, str]]], IndicatorTree]:
    return _tree


@pytest.fixture(scope="session")
def weights_of() -> Callable[[IndicatorTree, Sequence[float]], WeightSet]:
    return _weights


@pytest.fixture(scope="session")
def instance_of() -> Callable[[int], Instance]:
    return _instance


@pytest.fixture(scope="session")
def crossed_of() -> Callable[[int], Instance]:
    return _crossed


@pytest.fixture(scope="session")
def admissible_of(policy_of: Callable[..., WeightPolicy]) -> Callable[..., AdmissibleSet]:
    """Return what makes sets over the leaves of a tree, whose incumbent is even by default."""

    def make(tree: IndicatorTree, incumbent: Sequence[float] = (), **rules: Any) -> AdmissibleSet:
        k = len(tree.leaf_ids)
        in_force = _weights(tree, incumbent or [1 / k] * k)
        return admissible_set(policy_of(**rules), tree, in_force)

    return make


@pytest.fixture(scope="session")
def policy_of() -> Callable[..., WeightPolicy]:
    def make(**rules: Any) -> WeightPolicy:
        stated: dict[str, Any] = {"id": "p", "name": Text("规则", "policy"), "evidence_share": 0.5}
        return WeightPolicy(**(stated | rules))

    return make


def _box(
    lower: Sequence[float] | NDArray[np.float64],
    upper: Sequence[float] | NDArray[np.float64],
    *further: tuple[RuleKind, tuple[int, ...], tuple[float, ...], float],
    grid: float | None = None,
) -> AdmissibleSet:
    """Return shares between bounds; a further rule is (kind, members, coefficients, limit)."""
    leaves, name = tuple(f"i{place}" for place in range(len(lower))), Text("项", "item")
    bounds = [
        WeightRule(kind, leaf, name, (place,), float(limits[place]))
        for place, leaf in enumerate(leaves)
        for kind, limits in ((RuleKind.FLOOR, lower), (RuleKind.CAP, upper))
    ]
    others = [WeightRule(kind, "r", name, own, limit, by) for kind, own, by, limit in further]
    return AdmissibleSet("box", leaves, (*bounds, *others), grid)


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """Agents whose grades under the incumbent weights are to be kept, as in the prototype."""

    table: ScoreTable
    rule: GradeRule
    before: NDArray[np.int64]
    admissible: AdmissibleSet
    incumbent: WeightSet
    rescaled: WeightSet


def _team(seed: int, agents: int, grid: float | None = None) -> Team:
    rng = np.random.default_rng(seed)
    ability = rng.normal(75, 8, (agents, 1))
    scores = np.clip(ability + rng.normal(0, 10, (agents, 20)), 0, 100)
    groups = [(slice(0, 12), 0.70, 0.60), (slice(12, 17), 0.20, 0.25), (slice(17, 20), 0.10, 0.15)]
    incumbent, rescaled, shares = np.zeros(20), np.zeros(20), []
    for own, share, new in groups:
        members = tuple(range(20))[own]
        incumbent[own] = share * rng.dirichlet(np.full(len(members), 8.0))
        rescaled[own] = incumbent[own] * new / incumbent[own].sum()
        shares.append((RuleKind.GROUP_FIXED, members, (), new))
    lower, upper = np.maximum(0.005, 0.7 * rescaled), np.maximum(0.02, 1.3 * rescaled)
    admissible = _box(lower, upper, *shares, grid=grid)
    cuts = np.quantile(scores @ incumbent, [0.9, 0.7, 0.3, 0.1])
    rule = GradeRule(tuple(cuts.tolist()), tuple("ABCDE"))
    return Team(
        ScoreTable(tuple(f"agent {i}" for i in range(agents)), admissible.leaves, scores),
        rule,
        rule.ranks(scores @ incumbent),
        admissible,
        WeightSet(Origin.INCUMBENT, admissible.leaves, incumbent / incumbent.sum()),
        WeightSet(Origin.RECOMMENDED, admissible.leaves, rescaled / rescaled.sum()),
    )


@pytest.fixture(scope="session")
def box_of() -> Callable[..., AdmissibleSet]:
    return _box


@pytest.fixture(scope="session")
def team_of() -> Callable[..., Team]:
    return _team
