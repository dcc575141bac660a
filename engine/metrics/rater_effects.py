"""Leniency and drift of raters, apart from whom they happened to rate: two-way least squares.

Scores are taken as agent + rater + error. Raters can be compared only where agents link them;
adjusted scores are shown beside the raw ones and replace nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from engine.domain.metric_report import Estimate
from engine.errors import InputError
from engine.metrics.proportions import checked_confidence

TWO = 2
RANK = 1e-10  # of the greatest eigenvalue: below, a direction has no data
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class RaterEffect:
    """A rater's leniency in points (above 0: gives more than the raters linked with him).

    ``raw`` is his mean less everybody's, which mixes leniency with whom he rated. Raters of one
    ``part`` are linked by agents they rated; effects of different parts cannot be compared.
    ``drift`` is points a month against the other raters' trend, nan where not identified.
    """

    rater: str
    ratings: int
    raw: float
    leniency: Estimate
    part: int
    drift: Estimate


@dataclass(frozen=True, slots=True)
class AdjustedAgent:
    """An agent's raw mean beside the one that an average rater of his part would have given."""

    agent: str
    ratings: int
    raw: float
    adjusted: float


@dataclass(frozen=True, slots=True, eq=False)
class RaterModel:
    """Raters in order of id, agents likewise; ``parts`` is how many unlinked parts there are."""

    raters: tuple[RaterEffect, ...]
    agents: tuple[AdjustedAgent, ...]
    parts: int
    residual_deviation: float


