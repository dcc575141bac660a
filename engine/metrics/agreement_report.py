"""Every measure of agreement that a table of ratings allows, and why others are absent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from engine.metrics.rater_agreement import (
    Kappa,
    Level,
    Weighting,
    agreement_weights,
    cross_table,
    fleiss_kappa,
    krippendorff_alpha,
    weighted_kappa,
)
from engine.metrics.rater_reliability import IntraclassCorrelation, intraclass_correlations

TWO = 2
MOST_CATEGORIES = 20  # more distinct ratings are points, no categories


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two raters' kappas by weighting, over the items that both rated."""

    first: str
    second: str
    kappas: Mapping[Weighting, Kappa]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """What the ratings allow; empty or None where they do not.

    ``complete`` of ``items`` items were rated by all raters: only these enter ``fleiss`` and
    ``intraclass``. ``alphas`` take all ratings.
    """

    items: int
    complete: int
    raters: tuple[str, ...]
    categories: tuple[str, ...]
    pairs: tuple[PairAgreement, ...] = ()
    fleiss: Kappa | None = None
    alphas: Mapping[Level, float] = field(default_factory=dict)
    intraclass: tuple[IntraclassCorrelation, ...] = ()


def agreement_of_ratings(
    ratings: NDArray[np.float64],
    raters: tuple[str, ...],
    categories: tuple[str, ...],
    confidence: float,
    *,
    ordered: bool,
) -> AgreementReport:
    """Return what raters' ratings of the same items say of their agreement.

    Parameters
    ----------
    ratings
        (items, raters), nan not rated: points, or places of ``categories`` where there are any.
    ordered
        Whether the categories ascend: without order only what needs none is computed. Points
        always ascend.

    Raises
    ------
    InputError
        ``quality.confidence``.
    """
    complete = ratings[~np.isnan(ratings).any(axis=1)]
    values = np.unique(ratings[~np.isnan(ratings)])
    told = categories or tuple(f"{value:g}" for value in values)
    places = np.arange(len(categories), dtype=np.float64) if categories else values
    points, few = not categories, len(told) <= MOST_CATEGORIES
    ordered = ordered or points
    pairs: tuple[PairAgreement, ...] = ()
    fleiss = None
    if few:
        pairs = _pairs(ratings, raters, places, confidence, ordered=ordered)
        if len(complete):
            counts = np.stack([(complete == place).sum(axis=1) for place in places], axis=1)
            fleiss = fleiss_kappa(counts, confidence)
    levels = [Level.NOMINAL, *([Level.ORDINAL] if ordered else [])]
    levels += [Level.INTERVAL] if points else []
    intraclass: tuple[IntraclassCorrelation, ...] = ()
    if points and min(complete.shape) >= TWO:
        intraclass = intraclass_correlations(complete, confidence)
    return AgreementReport(
        len(ratings),
        len(complete),
        raters,
        told if few else (),
        pairs,
        fleiss,
        {level: krippendorff_alpha(ratings.T, level) for level in levels},
        intraclass,
    )


def agreement_of_cross_table(table: NDArray[np.int64], confidence: float) -> AgreementReport:
    """Return the kappas of two raters' cross table of counts, the categories in order.

    Raises
    ------
    InputError
        ``quality.cross_table``; ``quality.confidence``.
    """
    kappas = _kappas(table, np.arange(len(table), dtype=np.float64), confidence, ordered=True)
    names = tuple(str(k + 1) for k in range(len(table)))
    size = int(table.sum())
    return AgreementReport(size, size, ("1", "2"), names, (PairAgreement("1", "2", kappas),))


def agreement_of_counts(counts: NDArray[np.int64], confidence: float) -> AgreementReport:
    """Return Fleiss' kappa of items by categories.

    Raises
    ------
    InputError
        ``quality.ratings_each``; ``quality.confidence``.
    """
    names = tuple(str(k + 1) for k in range(counts.shape[1]))
    fleiss = fleiss_kappa(counts, confidence)
    return AgreementReport(len(counts), len(counts), (), names, fleiss=fleiss)


def _pairs(
    ratings: NDArray[np.float64],
    raters: tuple[str, ...],
    places: NDArray[np.float64],
    confidence: float,
    *,
    ordered: bool,
) -> tuple[PairAgreement, ...]:
    found = []
    for i, j in combinations(range(len(raters)), TWO):
        both = ratings[~np.isnan(ratings[:, [i, j]]).any(axis=1)][:, [i, j]]
        if len(both):
            table = cross_table(both[:, 0].tolist(), both[:, 1].tolist(), places.tolist())
            kappas = _kappas(table, places, confidence, ordered=ordered)
            found.append(PairAgreement(raters[i], raters[j], kappas))
    return tuple(found)


def _kappas(
    table: NDArray[np.int64], places: NDArray[np.float64], confidence: float, *, ordered: bool
) -> Mapping[Weighting, Kappa]:
    """Return the kappas by weighting; weights need ordered categories."""
    weightings = list(Weighting) if ordered else [Weighting.NONE]
    return {
        each: weighted_kappa(table, agreement_weights(places, each), confidence)
        for each in weightings
    }
