"""Cluster bootstrap of importances from sums of cross-products: no row is read twice.

Of a least-squares fit this is the bootstrap itself. Of any other family it takes the working
regression at the estimate (weights and working response held), so that a resample costs one
Newton step: the likelihood is replaced by its quadratic approximation. Results name it.

Many independent clusters, or rows, are first dealt at random into lots, which are then the
clusters: lots of independent clusters are independent, and only their number limits how well a
variance is known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.evidence.fitted import FittedModel
from engine.evidence.lmg import Player, subset_residuals, swept

Floats = NDArray[np.float64]

LEAST_CLUSTERS = 10  # below it a bootstrap of clusters says nothing about its own spread
MOST_LOTS = 1_000  # more clusters are dealt into as many lots: 1,000 tell a variance to 4.5 %
MOST_ALWAYS = 60
PINV_CUTOFF = 1e-12
ROWS = "rows"


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What is drawn with replacement: clusters, or rows where these are independent.

    ``codes`` (n,) says which of ``names`` a row belongs to; ``column`` is the cluster column, or
    ``rows``.
    """

    column: str
    codes: NDArray[np.int64]
    names: NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Lots:
    """The lot (n,) of each row, 0..count-1; a lot may be empty."""

    codes: NDArray[np.int64]
    count: int


@dataclass(frozen=True, slots=True)
class LeverColumns:
    """Columns of a design by player, and those that are always in, the intercept first."""

    players: tuple[Player, ...]
    always: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Resamples:
    """How often each lot of units came up in each resample, for every fit alike.

    Fits on the same clusters share their resamples, so that draws of several outcomes of the
    same agents go together. ``lots`` (units,) is the lot of each of ``names``, ``counts``
    (resamples, lots).
    """

    names: NDArray[np.generic]
    lots: NDArray[np.int64]
    counts: Floats

    def rows(self, units: Units) -> Lots:
        """Return the lot of each row of a fit."""
        codes = self.lots[np.searchsorted(self.names, units.names)][units.codes]
        return Lots(codes, self.counts.shape[1])


