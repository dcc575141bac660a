"""Acceptability of ranks and grades: how often each comes out over many weight sets.

Owns stochastic multicriteria acceptability analysis (SMAA-2) over given draws; where draws come
from is left to the caller (joint draws of the recommended weights, or
:mod:`engine.scoring.weight_samples`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import SCORE_DECIMALS, GradeRule
from engine.domain.tables import ScoreTable
from engine.domain.texts import Sentence
from engine.domain.weights_report import AcceptabilityPart, AcceptabilityRow
from engine.errors import InputError

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]

RANKS_SHOWN = 20
SUM_OF_DRAWS = 1e-6  # a draw's sum may differ from one by this; ranks do not feel it
CELLS_AT_ONCE = 1_000_000  # draws x agents held in memory together: about 50 MB in all


@dataclass(frozen=True, slots=True, eq=False)
class Acceptability:
    """What ``draws`` weight sets say of a agents; shares are 0..1.

    Parameters
    ----------
    ranks
        (a, r) share of the draws in which the agent has rank 1..r.
    grades
        (a, grades), best first; no columns without a grade rule. Rows of ``ranks`` (with r = a)
        and of ``grades`` sum to the share of draws in which the agent has a score.
    expected_ranks
        (a,) mean rank over the draws with a score, nan without one.
    errors
        (a,) greatest standard error of the agent's shares, ``sqrt(p (1 - p) / draws)``. It is 0
        where all draws agree: then a share of 0 is below 3 / draws with 95 % confidence.
    central
        (a, k) mean weights of the draws that rank the agent first; nan where none does.
    central_by_grade
        (grades, k) mean weights over all agents and draws that give the grade.
    """

    draws: int
    ranks: Floats
    grades: Floats
    expected_ranks: Floats
    errors: Floats
    central: Floats
    central_by_grade: Floats


@dataclass(frozen=True, slots=True)
class Asked:
    """What to count: grades by ``rule``, and the best ``ranks``."""

    rule: GradeRule | None = None
    ranks: int = RANKS_SHOWN


def acceptability(table: ScoreTable, weights: Floats, asked: Asked) -> Acceptability:
    """Rank and grade acceptability of fixed leaf scores over draws of weights.

    Parameters
    ----------
    table
        Leaf scores (a, k), nan where a leaf is missing: its weight falls to the agent's others.
    weights
        (m, k) in the order of the table's indicators, rows >= 0 with sum one.

    Raises
    ------
    InputError
        ``robustness.draws`` when the draws do not fit the table or are no weights,
        ``robustness.scores`` for a score that is infinite.

    Notes
    -----
    Ranks are competition ranks at six decimals, as ``scoring.movements``: those who tie share
    the better rank, and all of them count as first. The standard errors are binomial: they hold
    for independent draws.

    References
    ----------
    Lahdelma, R., Salminen, P. (2001). SMAA-2: stochastic multicriteria acceptability analysis
    for group decision making. Operations Research 49(3), 444-454.
    """
    if not _are_weights(weights, len(table.indicators)):
        raise InputError("robustness.draws", indicators=len(table.indicators))
    infinite = np.isinf(table.scores).any(axis=1)
    if bool(infinite.any()):
        raise InputError("robustness.scores", agent=table.agents[int(infinite.argmax())])
    has = ~np.isnan(table.scores)
    scores = np.nan_to_num(table.scores).T
    complete = bool(has.all())
    tally = _Tally(len(table.agents), asked, weights.shape[1])
    for rows in _blocks(len(weights), len(table.agents)):
        found = weights[rows] @ scores
        if not complete:
            shares = weights[rows] @ has.T
            found = np.divide(found, shares, out=np.full_like(found, np.nan), where=shares > 0)
        tally.add(found, weights[rows])
    return tally.result()


def acceptability_part(
    table: ScoreTable, found: Acceptability, rule: GradeRule | None, weights: Sentence
) -> AcceptabilityPart:
    """Return the report's part; ``weights`` says where the draws of weights come from."""
    labels = () if rule is None else rule.labels
    return AcceptabilityPart(
        weights,
        found.draws,
        labels,
        tuple(
            AcceptabilityRow(
                agent,
                tuple(found.ranks[place].tolist()),
                tuple(found.grades[place].tolist()),
                float(found.expected_ranks[place]),
                float(found.errors[place]),
                _by_id(table.indicators, found.central[place]),
            )
            for place, agent in enumerate(table.agents)
        ),
        {
            label: shares
            for label, row in zip(labels, found.central_by_grade, strict=True)
            if (shares := _by_id(table.indicators, row)) is not None
        },
    )


