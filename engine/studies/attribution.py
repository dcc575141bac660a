"""Who gains and who loses by the attribution rule: ranks and grades under each, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Scheme
from engine.domain.metric_report import AttributionOutcome, PolicyMove, PolicyRank
from engine.domain.pack import INTERVAL_LEVEL
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence, Values
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.metrics.definition import Kind
from engine.metrics.intervals import estimate
from engine.scoring.curves import leaf_scores
from engine.scoring.grades import grade_labels
from engine.scoring.movements import NOT_RANKED, ranks
from engine.scoring.scorecards import Scorecards, leaf_values, scores

RANKED_BY = ("conversion", "aov")  # indicators of an outcome that have a sampling error
_DOUBTS = (
    *("repeated_orders", "undated_orders", "unvalued_orders", "pending_refunds"),
    *("unasked_orders", "unmarked_contacts", "assumed_presale"),
)
_KINDS = {"conversion": Kind.SHARE, "aov": Kind.MEAN}


@dataclass(frozen=True, slots=True, eq=False)
class PolicyComparison:
    """The outcomes with ranks and grades filled in, and the agents' moves, the largest first."""

    outcomes: tuple[AttributionOutcome, ...]
    moves: tuple[PolicyMove, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """How many agents the policy moves, for how many data can tell, and what is doubtful."""
        movers = [move for move in self.moves if move.places]
        if not movers:
            return self._doubts
        values = {
            "movers": len(movers),
            "agents": len(self.moves),
            "places": movers[0].places,
            "separable": sum(move.separable for move in movers),
            "regraded": sum(move.regraded for move in self.moves),
        }
        return (Finding("caution", Sentence("finding.attribution.moves", values)), *self._doubts)

    @property
    def _doubts(self) -> tuple[Finding, ...]:
        """What of the tables makes every policy's figures doubtful, each said once."""
        counts = {
            name: max((outcome.shop.get(name, 0) for outcome in self.outcomes), default=0)
            for name in _DOUBTS
        }
        told = tuple(
            Finding("caution", Sentence(f"finding.attribution.{name}", {"count": int(count)}))
            for name, count in counts.items()
            if count
        )
        return (*told, *self._open)

    @property
    def _open(self) -> tuple[Finding, ...]:
        """The policy with most enquiries that may still convert, as the records end too soon."""
        most = max(self.outcomes, key=lambda each: each.shop.get("open", 0), default=None)
        if most is None or not most.shop.get("open"):
            return ()
        name = most.policy.name
        values: Values = {
            "policy": {"zh": name.zh, "en": name.en},
            "open": int(most.shop["open"]),
            "enquiries": int(most.shop["enquiries"]),
        }
        return (Finding("caution", Sentence("finding.attribution.open", values)),)


@dataclass(frozen=True, slots=True, eq=False)
class _Standing:
    """One policy's ranks with intervals (a,), 0 without a rank, and grades."""

    agents: tuple[str, ...]
    ranks: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    grades: tuple[str, ...]


def side_by_side(
    outcomes: Sequence[AttributionOutcome], table: MetricTable, scheme: Scheme | None
) -> PolicyComparison:
    """Return ranks under each policy: by the scheme's score where given, else by conversion."""
    if scheme is not None:
        return compare_by_scheme(outcomes, table, scheme)
    return compare_by_indicator(outcomes, RANKED_BY[0])


def compare_by_indicator(
    outcomes: Sequence[AttributionOutcome], indicator: str
) -> PolicyComparison:
    """Return ranks by one indicator of the outcomes under every policy.

    An agent's interval holds the ranks that are left when everybody whose 95 % interval lies
    wholly above is better and everybody wholly below is worse.

    Raises
    ------
    InputError
        ``attribution.score_indicator`` for one without a sampling error.
    """
    if indicator not in RANKED_BY:
        known = ", ".join(RANKED_BY)
        raise InputError("attribution.score_indicator", indicator=indicator, known=known)
    return _compared(outcomes, [_by_indicator(each.table, indicator) for each in outcomes])


def compare_by_scheme(
    outcomes: Sequence[AttributionOutcome], table: MetricTable, scheme: Scheme
) -> PolicyComparison:
    """Return ranks and grades of the scheme's score under every policy.

    Parameters
    ----------
    table
        The period's metrics, for the leaves that no policy changes; a leaf that it lacks gives
        its weight to the others, as in :func:`engine.scoring.scorecards.scores`.

    Notes
    -----
    A score's standard error is that of the weighted sum of its leaves, each read through its
    curve one standard error above and below: sqrt(sum((w (f(x + s) - f(x - s)) / 2)^2)). Leaves
    count as independent; ranks follow from the scores' 95 % intervals as in
    :func:`compare_by_indicator`.
    """
    standings = [_by_scheme(_under(table, each, scheme), scheme) for each in outcomes]
    return _compared(outcomes, standings)


def _by_indicator(table: MetricTable, indicator: str) -> _Standing:
    column = table.indicators.index(indicator)
    values, errors = table.values[:, column], table.standard_errors[:, column]
    sizes = table.sample_sizes[:, column]
    found = [
        estimate(float(value), int(size), float(error), _KINDS[indicator])
        for value, size, error in zip(values, sizes, errors, strict=True)
    ]
    # without an interval (a single order) nothing can be said of the rank: it may be any
    low = np.array([each.low if np.isfinite(each.low) else -np.inf for each in found])
    high = np.array([each.high if np.isfinite(each.high) else np.inf for each in found])
    return _standing(table.agents, values, (low, high), ("",) * len(table.agents))


def _by_scheme(table: MetricTable, scheme: Scheme) -> _Standing:
    cards = scores(table, WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent), scheme)
    half = NormalDist().inv_cdf((1 + INTERVAL_LEVEL) / 2) * _score_errors(table, cards, scheme)
    grades = grade_labels(scheme.grades, cards.scores)
    return _standing(table.agents, cards.scores, (cards.scores - half, cards.scores + half), grades)


