"""A small question about weights: four indicators in two groups, five agents, two emphases."""

from dataclasses import replace
from typing import Any

import numpy as np

from engine.domain.grades import GradeRule
from engine.domain.indicators import IndicatorNode, IndicatorTree
from engine.domain.policy import Emphasis, WeightPolicy
from engine.domain.tables import ScoreTable
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.files.policy_tree import flat_tree
from engine.studies.weights_inputs import OptimiseInputs, OptimiseOptions, Source
from engine.studies.weights_ready import Ready, ready

LEAVES = ("frt", "fcr", "qa", "learning")
RULE = GradeRule((80.0, 60.0), ("A", "B", "C"))
RAISED = Emphasis("raised", Text("提高", "Raised"), at_least_incumbent={"frt": 1.2})
TOO_MUCH = Emphasis("too-much", Text("过高", "Too much"), at_least_incumbent={"frt": 3.0})
POLICY = WeightPolicy(
    id="small",
    name=Text("小", "Small"),
    evidence_share=0.5,
    default_floor=0.05,
    default_cap=0.6,
    group_shares={"speed": (0.5, 0.7)},
    largest_move=0.2,
    emphases=(RAISED, TOO_MUCH),
)


def tree() -> IndicatorTree:
    """Return two groups of two indicators."""
    leaves = flat_tree(LEAVES).leaves
    speed = IndicatorNode("speed", Text("速度", "Speed"), leaves[:2])
    care = IndicatorNode("care", Text("用心", "Care"), leaves[2:])
    return IndicatorTree(IndicatorNode("all", Text("全部", "All"), (speed, care)))


def weights(origin: Origin, *shares: float, spread: float = 0.0) -> WeightSet:
    """Return shares of the four indicators, with draws around them where there is a spread."""
    point = np.array(shares)
    draws = None
    if spread:
        rng = np.random.default_rng(7)
        draws = point * np.exp(spread * rng.standard_normal((200, len(LEAVES))))
        draws /= draws.sum(axis=1, keepdims=True)
    return WeightSet(origin, LEAVES, point, draws)


def evidence(*, spread: float = 0.2) -> Source:
    """Return evidence on two of the four indicators, which speaks for speed."""
    rng = np.random.default_rng(8)
    first = np.clip(0.8 + spread * rng.standard_normal(200) / 2, 0.1, 0.9)
    draws = np.column_stack([first, 1 - first]) if spread else None
    found = WeightSet(Origin.EVIDENCE, ("frt", "fcr"), np.array([0.8, 0.2]), draws)
    return Source(found)


def scores() -> ScoreTable:
    """Return five agents, one of them without a value of the last indicator."""
    values = [
        [90.0, 70, 60, 80],
        [60, 95, 85, 70],
        [75, 62, 58, 90],
        [55, 65, 70, 40],
        [82, 78, 81, np.nan],
    ]
    return ScoreTable(("a1", "a2", "a3", "a4", "a5"), LEAVES, np.array(values))


def inputs(**changes: Any) -> OptimiseInputs:
    """Return the question with all sources, or with some of it changed."""
    whole = OptimiseInputs(
        tree=tree(),
        policy=POLICY,
        incumbent=weights(Origin.INCUMBENT, 0.3, 0.3, 0.2, 0.2),
        judged=Source(weights(Origin.JUDGED, 0.25, 0.35, 0.3, 0.1, spread=0.2)),
        evidence=evidence(),
        scores=scores(),
        grades=RULE,
        options=OptimiseOptions(draws=200, node_limit=20),
    )
    return replace(whole, **changes)


def policy(**changes: Any) -> WeightPolicy:
    """Return the policy with some of its rules changed."""
    return replace(POLICY, **changes)


def lined_up(**changes: Any) -> Ready:
    """Return the question lined up."""
    return ready(inputs(**changes))
