"""Mean of an outcome by bands of a metric, and which neighbouring bands cannot be told apart."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from engine.domain.pack import EFFECT_LEVEL
from engine.domain.specification import BandQuestion, ErrorDefinition
from engine.domain.tables import ColumnTable
from engine.errors import InputError, MethodError
from engine.evidence.clusters import small_sample_factor
from engine.evidence.multiplicity import holm_rejections
from engine.evidence.outcomes import numeric

TIE_LEVEL = 0.05  # family-wise, Holm
SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class BandMean:
    """One band [low, high): ``high`` None is open.

    ``standard_error``, ``low_mean`` and ``high_mean`` are None where the band holds one cluster
    only. Rows with the same ``tie`` form a chain of neighbours whose difference from the next
    cannot be told from 0; a tie is absence of proof, not proof of equality.
    """

    low: float
    high: float | None
    rows: int
    clusters: int
    mean: float
    standard_error: float | None
    low_mean: float | None
    high_mean: float | None
    tie: int


@dataclass(frozen=True, slots=True)
class BandMeans:
    """All bands that hold rows; ``dropped`` rows missed the outcome or the metric."""

    question: BandQuestion
    rows: tuple[BandMean, ...]
    clusters: int
    dropped: int
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class _Banded:
    """Rows sorted into the bands that hold any: codes into ``bands``, clusters as codes."""

    outcome: NDArray[np.float64]
    codes: NDArray[np.int64]
    bands: NDArray[np.int64]
    clusters: NDArray[np.int64]

    @property
    def groups(self) -> int:
        return int(self.clusters.max()) + 1

    def means(self) -> NDArray[np.float64]:
        return np.bincount(self.codes, self.outcome) / np.bincount(self.codes)

    def counts(self) -> NDArray[np.int64]:
        """(G, bands) rows of each cluster in each band."""
        key = self.clusters * len(self.bands) + self.codes
        counts = np.bincount(key, minlength=self.groups * len(self.bands))
        return counts.reshape(self.groups, len(self.bands))

    def covariance(self) -> NDArray[np.float64]:
        """(bands, bands) covariance of the means, clustered across bands."""
        residuals = self.outcome - self.means()[self.codes]
        key = self.clusters * len(self.bands) + self.codes
        sums = np.bincount(key, residuals, self.groups * len(self.bands))
        influence = sums.reshape(self.groups, len(self.bands)) / np.bincount(self.codes)
        factor = small_sample_factor(
            len(self.outcome), len(self.bands), self.groups, ErrorDefinition.CLUSTERED_G_N_K
        )
        return np.asarray(factor * influence.T @ influence, dtype=np.float64)


def band_means(
    table: ColumnTable, question: BandQuestion, level: float = EFFECT_LEVEL
) -> BandMeans:
    """Return the mean outcome of each band with clustered errors and t intervals.

    Parameters
    ----------
    table
        Holds the question's outcome, metric and cluster columns.
    question
        ``edges`` e_1 < ... < e_b give the bands [e_1, e_2), ..., [e_b, infinity).
    level
        Coverage of the intervals; t with (clusters in the band) - 1 degrees.

    Raises
    ------
    InputError
        ``evidence.band_edges`` (not ascending), ``evidence.below_first_edge``,
        ``evidence.cluster_missing``, ``evidence.no_rows``.
    MethodError
        ``evidence.one_cluster``.

    Notes
    -----
    The joint covariance is that of the regression of the outcome on band indicators, clustered,
    with the factor G/(G-1) x (N-1)/(N-K). Neighbours are compared by a t test of the clustered
    difference; Holm's step-down holds the family-wise error at 5 %.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    edges = np.array(question.edges, dtype=np.float64)
    if not edges.size or bool((np.diff(edges) <= 0).any()):
        raise InputError("evidence.band_edges", band=question.id, edges=str(question.edges))
    banded, dropped = _banded(table, question, edges)
    counts, covariance = banded.counts(), banded.covariance()
    ties = _ties(banded.means(), covariance, counts)
    rows = []
    for j, band in enumerate(banded.bands):
        clusters = int((counts[:, j] > 0).sum())
        mean = float(banded.means()[j])
        error = float(np.sqrt(covariance[j, j])) if clusters > 1 else None
        half = _half_width(error, clusters, level)
        rows.append(
            BandMean(
                low=float(edges[band]),
                high=float(edges[band + 1]) if band + 1 < len(edges) else None,
                rows=int(counts[:, j].sum()),
                clusters=clusters,
                mean=mean,
                standard_error=error,
                low_mean=None if half is None else mean - half,
                high_mean=None if half is None else mean + half,
                tie=ties[j],
            )
        )
    return BandMeans(question, tuple(rows), banded.groups, dropped, level)


def _half_width(error: float | None, clusters: int, level: float) -> float | None:
    if error is None:
        return None
    return float(stats.t.ppf((1 + level) / 2, clusters - 1)) * error


def _banded(
    table: ColumnTable, question: BandQuestion, edges: NDArray[np.float64]
) -> tuple[_Banded, int]:
    outcome = numeric(table.column(question.outcome), question.outcome)
    metric = numeric(table.column(question.metric), question.metric)
    used = ~(np.isnan(outcome) | np.isnan(metric))
    if not used.any():
        raise InputError("evidence.no_rows", outcome=question.outcome)
    _check_above(table, question, metric, edges[0])
    cluster = table.column(question.cluster)[used]
    absent = pd.isna(cluster)
    if absent.any():
        first = ", ".join(str(row) for row in table.labels[used][absent][:SHOWN_ROWS])
        raise InputError(
            "evidence.cluster_missing",
            cluster=question.cluster,
            rows=int(absent.sum()),
            first=first,
        )
    clusters, labels = pd.factorize(cluster, sort=True)
    if len(labels) == 1:
        raise MethodError("evidence.one_cluster", cluster=question.cluster, label=str(labels[0]))
    band = np.searchsorted(edges, metric[used], side="right") - 1
    bands, codes = np.unique(band, return_inverse=True)
    banded = _Banded(outcome[used], codes, bands, clusters.astype(np.int64))
    return banded, int(len(table) - used.sum())


def _check_above(
    table: ColumnTable, question: BandQuestion, metric: NDArray[np.float64], least: float
) -> None:
    below = metric < least
    if below.any():
        raise InputError(
            "evidence.below_first_edge",
            metric=question.metric,
            edge=float(least),
            rows=int(below.sum()),
            first=", ".join(str(row) for row in table.labels[below][:SHOWN_ROWS]),
        )


def _ties(
    means: NDArray[np.float64], covariance: NDArray[np.float64], counts: NDArray[np.int64]
) -> list[int]:
    """Return a number for each band; a new one starts where the step before it is proven."""
    steps = len(means) - 1
    p_values = np.ones(steps)
    for j in range(steps):
        clusters = counts[:, j : j + 2] > 0
        if clusters.sum(axis=0).min() > 1:  # the error of a single cluster is unknown, not 0
            variance = covariance[j, j] + covariance[j + 1, j + 1] - 2 * covariance[j, j + 1]
            degrees = int(clusters.any(axis=1).sum()) - 1
            p_values[j] = _two_sided(float(means[j + 1] - means[j]), float(variance), degrees)
    proven = holm_rejections(p_values, TIE_LEVEL)
    return [1, *(1 + np.cumsum(proven)).tolist()]


def _two_sided(difference: float, variance: float, degrees: int) -> float:
    if variance <= 0:
        return 0.0 if difference else 1.0
    return float(2 * stats.t.sf(abs(difference) / np.sqrt(variance), degrees))
