"""Rules that may give way: the least total violation under which a weight set exists.

Owns the elastic programme; which rules are named is left to :mod:`engine.optimisation.conflicts`.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.program import LinearProgram, Sense
from engine.optimisation.rules import AdmissibleSet


def elastic_program(admissible: AdmissibleSet, hard: Collection[int] = ()) -> LinearProgram:
    """Least total violation of the rules, of which the hard ones may not be violated.

    Variables are k shares (steps, on a grid), then by how much each rule falls short, then by how
    much each exceeds its limit; the first row is the sum of one.
    """
    k, m = len(admissible.leaves), len(admissible.rules)
    step, steps = _steps(admissible)
    missed = np.eye(m)
    rows = np.zeros((1 + m, k + 2 * m))
    rows[0, :k] = 1.0
    rows[1:, :k] = step * admissible.rows
    rows[1:, k : k + m] = missed
    rows[1:, k + m :] = -missed
    give = np.full(m, np.inf)
    give[list(hard)] = 0.0
    short = np.where([sense is Sense.AT_MOST for sense in admissible.senses], 0.0, give)
    over = np.where([sense is Sense.AT_LEAST for sense in admissible.senses], 0.0, give)
    integer = np.zeros(k + 2 * m, dtype=bool)
    integer[:k] = admissible.grid is not None
    return LinearProgram(
        cost=np.concatenate([np.zeros(k), np.ones(2 * m)]),
        rows=rows,
        senses=(Sense.EQUAL, *admissible.senses),
        limits=np.concatenate([[float(steps)], admissible.limits]),
        lower=np.zeros(k + 2 * m),
        upper=np.concatenate([np.full(k, float(steps)), short, over]),
        integer=integer,
    )


def fewest_program(admissible: AdmissibleSet, total: float) -> LinearProgram:
    """Fewest rules that give way when they may miss their limits by ``total`` in all.

    The elastic programme with a yes or no for each rule; of equally few rules the last of the
    policy give way, so an emphasis before the rules that it clashes with.
    """
    elastic = elastic_program(admissible)
    k, m = len(admissible.leaves), len(admissible.rules)
    n = k + 2 * m
    rows = np.zeros((2 + 2 * m, n + m))
    rows[: 1 + m, :n] = np.array(elastic.rows)
    rows[1 + m, k:n] = 1.0
    for rule in range(m):
        rows[2 + m + rule, [k + rule, k + m + rule]] = 1.0
        rows[2 + m + rule, n + rule] = -total
    return LinearProgram(
        cost=np.concatenate([np.zeros(n), 1 - np.arange(m) / (m * m)]),
        rows=rows,
        senses=(*elastic.senses, *(Sense.AT_MOST,) * (1 + m)),
        limits=np.concatenate([elastic.limits, [total], np.zeros(m)]),
        lower=np.zeros(n + m),
        upper=np.concatenate([elastic.upper, np.ones(m)]),
        integer=np.concatenate([elastic.integer, np.ones(m, dtype=bool)]),
    )


def shares_of(admissible: AdmissibleSet, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the (k,) shares of a point of the programme, >= 0 with the sum of one exactly."""
    own = point[: len(admissible.leaves)]
    _, steps = _steps(admissible)
    if admissible.grid is not None:
        return np.asarray(np.rint(own) / steps, dtype=np.float64)
    own = np.maximum(own, 0.0)
    return np.asarray(own / own.sum(), dtype=np.float64)


def misses(admissible: AdmissibleSet, shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """By how much shares miss each rule's limit: (m,), below it negative, 0 where the rule holds.

    Parameters
    ----------
    shares
        (k,).
    """
    excess = admissible.rows @ shares - admissible.limits
    senses = admissible.senses
    excess = np.where([one is Sense.AT_LEAST for one in senses], np.minimum(excess, 0.0), excess)
    excess = np.where([one is Sense.AT_MOST for one in senses], np.maximum(excess, 0.0), excess)
    return np.asarray(excess, dtype=np.float64)


def slacks_by_rule(admissible: AdmissibleSet, point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by how much a point of the programme breaks each rule: (m,), >= 0."""
    return np.abs(misses(admissible, shares_of(admissible, point)))


def _steps(admissible: AdmissibleSet) -> tuple[float, int]:
    """Return a step's share and how many steps make one; without a grid one step of 1."""
    steps = 1 if admissible.grid is None else round(1 / admissible.grid)
    return 1.0 / steps, steps
