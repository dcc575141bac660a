"""Evidence: importances of twelve metrics from one matrix of cross-products.

Against refitting all 4,095 models to the rows; and a thousand resamples of clusters against
refitting them one after the other (one is refitted, and its time told as a thousand).
"""

from functools import cache
from itertools import combinations
from math import factorial
from time import perf_counter

import numpy as np

from benchmarks.harness import Duel, duel
from engine.domain.specification import Family, Role, Specification, Term
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.evidence.fitted import FittedModel
from engine.evidence.importance import importance
from engine.evidence.importance_bootstrap import Lots, units_of
from engine.evidence.regressions import fit

ROWS = 10_000
METRICS = 12
AGENTS = 200
RESAMPLES = 1_000
_SEED = 9


@cache
def scored() -> FittedModel:
    """Return the least-squares fit of a score on twelve correlated metrics."""
    rng = np.random.default_rng(_SEED)
    agent = rng.integers(0, AGENTS, ROWS)
    metrics = rng.normal(size=(METRICS, ROWS))
    metrics[1::2] += 0.7 * metrics[::2]
    score = metrics.T @ np.linspace(0.1, 1.0, METRICS) + rng.normal(0, 2, ROWS)
    columns = {f"metric_{i}": metrics[i] for i in range(METRICS)}
    table = ColumnTable(np.arange(ROWS), {**columns, "score": score, "agent": agent})
    terms = tuple(Term(name, Role.LEVER) for name in columns)
    question = Specification(
        "score", Text("评分", "score"), "score", terms, "agent", family=Family.LINEAR
    )
    return fit(table, question)


def _lots(fitted: FittedModel) -> Lots:
    return Lots(units_of(fitted).codes, AGENTS)


def _ours(fitted: FittedModel) -> np.ndarray:
    return np.asarray(importance(fitted, _lots(fitted)).values)


def _refitted(fitted: FittedModel) -> np.ndarray:
    """Return the LMG shares with a least-squares fit to the rows for each of 4,095 models."""
    return _shares(fitted.design.matrix[:, 1:], fitted.design.outcome, np.ones(ROWS))


def _shares(metrics: np.ndarray, outcome: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return LMG shares of R2 by refitting every subset to weighted rows."""
    count = metrics.shape[1]
    root = np.sqrt(weights)
    explained: dict[tuple[int, ...], float] = {}
    total = (weights * (outcome - np.average(outcome, weights=weights)) ** 2).sum()
    for size in range(count + 1):
        for chosen in combinations(range(count), size):
            x = np.column_stack([np.ones(len(outcome)), metrics[:, list(chosen)]])
            left = np.linalg.lstsq(root[:, None] * x, root * outcome, rcond=None)[1]
            explained[chosen] = 1 - float(left[0]) / total
    shares = np.zeros(count)
    for chosen, r2 in explained.items():
        for j in set(range(count)) - set(chosen):
            order = factorial(len(chosen)) * factorial(count - 1 - len(chosen)) / factorial(count)
            shares[j] += order * (explained[tuple(sorted((*chosen, j)))] - r2)
    return shares


duel(
    Duel(
        "lmg, 12 metrics, 4,095 models: refitting each",
        scored,
        _ours,
        _refitted,
        lambda ours, other: bool(np.allclose(ours, other, rtol=1e-9)),
        rounds=1,
        least_ratio=100,
    )
)


@cache
def _counts() -> np.ndarray:
    """Return (resamples, clusters) how often each cluster is drawn."""
    rng = np.random.default_rng(_SEED)
    return rng.multinomial(AGENTS, np.full(AGENTS, 1 / AGENTS), RESAMPLES).astype(np.float64)


def _resampled(fitted: FittedModel) -> np.ndarray:
    found = importance(fitted, _lots(fitted))
    drawn = found.drawn_shares(found.working.resampled(_counts()))
    return np.append(drawn[0], 0.0)


def _refitted_once(fitted: FittedModel) -> np.ndarray:
    """Return the first resample's shares by refitting, and last the seconds of a thousand."""
    start = perf_counter()
    weights = _counts()[0][units_of(fitted).codes]
    found = _shares(fitted.design.matrix[:, 1:], fitted.design.outcome, weights)
    return np.append(found / found.sum(), RESAMPLES * (perf_counter() - start))


duel(
    Duel(
        "lmg, 12 metrics, 1,000 cluster bootstraps: refitting each",
        scored,
        _resampled,
        _refitted_once,
        lambda ours, other: bool(np.allclose(ours[:-1], other[:-1], rtol=1e-8)),
        rounds=1,
        least_ratio=100,
        other_seconds=lambda answer: float(answer[-1]),
    )
)