def rater_model(
    scores: NDArray[np.float64],
    agents: Sequence[str],
    raters: Sequence[str],
    months: Sequence[str],
    confidence: float,
) -> RaterModel:
    """Return the raters' leniency and drift, and agents' means with leniency taken out.

    Parameters
    ----------
    scores
        (n,) points, no nan.
    agents, raters, months
        Of each score; a month as ``2026-05``, or empty where it is not known.

    Returns
    -------
    RaterModel
        Leniency: least squares of score = agent + rater, the effects of each part's raters
        summing to 0 (each rater counts once); t intervals. Drift: slopes by rater beside agent,
        rater and month effects, summing to 0 over the raters.

    Raises
    ------
    InputError
        ``quality.no_scores``; ``quality.confidence``.

    Notes
    -----
    Errors are taken as independent with one variance. Who rates whom must not follow what the
    score would be: a rater who gets the hard cases looks strict.

    References
    ----------
    Searle (1987), Linear Models for Unbalanced Data, sections 4.4 and 5.3 (connectedness).
    """
    checked_confidence(confidence)
    if not len(scores):
        raise InputError("quality.no_scores")
    people, of_agent = np.unique(np.array(agents, dtype=str), return_inverse=True)
    judges, of_rater = np.unique(np.array(raters, dtype=str), return_inverse=True)
    parts, part_of_judge = _parts(of_agent, of_rater, len(people), len(judges))
    fit = _Fit.within(of_agent, _indicators(of_rater, len(judges)), scores)
    leniency = fit.estimates(_centred(part_of_judge), confidence)
    drift = _drift(scores, of_agent, of_rater, months, confidence)
    counts = np.bincount(of_rater)
    raw = np.bincount(of_rater, scores) / counts - scores.mean()
    found = tuple(
        RaterEffect(str(judge), int(counts[k]), float(raw[k]), leniency[k], int(part), drift[k])
        for k, (judge, part) in enumerate(zip(judges, part_of_judge, strict=True))
    )
    effects = np.array([each.value for each in leniency])
    return RaterModel(
        found, _adjusted(scores, people, of_agent, effects[of_rater]), parts, fit.deviation
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Least squares of any rank beside an effect of each agent."""

    solution: NDArray[np.float64]
    inverse: NDArray[np.float64]
    projector: NDArray[np.float64]
    deviation: float
    freedom: int

    @classmethod
    def within(
        cls, of_agent: NDArray[np.intp], design: NDArray[np.float64], scores: NDArray[np.float64]
    ) -> "_Fit":
        """Fit after each agent's means are taken out (Frisch, Waugh and Lovell)."""
        counts = np.bincount(of_agent)
        sums = np.zeros((len(counts), design.shape[1]))
        np.add.at(sums, of_agent, design)
        swept = design - (sums / counts[:, None])[of_agent]
        left = scores - (np.bincount(of_agent, scores) / counts)[of_agent]
        gram = swept.T @ swept
        inverse = np.asarray(np.linalg.pinv(gram, rtol=RANK, hermitian=True), dtype=np.float64)
        solution = inverse @ swept.T @ left
        residual = left - swept @ solution
        rank = np.linalg.matrix_rank(gram, rtol=RANK, hermitian=True)
        freedom = len(scores) - len(counts) - int(rank)
        variance = float(residual @ residual) / freedom if freedom > 0 else np.nan
        return cls(solution, inverse, inverse @ gram, float(np.sqrt(variance)), freedom)

    def estimates(self, contrasts: NDArray[np.float64], confidence: float) -> list[Estimate]:
        """Return each contrast with its t interval; nan where the data do not determine it.

        A contrast of nothing (a rater whom no other rater's agents link) is not determined.
        """
        t = stats.t.ppf((1 + confidence) / 2, self.freedom) if self.freedom > 0 else np.nan
        found = []
        for row in contrasts:
            size = self.freedom
            if not row.any() or np.abs(row @ self.projector - row).max() > ROUNDING:
                found.append(Estimate(np.nan, size, np.nan, np.nan, "least-squares"))
                continue
            value = float(row @ self.solution)
            half = float(t * self.deviation * np.sqrt(max(row @ self.inverse @ row, 0.0)))
            found.append(Estimate(value, size, value - half, value + half, "least-squares"))
        return found


def _indicators(codes: NDArray[np.intp], many: int) -> NDArray[np.float64]:
    return np.asarray(codes[:, None] == np.arange(many), dtype=np.float64)


def _parts(
    of_agent: NDArray[np.intp], of_rater: NDArray[np.intp], people: int, judges: int
) -> tuple[int, NDArray[np.int64]]:
    """Return how many parts the graph of raters and agents has, and each rater's, (raters,)."""
    many = people + judges
    links = coo_matrix((np.ones(len(of_agent)), (of_agent, people + of_rater)), shape=(many, many))
    parts, part = connected_components(links, directed=False)
    return int(parts), np.asarray(part[people:], dtype=np.int64)


def _centred(part: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return rows that take each rater's effect less the mean of his part, (raters, raters)."""
    same = part[:, None] == part
    return np.asarray(np.eye(len(part)) - same / same.sum(axis=1, keepdims=True))


def _drift(
    scores: NDArray[np.float64],
    of_agent: NDArray[np.intp],
    of_rater: NDArray[np.intp],
    months: Sequence[str],
    confidence: float,
) -> list[Estimate]:
    """Return each rater's slope against the raters' mean slope, in points a month."""
    judges = int(of_rater.max()) + 1
    unknown = Estimate(np.nan, 0, np.nan, np.nan, "least-squares")
    names = sorted(set(months))
    if "" in names or len(names) < TWO:
        return [unknown] * judges
    times = np.array([_month_number(month) for month in months], dtype=np.float64)
    times -= times.mean()
    of_month = np.searchsorted(np.array(names), np.array(months))
    raters = _indicators(of_rater, judges)
    slopes = raters * times[:, None]
    design = np.hstack([raters, _indicators(of_month, len(names)), slopes])
    rows = _centred(np.zeros(judges, dtype=np.int64))
    contrasts = np.hstack([np.zeros((judges, design.shape[1] - judges)), rows])
    return _Fit.within(of_agent, design, scores).estimates(contrasts, confidence)


def _month_number(month: str) -> int:
    year, number = month.split("-")[:2]
    return 12 * int(year) + int(number)


def _adjusted(
    scores: NDArray[np.float64],
    people: NDArray[np.str_],
    of_agent: NDArray[np.intp],
    leniency: NDArray[np.float64],
) -> tuple[AdjustedAgent, ...]:
    counts = np.bincount(of_agent)
    raw = np.bincount(of_agent, scores) / counts
    adjusted = np.bincount(of_agent, scores - leniency) / counts
    return tuple(
        AdjustedAgent(str(name), int(counts[k]), float(raw[k]), float(adjusted[k]))
        for k, name in enumerate(people)
    )
