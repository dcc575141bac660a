"""Acceptability of ranks and grades: packed sorting in blocks, against a loop over the draws."""

from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.scoring.acceptability import RANKS_SHOWN, Asked, acceptability
from engine.scoring.movements import ranks
from engine.scoring.weight_samples import WeightPolytope, polytope_of, uniform_weights

AGENTS, DRAWS, LEAVES = 5_000, 5_000, 20
CHAINS, ALONE = 500, 5
RULE = GradeRule((85.0, 75.0, 65.0), ("A", "B", "C", "D"))


def _given() -> tuple[ScoreTable, np.ndarray]:
    rng = np.random.default_rng(1)
    scores = np.clip(rng.normal(75, 8, (AGENTS, 1)) + rng.normal(0, 10, (AGENTS, LEAVES)), 0, 100)
    agents = tuple(f"A{n}" for n in range(AGENTS))
    table = ScoreTable(agents, tuple(f"x{n}" for n in range(LEAVES)), scores)
    return table, rng.dirichlet(np.ones(LEAVES) * 50, DRAWS)


def _ours(given: tuple[ScoreTable, np.ndarray]) -> Any:
    return acceptability(*given, Asked(RULE))


def _loop(given: tuple[ScoreTable, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    table, weights = given
    shown = np.zeros((AGENTS, RANKS_SHOWN))
    grades = np.zeros((AGENTS, len(RULE.labels)))
    everyone = np.arange(AGENTS)
    for row in weights:
        scores = table.scores @ row
        places = ranks(scores)
        best = places <= RANKS_SHOWN
        shown[everyone[best], places[best] - 1] += 1
        grades[everyone, RULE.ranks(scores)] += 1
    return shown / len(weights), grades / len(weights)


duel(
    Duel(
        f"acceptability, {AGENTS:,} agents x {DRAWS:,} draws: ours / loop",
        _given,
        _ours,
        _loop,
        lambda ours, other: bool(
            np.allclose(ours.ranks, other[0], atol=1.5 / DRAWS)
            and np.allclose(ours.grades, other[1], atol=1.5 / DRAWS)
        ),
        rounds=1,
        least_ratio=1.2,
    )
)


def _polytope() -> WeightPolytope:
    centre = np.random.default_rng(1).dirichlet(np.ones(LEAVES) * 6)
    rows = np.vstack([np.eye(LEAVES), np.eye(LEAVES)])
    senses = [">="] * LEAVES + ["<="] * LEAVES
    return polytope_of(rows, senses, np.concatenate([0.5 * centre, 1.5 * centre]))


def _one_chain_at_a_time(polytope: WeightPolytope) -> np.ndarray:
    rng = np.random.default_rng(1)
    return np.concatenate([uniform_weights(polytope, rng, 1) for _ in range(ALONE)])


duel(
    Duel(
        f"hit-and-run, {CHAINS} chains at once / {ALONE} one by one",
        _polytope,
        lambda polytope: uniform_weights(polytope, np.random.default_rng(1), CHAINS),
        _one_chain_at_a_time,
        lambda ours, other: bool(
            np.allclose(ours.sum(axis=1), 1) and np.allclose(other.sum(axis=1), 1)
        ),
        rounds=3,
        least_ratio=0.2,  # a draw of ours costs less than 1/20 of a chain of its own
    )
)
