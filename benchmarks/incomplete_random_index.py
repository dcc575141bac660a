"""Recompute the random indices of judgement matrices with gaps: ``engine.ahp.incomplete_index``.

``python -m benchmarks.incomplete_random_index 6 4`` prints the cell of 6 items and 4 gaps;
without arguments it recomputes the whole table, which takes about ten minutes.
"""

import sys
from itertools import combinations, product

import numpy as np
from numpy.typing import NDArray

from engine.ahp.eigenvalue_gradient import log_principal_eigenvalue, matrices_of
from engine.ahp.perron import perron
from engine.ahp.random_index import random_index_table
from engine.ahp.scales import SAATY_VALUES
from engine.optimisation.box_minimum import Box, box_minima

SEED = 20220618
DRAWS = {5: 200_000, 6: 100_000, 7: 50_000, 8: 30_000, 9: 20_000, 10: 16_000}  # of each cell
BATCH = 1000
# the connected patterns of gaps among 4 items, up to relabelling, and how often each occurs
PATTERNS_OF_FOUR = {
    1: ((((2, 3),), 6),),
    2: ((((1, 3), (2, 3)), 12), (((0, 1), (2, 3)), 3)),
}


def cell(items: int, missing: int) -> tuple[float, float]:
    """Return the random index of matrices with gaps, and its standard error."""
    if items == len(PATTERNS_OF_FOUR) + 2:
        return _exact_for_four(missing), 0.0
    return _drawn(items, missing, DRAWS[items])


def _drawn(items: int, missing: int, draws: int) -> tuple[float, float]:
    """Return a mean over drawn matrices, with the same matrices without gaps as control variate.

    The mean index of the matrices without gaps is known far better than this sample tells it, so
    that what they miss of it is taken off by regression.
    """
    rng = np.random.default_rng([SEED, items, missing])
    pairs = [
        indices
        for start in range(0, draws, BATCH)
        for indices in _batch(rng, items, missing, min(BATCH, draws - start))
    ]
    whole, gapped = np.array(pairs).T
    slope = np.cov(whole, gapped)[0, 1] / whole.var(ddof=1)
    adjusted = gapped - slope * (whole - random_index_table("simulated").value(items))
    return float(adjusted.mean()), float(adjusted.std(ddof=2) / np.sqrt(draws))


def _batch(
    rng: np.random.Generator, items: int, missing: int, draws: int
) -> list[tuple[float, float]]:
    """Return the consistency indices of drawn matrices: whole, and with gaps filled anew."""
    pairs = items * (items - 1) // 2
    logs = np.log(SAATY_VALUES)[rng.integers(len(SAATY_VALUES), size=(draws, pairs))]
    rows, columns = np.triu_indices(items, 1)
    gaps = ~_connected_patterns(rng, items, missing, draws)[:, rows, columns]
    indices = [perron(matrices_of(logs))[1], least_lambda(np.where(gaps, np.nan, logs))]
    return list(zip(*((each - items) / (items - 1) for each in indices), strict=True))


def least_lambda(logs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least principal eigenvalues (b,) that gaps within 1/9 .. 9 allow.

    ``logs`` are the logarithms of the judgements above the diagonal (b, n (n - 1) / 2), nan at
    the gaps, the same number of gaps in each row.
    """
    gaps = np.isnan(logs)
    positions = np.nonzero(gaps)[1].reshape(len(logs), -1)
    ends = np.full(logs.shape[1], np.log(max(SAATY_VALUES)))
    start = np.where(gaps, 0.0, logs)
    found = box_minima(log_principal_eigenvalue, start, positions, Box(-ends, ends))
    return np.asarray(np.exp(found.values))


def _connected_patterns(
    rng: np.random.Generator, items: int, missing: int, draws: int
) -> NDArray[np.bool_]:
    """Return which pairs are answered: each set of gaps that leaves all items linked is as likely.

    Sets that unlink some item are drawn again.
    """
    rows, columns = np.triu_indices(items, 1)
    kept = np.ones((draws, items, items), dtype=np.bool_)
    left = np.arange(draws)
    while left.size:
        ranks = rng.random((left.size, len(rows))).argsort(axis=1).argsort(axis=1)
        kept[left[:, None], rows, columns] = kept[left[:, None], columns, rows] = ranks >= missing
        reached = kept[left]
        for _ in range(items.bit_length()):
            reached = reached @ reached
        left = left[~reached.all(axis=(1, 2))]
    return kept


def _exact_for_four(missing: int) -> float:
    """Return the index of four items over every filling of every connected pattern of gaps."""
    total, count = 0.0, 0
    for gaps, occurrences in PATTERNS_OF_FOUR[missing]:
        is_gap = np.array([pair in gaps for pair in combinations(range(4), 2)])
        answers = np.array(list(product(np.log(SAATY_VALUES), repeat=int((~is_gap).sum()))))
        for some in np.array_split(answers, -(-len(answers) // BATCH)):
            logs = np.full((len(some), len(is_gap)), np.nan)
            logs[:, ~is_gap] = some
            total += occurrences * float(((least_lambda(logs) - 4) / 3).sum())
            count += occurrences * len(some)
    return total / count


def main(arguments: list[str]) -> None:
    """Print the cells asked for: number of items, number of gaps, index, standard error."""
    asked = [(int(arguments[0]), int(arguments[1]))] if arguments else _every_cell()
    for items, missing in asked:
        index, error = cell(items, missing)
        print(f"{items} {missing} {index:.5f} {error:.5f}", flush=True)


def _every_cell() -> list[tuple[int, int]]:
    return [(n, m) for n in (4, *DRAWS) for m in range(1, (n - 1) * (n - 2) // 2)]


if __name__ == "__main__":
    main(sys.argv[1:])
