"""Fewest judgements to ask again: covers branched on, against every set tried in turn."""

from itertools import combinations

import numpy as np

from benchmarks.harness import Duel, duel
from engine.ahp.eigenvalue_gradient import log_principal_eigenvalue
from engine.ahp.random_index import DEFAULT, random_index_table
from engine.optimisation.box_minimum import Box
from engine.optimisation.judgement_repair import TOLERANCE, RepairProblem, fewest_judgements

SCALE = np.log([*(1 / k for k in range(9, 1, -1)), *range(1, 10)])
AT_ONCE = 500


def _problem(n: int, spread: float) -> RepairProblem:
    """Return answers that err by a log-normal factor and are rounded to the scale."""
    rng = np.random.default_rng(3)
    weights = rng.normal(0, 0.7, n)
    rows, columns = np.triu_indices(n, 1)
    logs = weights[rows] - weights[columns] + rng.normal(0, spread, len(rows))
    stated = SCALE[np.abs(logs[:, None] - SCALE).argmin(axis=1)]
    box = Box(np.full(len(stated), SCALE[0]), np.full(len(stated), SCALE[-1]))
    limit = float(np.log(n + 0.1 * random_index_table(DEFAULT).value(n) * (n - 1)))
    everywhere = np.ones(len(stated), dtype=np.bool_)
    return RepairProblem(log_principal_eigenvalue, stated, everywhere, box, limit)


def _every_set(problem: RepairProblem) -> set[tuple[int, ...]]:
    pairs = len(problem.stated)
    for size in range(pairs + 1):
        chosen = list(combinations(range(pairs), size))
        sets = np.zeros((len(chosen), pairs), dtype=np.bool_)
        for row, members in zip(sets, chosen, strict=True):
            row[list(members)] = True
        found: set[tuple[int, ...]] = set()
        for first in range(0, len(sets), AT_ONCE):
            least = problem.least(sets[first : first + AT_ONCE], problem.limit + TOLERANCE)
            enough = np.flatnonzero(least.values <= problem.limit + TOLERANCE)
            found |= {chosen[first + k] for k in enough}
        if found:
            return found
    return set()


def _branched(problem: RepairProblem) -> set[tuple[int, ...]]:
    sets = fewest_judgements(problem).sets
    return {tuple(np.flatnonzero(one).tolist()) for one in sets}


for _n, _spread in ((6, 2.0), (8, 1.3)):
    duel(
        Duel(
            f"repair, n = {_n}: outer approximation / every set",
            lambda n=_n, spread=_spread: _problem(n, spread),
            _branched,
            _every_set,
            lambda ours, other: ours == other,
            rounds=3,
        )
    )
