"""AHP of other packages, timed in their own process: ``python peers_ahp.py FILE.npy ROUNDS``.

Run by :mod:`benchmarks.bench_ahp` with the interpreter that ``HENG_PEERS_PYTHON`` names, in which
ahpy and pyDecision are installed; imports nothing of Heng. Only the computing is timed, not the
making of the packages' own inputs. Prints one JSON document: for each package the median seconds
for all matrices, and the weights of each matrix.
"""

import contextlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np


def main() -> None:
    """Time every package on the matrices (k, n, n) of a file."""
    matrices = np.load(sys.argv[1])
    rounds = int(sys.argv[2])
    told = {}
    for name, (prepare, solve) in contenders():
        inputs = [prepare(matrix) for matrix in matrices]
        with contextlib.redirect_stdout(io.StringIO()):  # some of them print
            spent, weights = timed(solve, inputs, rounds)
        told[name] = {"seconds": spent, "weights": weights}
    print(json.dumps(told))


def timed(
    solve: Callable[[Any], list[float]], inputs: list[Any], rounds: int
) -> tuple[float, list[list[float]]]:
    """Return the median seconds for all inputs, and the answers."""
    times, answers = [], []
    for _ in range(rounds):
        start = perf_counter()
        answers = [solve(each) for each in inputs]
        times.append(perf_counter() - start)
    return median(times), answers


def contenders() -> Iterator[tuple[str, tuple[Callable[..., Any], Callable[..., Any]]]]:
    """Yield every package with how to make its input and how to solve it."""
    import ahpy
    from pyDecision.algorithm import ahp_method

    def judgements(matrix: np.ndarray) -> dict[tuple[str, str], float]:
        return {
            (str(i), str(j)): float(matrix[i, j]) for i, j in combinations(range(len(matrix)), 2)
        }

    def by_ahpy(given: dict[tuple[str, str], float]) -> list[float]:
        # precision 12: the package rounds its weights to as many digits
        found = ahpy.Compare("all", given, precision=12, random_index="saaty")
        weights = found.target_weights
        assert found.consistency_ratio is not None
        return [weights[str(item)] for item in range(len(weights))]

    def by_pydecision(kind: str) -> Callable[[np.ndarray], list[float]]:
        return lambda matrix: ahp_method(matrix, wd=kind)[0].tolist()

    yield "ahpy, eigenvector", (judgements, by_ahpy)
    yield "pyDecision, eigenvector", (np.asarray, by_pydecision("max_eigen"))
    yield "pyDecision, geometric-mean", (np.asarray, by_pydecision("geometric"))
    yield "pyDecision, column-mean", (np.asarray, by_pydecision("mean"))


if __name__ == "__main__":
    main()
