"""Robust weights: constraint generation against one programme over all draws."""

from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from engine.domain.policy import Norm
from engine.domain.tables import ScoreTable
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.optimisation.closeness import closest_weights
from engine.optimisation.regret import least_regret, regret_of
from engine.optimisation.robust import EvidenceRange
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from engine.optimisation.worst_case import worst_case_distance

NAMELESS = Text("指标", "indicator")


def _bounded(leaves: int) -> AdmissibleSet:
    """Return shares of 1 % to 25 %, the first half of the leaves 60 % together."""
    ids = tuple(f"leaf{i}" for i in range(leaves))
    own = [
        WeightRule(kind, ids[i], NAMELESS, (i,), limit)
        for kind, limit in ((RuleKind.FLOOR, 0.01), (RuleKind.CAP, 0.25))
        for i in range(leaves)
    ]
    half = tuple(range(leaves // 2))
    group = WeightRule(RuleKind.GROUP_FIXED, "half", NAMELESS, half, 0.6)
    return AdmissibleSet("bench", ids, (*own, group))


def _judged(leaves: int, draws: int, agents: int) -> tuple[Any, ...]:
    rng = np.random.default_rng(1)
    admissible = _bounded(leaves)
    skill = rng.normal(75, 8, (agents, 1))
    scores = np.clip(skill + rng.normal(0, 10, (agents, leaves)), 0, 100)
    table = ScoreTable(tuple(f"agent{i}" for i in range(agents)), admissible.leaves, scores)
    return rng.dirichlet(np.full(leaves, 3.0), draws), admissible, table


def _over_all_draws(given: tuple[Any, ...]) -> float:
    """Return the value of the one programme in which every draw stands from the start."""
    draws, admissible, table = given
    rows, limits = [], []
    (n, k), m = table.scores.shape, len(draws)
    size = k + 1 + m * n
    for v, draw in enumerate(draws):
        own = slice(k + 1 + v * n, k + 1 + (v + 1) * n)
        for sign in (1.0, -1.0):
            block = np.zeros((n, size))
            block[:, :k], block[:, own] = sign * table.scores, -np.eye(n)
            rows.append(block)
            limits.append(sign * table.scores @ draw)
        total = np.zeros((1, size))
        total[0, own], total[0, k] = 1 / n, -1.0
        rows.append(total)
        limits.append(np.zeros(1))
    return _least(np.vstack(rows), np.concatenate(limits), admissible)


def _least(above: np.ndarray, limits: np.ndarray, admissible: AdmissibleSet) -> float:
    from scipy.optimize import linprog

    k, size = len(admissible.leaves), above.shape[1]
    cost, equal = np.zeros(size), np.zeros((2, size))
    cost[k], equal[0, :k], equal[1, : k // 2] = 1.0, 1.0, 1.0
    bounds = [(0.01, 0.25)] * k + [(0, None)] * (size - k)
    return float(linprog(cost, above, limits, equal, [1.0, 0.6], bounds).fun)


duel(
    Duel(
        "least regret, 60 draws x 20 agents x 10 leaves: few draws / all in one programme",
        lambda: _judged(10, 60, 20),
        lambda given: least_regret(*given).value,
        _over_all_draws,
        lambda ours, other: abs(ours - other) <= 1e-6,
        rounds=3,
    )
)


def _regret_of_the_mean(given: tuple[Any, ...]) -> float:
    """Return the regret of the closest weights to the mean draw: what no robust choice exceeds."""
    draws, admissible, table = given
    mean = WeightSet(Origin.JUDGED, admissible.leaves, draws.mean(axis=0))
    return regret_of(closest_weights(mean, admissible).weights, draws, table)


duel(
    Duel(
        "least regret, 1,000 draws x 200 agents x 20 leaves / closest to the mean",
        lambda: _judged(20, 1000, 200),
        lambda given: least_regret(*given),
        _regret_of_the_mean,
        lambda ours, other: ours.record.proven and ours.value <= other + 1e-9,
        rounds=1,
    )
)


def _evidence() -> tuple[Any, ...]:
    rng = np.random.default_rng(2)
    centre = rng.dirichlet(np.ones(30))
    low = np.maximum(centre - rng.uniform(0, 0.05, 30), 0.0)
    return EvidenceRange(centre, low, centre + rng.uniform(0, 0.05, 30)), _bounded(30)


def _nominal(given: tuple[Any, ...]) -> Any:
    evidence, admissible = given
    aim = WeightSet(Origin.EVIDENCE, admissible.leaves, evidence.centre)
    return closest_weights(aim, admissible)


duel(
    Duel(
        "worst-case distance, 30 leaves, budget 3 / closest weights without doubt",
        _evidence,
        lambda given: worst_case_distance(given[0], 3, Norm.L1, given[1]),
        _nominal,
        lambda ours, other: ours.record.proven and ours.value >= other.record.objective - 1e-9,
    )
)