@dataclass(frozen=True, slots=True, eq=False)
class WorkingRegression:
    """A fit as sums of cross-products: least squares itself, else its working regression.

    Parameters
    ----------
    products
        (lots, m, m) of the columns kept, centred and scaled, and last the working response.
    kept
        (m - 1,) columns of the design; ``means`` and ``sizes`` (m,) turned them.
    players, always
        Places among the kept columns.
    """

    products: Floats
    kept: NDArray[np.int64]
    means: Floats
    sizes: Floats
    players: tuple[Player, ...]
    always: tuple[int, ...]

    def resampled(self, counts: Floats) -> Floats:
        """Return (resamples, m, m) cross-products, each lot as often as it came up."""
        lots, m, _ = self.products.shape
        drawn = counts @ self.products.reshape(lots, m * m)
        return np.asarray(drawn.reshape(-1, m, m), dtype=np.float64)

    def worths(self, products: Floats) -> Floats:
        """Return (2**p, resamples) what each set of players explains beyond ``always``.

        Of least squares in sums of squares; else twice the log-likelihood gained, by its
        quadratic approximation at the full fit.
        """
        residuals = subset_residuals(products, self.players, self.always)
        return np.asarray(residuals[0] - residuals, dtype=np.float64)

    def explained(self, products: Floats) -> Floats:
        """Return (resamples,) what all players together explain beyond ``always``."""
        outcome = products.shape[1] - 1
        alone = swept(products, self.always)
        own = [column for player in self.players for column in player]
        full = swept(alone, own)
        return np.maximum(alone[:, outcome, outcome] - full[:, outcome, outcome], 0.0)

    def coefficients(self, products: Floats) -> Floats:
        """Return (resamples, kept) coefficients of the raw columns: one Newton step each."""
        inverse = np.linalg.pinv(products[:, :-1, :-1], rcond=PINV_CUTOFF, hermitian=True)
        scaled = np.einsum("bij,bj->bi", inverse, products[:, :-1, -1])
        found = scaled / self.sizes[:-1]
        # The intercept is the column that was neither centred nor scaled.
        found[:, 0] += self.means[-1] - found[:, 1:] @ self.means[1:-1]
        return np.asarray(found, dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What is regressed on a design's columns: ``response`` (n,) with ``weights`` (n,)."""

    response: Floats
    weights: Floats


def working_target(fit: FittedModel) -> Target:
    """Return the working response ``X b + u / w`` with the information ``w``; linear: ``y``."""
    weights = fit.information
    pull = np.divide(fit.score, weights, out=np.zeros_like(weights), where=weights > 0)
    response = np.asarray(fit.design.matrix @ fit.coefficients + pull, dtype=np.float64)
    return Target(response, weights)


def outcome_target(fit: FittedModel) -> Target:
    """Return the outcome itself, by trial: its least squares are in the outcome's own unit."""
    return Target(fit.design.outcome / fit.design.trials, fit.design.trials)


def lot_regression(
    matrix: Floats, target: Target, columns: LeverColumns, lots: Lots
) -> WorkingRegression:
    """Return a weighted regression as its cross-products by lot of rows.

    Parameters
    ----------
    matrix
        (n, k) of the design.
    columns
        Which of its columns are players, and which always in; the intercept is the first.
    lots
        Which rows are drawn together.

    Notes
    -----
    More than ``MOST_ALWAYS`` columns that are always in (fixed effects) are taken out once, on
    all rows, not anew in each resample (Frisch and Waugh 1933, Econometrica 1, 387-401).
    """
    own = [column for player in columns.players for column in player]
    always = columns.always
    absorbed = len(always) > MOST_ALWAYS
    kept = np.array([always[0], *own] if absorbed else [*always, *own], dtype=np.int64)
    table = np.column_stack([matrix[:, kept], target.response])
    if absorbed:
        table[:, 1:] -= _explained(matrix[:, list(always)], table[:, 1:], target.weights)
    means, sizes = _centred(table, target.weights)
    products = cross_products(table, target.weights, lots)
    places = {column: place for place, column in enumerate(kept.tolist())}
    return WorkingRegression(
        products=products,
        kept=kept,
        means=means,
        sizes=sizes,
        players=tuple(tuple(places[column] for column in player) for player in columns.players),
        always=tuple(places[column] for column in always if column in places),
    )


def units_of(fit: FittedModel) -> Units:
    """Return the clusters of a fit (of two kinds, the fewer), else its rows by label."""
    clusterings = fit.design.clusterings
    if not clusterings:
        return Units(ROWS, np.arange(len(fit.design.labels)), fit.design.labels)
    fewest = min(clusterings, key=lambda each: len(each.labels))
    return Units(fewest.column, fewest.codes, np.array(fewest.labels))


def resamples_of(
    units: Sequence[Units], rng: np.random.Generator, resamples: int
) -> Mapping[str, Resamples]:
    """Return the resamples by cluster column, drawn once for all fits.

    Parameters
    ----------
    units
        Of each fit.
    rng
        Deals clusters into lots where there are more than ``MOST_LOTS``, and draws.
    resamples
        How many, >= 0.
    """
    drawn = {}
    for column in dict.fromkeys(each.column for each in units):
        names = np.unique(np.concatenate([u.names for u in units if u.column == column]))
        lots = np.arange(len(names))
        if len(names) > MOST_LOTS:
            lots = rng.permutation(len(names)) % MOST_LOTS
        groups = int(lots.max()) + 1
        counts = rng.multinomial(groups, np.full(groups, 1.0 / groups), size=resamples)
        drawn[column] = Resamples(names, lots, counts.astype(np.float64))
    return drawn


def cross_products(columns: Floats, weights: Floats, lots: Lots) -> Floats:
    """Return (L, m, m) ``sum of w_i z_i z_i'`` over the rows of each lot.

    Parameters
    ----------
    columns
        (n, m) the regressors and, last, the outcome.
    weights
        (n,) >= 0.
    """
    order = np.argsort(lots.codes, kind="stable")
    ends = np.cumsum(np.bincount(lots.codes, minlength=lots.count))
    products = np.empty((len(ends), columns.shape[1], columns.shape[1]))
    for lot, end in enumerate(ends):
        rows = order[(ends[lot - 1] if lot else 0) : end]
        own = columns[rows]
        products[lot] = own.T @ (weights[rows, None] * own)
    return products


def _explained(always: Floats, columns: Floats, weights: Floats) -> Floats:
    """Return what weighted least squares on ``always`` explains of other columns."""
    weighted = weights[:, None] * always
    slopes = np.linalg.lstsq(always.T @ weighted, weighted.T @ columns, rcond=PINV_CUTOFF)[0]
    return np.asarray(always @ slopes, dtype=np.float64)


def _centred(columns: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Centre and scale all columns but the first, the intercept, in place; the last only centred.

    Sums of squares of dates or amounts would lose their digits otherwise.
    """
    share = weights / weights.sum()
    means, sizes = np.zeros(columns.shape[1]), np.ones(columns.shape[1])
    means[1:] = share @ columns[:, 1:]
    columns[:, 1:] -= means[1:]
    spreads = np.sqrt(share @ columns[:, 1:-1] ** 2)
    sizes[1:-1] = np.where(spreads > 0, spreads, 1.0)
    columns[:, 1:-1] /= sizes[1:-1]
    return means, sizes