def _score_errors(table: MetricTable, cards: Scorecards, scheme: Scheme) -> NDArray[np.float64]:
    """Return the standard errors of the scores in points, (a,)."""
    values = leaf_values(table, scheme.tree)
    errors = np.nan_to_num(table.standard_errors)  # the table holds the leaves in their order
    curves = [leaf.curve for leaf in scheme.tree.leaves]
    spread = (leaf_scores(curves, values + errors) - leaf_scores(curves, values - errors)) / 2
    points = cards.effective_shares * np.nan_to_num(spread)
    return np.asarray(np.sqrt((points**2).sum(axis=1)), dtype=np.float64)


def _standing(
    agents: tuple[str, ...],
    values: NDArray[np.float64],
    interval: tuple[NDArray[np.float64], NDArray[np.float64]],
    grades: tuple[str, ...],
) -> _Standing:
    """Return ranks, and those that are left when only disjoint intervals decide an order."""
    low, high = interval
    ranked = np.isfinite(values)
    above = (low[None, ranked] > high[:, None]).sum(axis=1)
    below = (high[None, ranked] < low[:, None]).sum(axis=1)
    return _Standing(
        agents,
        ranks(values),
        np.where(ranked, 1 + above, NOT_RANKED),
        np.where(ranked, ranked.sum() - below, NOT_RANKED),
        grades,
    )


def _under(table: MetricTable, outcome: AttributionOutcome, scheme: Scheme) -> MetricTable:
    """Return the scheme's leaves by agent, those that the policy gives replaced by its own."""
    leaves, own = scheme.tree.leaf_ids, outcome.table
    shape = (len(table.agents), len(leaves))
    made = replace(
        table,
        indicators=leaves,
        values=np.full(shape, np.nan),
        sample_sizes=np.zeros(shape, dtype=np.int64),
        standard_errors=np.full(shape, np.nan),
    )
    for position, leaf in enumerate(leaves):
        source = own if leaf in own.indicators else table
        if leaf not in source.indicators:
            continue
        column = source.indicators.index(leaf)
        for row, agent in enumerate(table.agents):
            if agent in source.agents:
                at = (source.agents.index(agent), column)
                made.values[row, position] = source.values[at]
                made.sample_sizes[row, position] = source.sample_sizes[at]
                made.standard_errors[row, position] = source.standard_errors[at]
    return made


def _compared(
    outcomes: Sequence[AttributionOutcome], standings: Sequence[_Standing]
) -> PolicyComparison:
    by_policy = [
        _places(outcome.policy.id, standing)
        for outcome, standing in zip(outcomes, standings, strict=True)
    ]
    filled = tuple(
        replace(
            outcome,
            ranks={agent: each.rank for agent, each in places.items()},
            grades={agent: each.grade for agent, each in places.items() if each.grade},
        )
        for outcome, places in zip(outcomes, by_policy, strict=True)
    )
    agents = sorted({agent for places in by_policy for agent in places})
    moves = [_move(agent, [p[agent] for p in by_policy if agent in p]) for agent in agents]
    return PolicyComparison(filled, tuple(sorted(moves, key=lambda move: -move.places)))


def _places(policy: str, standing: _Standing) -> Mapping[str, PolicyRank]:
    return {
        agent: PolicyRank(policy, int(rank), int(low), int(high), grade)
        for agent, rank, low, high, grade in zip(
            standing.agents,
            standing.ranks,
            standing.low,
            standing.high,
            standing.grades,
            strict=True,
        )
        if rank != NOT_RANKED
    }


def _move(agent: str, places: Sequence[PolicyRank]) -> PolicyMove:
    of_agent = [each.rank for each in places]
    return PolicyMove(
        agent,
        tuple(places),
        places=max(of_agent) - min(of_agent),
        separable=max(each.low for each in places) > min(each.high for each in places),
        regraded=len({each.grade for each in places}) > 1,
    )
