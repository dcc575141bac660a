"""Reviewers ask what changes: scores, ranks, grades and pay under every weight set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Scheme
from engine.domain.pack import INTERVAL_LEVEL, AgentRow, Estimate, ReviewPart, Standing
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.metrics.notices import SMALL_SAMPLE
from engine.scoring.consequences import pay_change_draws, pay_changes
from engine.scoring.grades import grade_counts, grade_labels
from engine.scoring.movements import NOT_RANKED, movements, ranks
from engine.scoring.scorecards import Scorecards, scores
from engine.scoring.stability import (
    Stability,
    grade_change_probabilities,
    score_draws,
    stability,
)

DRAWS = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Review:
    """Who stands where, and what the scorecards found."""

    part: ReviewPart
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _View:
    """One weight set's scorecards, ranks, grades and doubts."""

    cards: Scorecards
    ranks: NDArray[np.int64]
    grades: tuple[str, ...]
    doubt: Stability
    draws: NDArray[np.float64]

    def standing(self, agent: int, labels: tuple[str, ...]) -> Standing:
        probability = self.doubt.grade_probabilities[agent]
        return Standing(
            score=Estimate(
                float(self.cards.scores[agent]),
                float(self.doubt.score_low[agent]),
                float(self.doubt.score_high[agent]),
            ),
            rank=int(self.ranks[agent]),
            rank_low=int(self.doubt.rank_low[agent]),
            rank_high=int(self.doubt.rank_high[agent]),
            grade=self.grades[agent],
            grade_probability=float(probability[labels.index(self.grades[agent])]),
        )


def review(
    table: MetricTable,
    weight_sets: Sequence[WeightSet],
    scheme: Scheme,
    base_pay_cny: Mapping[str, float],
    rng: np.random.Generator,
) -> Review:
    """Return every agent's standing under every weight set, on the same data.

    Parameters
    ----------
    weight_sets
        The incumbent among them; moves are counted from it to the recommended set, or to the
        last set where nothing is recommended.
    base_pay_cny
        Month's base pay by agent; agents without one have no pay change.

    Raises
    ------
    InputError
        ``review.no_incumbent``; as :func:`engine.scoring.scorecards.scores`.
    """
    by_origin = {weights.origin: weights for weights in weight_sets}
    if Origin.INCUMBENT not in by_origin:
        raise InputError("review.no_incumbent")
    views = _views(table, weight_sets, scheme, rng)
    before = views[Origin.INCUMBENT]
    after = views.get(Origin.RECOMMENDED, list(views.values())[-1])
    scored = before.ranks != NOT_RANKED
    pay = np.array([base_pay_cny.get(agent, np.nan) for agent in table.agents])
    rows = _agent_rows(table, views, scheme, (before, after), pay, scored)
    part = ReviewPart(
        period=table.period,
        origins=tuple(origin.value for origin in views),
        grade_labels=scheme.grades.labels,
        cutoffs=scheme.grades.cutoffs,
        grade_counts={
            origin.value: grade_counts(scheme.grades, view.cards.scores)
            for origin, view in views.items()
        },
        agents=tuple(sorted(rows, key=lambda row: row.standings[Origin.INCUMBENT.value].rank)),
        not_scored=tuple(
            agent
            for agent, has_score in zip(table.agents, scored.tolist(), strict=True)
            if not has_score
        ),
        pay_change_cny=_pay_change(scheme, (before, after), pay),
        draws=DRAWS,
    )
    return Review(part, before.cards.findings)


def _views(
    table: MetricTable,
    weight_sets: Sequence[WeightSet],
    scheme: Scheme,
    rng: np.random.Generator,
) -> dict[Origin, _View]:
    """Return each set's view of the agents that every set scores: ranks are among the same."""
    drawn = score_draws(table, weight_sets, scheme, rng, DRAWS)
    every = [scores(table, weights, scheme) for weights in weight_sets]
    compared = ~np.isnan([cards.scores for cards in every]).any(axis=0)
    views = {}
    for weights, cards, score_rows in zip(weight_sets, every, drawn.scores, strict=True):
        own = np.where(compared, cards.scores, np.nan)
        draws = np.where(compared, score_rows, np.nan)
        views[weights.origin] = _View(
            replace(cards, scores=own),
            ranks(own),
            grade_labels(scheme.grades, own),
            stability(draws, scheme.grades, INTERVAL_LEVEL),
            draws,
        )
    return views


def _agent_rows(
    table: MetricTable,
    views: Mapping[Origin, _View],
    scheme: Scheme,
    pair: tuple[_View, _View],
    pay: NDArray[np.float64],
    scored: NDArray[np.bool_],
) -> list[AgentRow]:
    before, after = pair
    moves = movements(before.cards, after.cards, scheme.grades)
    change = grade_change_probabilities(before.draws, after.draws, scheme.grades)
    paid = np.full(len(table.agents), np.nan)
    if scheme.pay is not None:
        paid = pay_changes(before.grades, after.grades, pay, scheme.pay)
    contacts = table.sample_sizes.max(axis=1)
    return [
        AgentRow(
            agent=table.agents[agent],
            group=table.groups[agent],
            contacts=int(contacts[agent]),
            small_sample=bool(contacts[agent] < SMALL_SAMPLE),
            standings={
                origin.value: view.standing(agent, scheme.grades.labels)
                for origin, view in views.items()
            },
            rank_change=int(moves.rank_changes[agent]),
            grade_changes=bool(moves.grade_changes[agent]),
            change_probability=float(change[agent]),
            pay_change_cny=None if np.isnan(paid[agent]) else float(paid[agent]),
        )
        for agent in np.flatnonzero(scored).tolist()
    ]


def _pay_change(
    scheme: Scheme, pair: tuple[_View, _View], pay: NDArray[np.float64]
) -> Estimate | None:
    """Return the team's change of pay in the month, with its interval over the joint draws.

    The change itself may lie outside: grades step, and the draws' weights are not rounded.
    """
    if scheme.pay is None or not np.isfinite(pay).any():
        return None
    before, after = pair
    value = float(np.nansum(pay_changes(before.grades, after.grades, pay, scheme.pay)))
    drawn = pay_change_draws(before.draws, after.draws, scheme.grades, pay, scheme.pay)
    tail = (1 - INTERVAL_LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Estimate(value, float(low), float(high))
