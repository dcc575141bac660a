"""Predictions for rows that a model was not fitted to: by chance, by time, by unseen cluster.

A level that the training rows never met has no coefficient; its rows are given the training rows'
mix of levels, and the level is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Family, Transform
from engine.errors import MethodError
from engine.evidence.columns import DesignColumn
from engine.evidence.design import Design
from engine.evidence.point_estimates import point_estimate

FOLDS = 5
TRAINING_SHARE = 0.7  # of the rows, the earliest


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Rows to learn from and rows to predict, by position; a row is in one of them at most."""

    train: NDArray[np.int64]
    test: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """Means predicted for the rows ``test``, and the training mean for each trial or exposure.

    ``unseen`` names the columns that the training rows could not determine.
    """

    test: NDArray[np.int64]
    mean: NDArray[np.float64]
    null: NDArray[np.float64]
    unseen: tuple[str, ...]


def random_folds(rows: int, rng: np.random.Generator, folds: int = FOLDS) -> tuple[Split, ...]:
    """Return a partition of the rows by chance, every row predicted once."""
    return _folds(rng.permutation(rows) % folds, folds)


def unseen_folds(
    codes: NDArray[np.int64], rng: np.random.Generator, folds: int = FOLDS
) -> tuple[Split, ...]:
    """Return a partition that keeps every cluster whole, clusters dealt by chance.

    ``codes`` (n,) are 0..G-1; with fewer clusters than folds each is a fold of its own.
    """
    clusters = int(codes.max()) + 1
    dealt = rng.permutation(clusters) % min(folds, clusters)
    return _folds(dealt[codes], min(folds, clusters))


def time_split(order: NDArray[np.int64], share: float = TRAINING_SHARE) -> Split:
    """Return the earliest ``share`` of the rows to learn from and the latest to predict."""
    cut = round(share * len(order))
    return Split(np.sort(order[:cut]), np.sort(order[cut:]))


def _folds(fold: NDArray[np.int64], folds: int) -> tuple[Split, ...]:
    return tuple(Split(np.flatnonzero(fold != j), np.flatnonzero(fold == j)) for j in range(folds))


def predicted(
    design: Design, family: Family, split: Split, start: NDArray[np.float64] | None = None
) -> Prediction:
    """Return the means of the test rows under the model fitted to the training rows.

    Parameters
    ----------
    start
        (k,) coefficients near the answer, such as those of all rows: for speed.

    Raises
    ------
    MethodError
        Where the training rows give no fit (see :mod:`engine.evidence.point_estimates`);
        ``evidence.too_few_rows`` where one side is empty, ``evidence.training_constant`` where
        the training rows hold one value of the outcome.
    """
    if not len(split.train) or not len(split.test):
        raise MethodError(
            "evidence.too_few_rows", rows=len(split.train), columns=design.matrix.shape[1]
        )
    train = replace(design, clusterings=()).take(split.train)
    if np.ptp(train.outcome / train.trials) == 0:
        raise MethodError("evidence.training_constant")
    keep, unseen = _determined(train)
    kept = replace(
        train,
        matrix=train.matrix[:, keep],
        columns=tuple(design.columns[j] for j in keep),
    )
    found = point_estimate(kept, family, None if start is None else start[keep])
    matrix = _at_training_mix(train, design.matrix[split.test], keep)
    offset = design.offset[split.test]
    mean = found.mean(matrix, offset)
    counts = found.link.name == "log"
    exposed = np.exp(offset) if counts else np.ones(len(offset))
    base = train.trials * np.exp(train.offset) if counts else train.trials
    null = exposed * float(train.outcome.sum() / base.sum())
    names = tuple(design.columns[j].name for j in unseen)
    return Prediction(split.test, mean, null, names)


def _determined(train: Design) -> tuple[list[int], list[int]]:
    """Return the columns that vary in the training rows, and those left out, by position.

    Where every training row has one of a group's levels the reference is missing: the group's
    first column takes its place and is left out as well, but not as unseen.
    """
    spread = [np.ptp(column) for column in train.matrix.T]
    out = [j for j in range(1, len(spread)) if spread[j] == 0]
    keep = [j for j in range(len(spread)) if j not in out]
    for places in _groups(train.columns):
        own = [j for j in places if j in keep]
        if own and bool((train.matrix[:, own].sum(axis=1) == 1).all()):
            keep.remove(own[0])
    return keep, out


def _groups(columns: tuple[DesignColumn, ...]) -> Iterator[list[int]]:
    """Yield the columns of each category, of each metric's bands and of each fixed effect."""
    groups: dict[tuple[str, str], list[int]] = {}
    for j, column in enumerate(columns):
        if column.fixed_effect:
            groups.setdefault(("fixed", column.fixed_effect), []).append(j)
        elif len(column.factors) == 1 and column.factors[0].term.transform in (
            Transform.CATEGORY,
            Transform.BANDS,
        ):
            groups.setdefault(("term", column.factors[0].column), []).append(j)
    yield from groups.values()


def _at_training_mix(
    train: Design, test: NDArray[np.float64], keep: list[int]
) -> NDArray[np.float64]:
    """Return the test rows' kept columns, rows of unseen levels with the training shares."""
    matrix = test.copy()
    for places in _groups(train.columns):
        met = train.matrix[:, places].sum(axis=0) > 0
        reference_met = bool((train.matrix[:, places].sum(axis=1) == 0).any())
        unseen = test[:, [j for j, seen in zip(places, met, strict=True) if not seen]].any(axis=1)
        if not reference_met:
            unseen |= test[:, places].sum(axis=1) == 0
        shares = train.matrix[:, places].mean(axis=0)
        matrix[np.ix_(np.flatnonzero(unseen), np.array(places))] = shares
    return matrix[:, keep]
