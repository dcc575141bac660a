"""Small hierarchies, policies and random instances for the tests of this room."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

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
from engine.domain.policy import WeightPolicy
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet


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
def policy_of() -> Callable[..., WeightPolicy]:
    def make(**rules: Any) -> WeightPolicy:
        stated: dict[str, Any] = {"id": "p", "name": Text("规则", "policy"), "evidence_share": 0.5}
        return WeightPolicy(**(stated | rules))

    return make