def _are_weights(draws: Floats, leaves: int) -> bool:
    """Whether there are draws, each of them shares >= 0 of that many leaves with sum one."""
    fits = len(draws) > 0 and draws.shape[1:] == (leaves,)
    return fits and bool((np.abs(draws.sum(axis=1) - 1) <= SUM_OF_DRAWS).all() & (draws >= 0).all())


def _by_id(indicators: Sequence[str], shares: Floats) -> dict[str, float] | None:
    if bool(np.isnan(shares).any()):
        return None
    return dict(zip(indicators, shares.tolist(), strict=True))


def _blocks(draws: int, agents: int) -> Iterator[slice]:
    at_once = max(1, CELLS_AT_ONCE // max(1, agents))
    return (slice(start, start + at_once) for start in range(0, draws, at_once))


class _Tally:
    """Counts over blocks of draws, so that memory does not grow with the draws."""

    def __init__(self, agents: int, asked: Asked, leaves: int) -> None:
        self.rule = asked.rule
        self.draws = 0
        self.ranks = np.zeros((agents, min(asked.ranks, agents)), dtype=np.int64)
        self.grades = np.zeros((agents, len(asked.rule.labels) if asked.rule else 0))
        self.rank_sums = np.zeros(agents)
        self.scored = np.zeros(agents, dtype=np.int64)
        self.central = np.zeros((agents, leaves))
        self.firsts = np.zeros(agents)
        self.by_grade = np.zeros((self.grades.shape[1], leaves))

    def add(self, scores: Floats, weights: Floats) -> None:
        """Count a block of (b, a) scores under (b, k) weights."""
        ranks = _ranks(_fixed(scores))
        self.draws += len(scores)
        scored = ranks > 0
        self.scored += scored.sum(axis=0)
        self.rank_sums += ranks.sum(axis=0)
        _, agents = shown = np.nonzero(scored & (ranks <= self.ranks.shape[1]))
        np.add.at(self.ranks, (agents, ranks[shown] - 1), 1)
        first = (ranks == 1).astype(np.float64)
        self.firsts += first.sum(axis=0)
        self.central += first.T @ weights
        self._add_grades(scores, weights)

    def _add_grades(self, scores: Floats, weights: Floats) -> None:
        if self.rule is None:
            return
        places = self.rule.ranks(scores)
        for grade in range(self.grades.shape[1]):
            own = places == grade
            self.grades[:, grade] += own.sum(axis=0)
            self.by_grade[grade] += own.sum(axis=1) @ weights

    def result(self) -> Acceptability:
        m = self.draws
        ranks, grades = self.ranks / m, self.grades / m
        shares = np.hstack([ranks, grades])
        return Acceptability(
            m,
            ranks,
            grades,
            self.rank_sums / np.where(self.scored, self.scored, np.nan),
            np.sqrt(shares * (1 - shares) / m).max(axis=1, initial=0.0),
            _means(self.central, self.firsts),
            _means(self.by_grade, self.grades.sum(axis=0)),
        )


def _means(sums: Floats, counts: Floats) -> Floats:
    """Return (n, k) means of n sums; nan where nothing was counted."""
    return np.asarray(sums / np.where(counts, counts, np.nan)[:, None], dtype=np.float64)


_MISSING = np.iinfo(np.int64).min


def _fixed(scores: Floats) -> Counts:
    """Return scores in whole units of their last decimal: what ``np.round`` rounds to."""
    units = np.rint(scores * 10**SCORE_DECIMALS)
    return np.where(np.isnan(units), _MISSING, np.nan_to_num(units).astype(np.int64))


def _ranks(fixed: Counts) -> Counts:
    """Return competition ranks (b, a), 0 where the score is missing.

    Score and agent are packed into one integer and sorted, for speed: 3 x against sorting each
    draw and searching it as ``scoring.movements.ranks`` does, with the same answer.
    """
    agents = fixed.shape[1]
    bits = max(agents - 1, 1).bit_length()
    missing = fixed == _MISSING
    lowest = fixed.min(where=~missing, initial=0) - 1
    packed = np.sort((-np.where(missing, lowest, fixed) << bits) | np.arange(agents), axis=1)
    who, score = packed & ((1 << bits) - 1), packed >> bits
    begins = np.ones_like(score, dtype=np.bool_)
    begins[:, 1:] = score[:, 1:] != score[:, :-1]
    places = np.where(begins, np.arange(1, agents + 1), 0)
    ranks: Counts = np.empty(fixed.shape, dtype=np.int64)
    np.put_along_axis(ranks, who, np.maximum.accumulate(places, axis=1), axis=1)
    ranks[missing] = 0
    return ranks
