"""Necessary and possible preference: who is ahead of whom under all or some admissible weights.

Owns the relations and their counts; bounds of the leads come from
:mod:`engine.optimisation.leads`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.domain.tables import ScoreTable
from engine.domain.weights_report import AgentPreference, PreferencePart
from engine.errors import InputError
from engine.optimisation.extremes import Extremes
from engine.optimisation.leads import LAST_DECIMAL, TOLERANCE, Leads, LeastLeads
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CHAIN, SolverChoice

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Counts: TypeAlias = NDArray[np.int64]

PAIRS_AT_ONCE = 32_768  # so that the arrays of a block stay in the processor's cache
MATRIX_AGENTS = 2_000  # up to so many the relations are returned pair by pair
PROGRAMMES = 200  # pairs that the nested rules leave open and linear programmes then decide
RATIOS = 500  # pairs that lack different leaves and are asked for a proof, each about 1 ms
CLEAR_LEAD = 2 * LAST_DECIMAL  # points: what such a proof asks for
EXAMPLES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Preferences:
    """The relations between a agents over all admissible weight sets.

    Parameters
    ----------
    pairs, necessary, possible, undecided, bounded
        Numbers of ordered pairs of agents with a score: all; those in which the first is never
        behind; those in which it is not proven always behind; those of which the first is not
        proven and not disproven; those that lack different leaves.
    ahead, behind
        (a,) how many others an agent is never behind, and how many are never behind it.
    best_ranks, worst_ranks
        (a,) bounds of its rank under every admissible set; 0 without a score.
    never_behind, can_lead
        (a, a) the necessary and the possible relation of row to column, False on the diagonal;
        None for more than 2,000 agents.
    examples
        Necessary pairs (first, second, least lead, greatest lead in points) of agents with all
        leaves, from among the barest leads.
    """

    agents: tuple[str, ...]
    pairs: int
    necessary: int
    possible: int
    undecided: int
    bounded: int
    ahead: Counts
    behind: Counts
    best_ranks: Counts
    worst_ranks: Counts
    never_behind: Flags | None
    can_lead: Flags | None
    examples: tuple[tuple[int, int, float, float], ...]


def preferences(
    table: ScoreTable,
    admissible: AdmissibleSet,
    *,
    programmes: int = PROGRAMMES,
    chain: Sequence[SolverChoice] = CHAIN,
) -> Preferences:
    """Necessary and possible preference between all ordered pairs of agents.

    Parameters
    ----------
    table
        Leaf scores (a, k) over the admissible set's leaves, in any order; nan where missing.
    programmes
        Where rules are not nested: how many of the pairs left open linear programmes decide.

    Raises
    ------
    InputError
        ``weights.other_indicators`` when table and admissible set hold different leaves,
        ``robustness.scores`` for a score that is infinite.
    MethodError
        ``policy.infeasible`` when nothing is admissible.

    Notes
    -----
    Robust ordinal regression lets all value functions vary that agree with what was said; here
    the score curves are fixed and only the weights vary. Agent i is necessarily preferred to j
    when the least of (x_i - x_j).w over the admissible w is at least -1e-9 points; j is possibly
    preferred to i unless that least is above 1e-9. A grid is left aside: the relation holds for
    all weights between the publishable ones, too.

    Admissible corners (the least and greatest of each leaf) disprove most pairs that are not
    necessary, a quick bound proves most that are; the greedy least decides the others exactly
    over nested rules. Where rules are not nested, leaving some out still gives a lower bound, and
    its point drawn inwards an upper one; of the pairs that these leave open so many as asked are
    decided by linear programmes, and what remains is counted as undecided.
    Agents that lack the same leaves are compared by the sign of the same form. Where they lack
    different leaves the difference of two ratios is bounded by the difference of the scores'
    exact extremes; of the pairs that this leaves open up to 500 are asked for a proof
    (:mod:`engine.optimisation.ratio_leads`). A necessary pair found so is one, but some may be
    missed: they are counted as undecided.

    References
    ----------
    Greco, S., Mousseau, V., Slowinski, R. (2008). Ordinal regression revisited: multiple criteria
    ranking using a set of additive value functions. European Journal of Operational Research
    191(2), 416-436.
    """
    scores = _aligned(table, admissible)
    leads = Leads(scores, admissible, chain=chain)
    relation = _Relation(leads.complete)
    a = len(scores)
    at_once = max(1, PAIRS_AT_ONCE // max(1, a))
    for start in range(0, a, at_once):
        rows = np.arange(start, min(start + at_once, a))
        relation.add(rows, leads.least(rows), programmes)
    _settle_open(leads, relation, programmes)
    return _summed(table, leads, relation)


def pair_ranges(
    table: ScoreTable,
    admissible: AdmissibleSet,
    pairs: Sequence[tuple[str, str]],
    *,
    chain: Sequence[SolverChoice] = CHAIN,
) -> Extremes:
    """Least and greatest lead, in points, of the first agent of each pair over the second.

    Exact for two agents with all leaves, by linear programmes where rules are not nested; else
    the difference of the two scores' extremes, which holds the true range.

    Raises
    ------
    InputError
        As :func:`preferences`, and ``robustness.unknown_agent`` for an agent the table has not.
    MethodError
        ``policy.infeasible`` when nothing is admissible.
    """
    place = {agent: row for row, agent in enumerate(table.agents)}
    for agent in (one for pair in pairs for one in pair):
        if agent not in place:
            raise InputError("robustness.unknown_agent", agent=agent)
    asked = np.array([[place[one], place[other]] for one, other in pairs], dtype=np.intp)
    leads = Leads(_aligned(table, admissible), admissible, chain=chain)
    return leads.ranges(asked.reshape(-1, 2))


def preference_part(found: Preferences) -> PreferencePart:
    """Return the report's part."""
    names = found.agents
    return PreferencePart(
        found.pairs,
        found.necessary,
        found.possible,
        tuple((names[i], names[j], least, greatest) for i, j, least, greatest in found.examples),
        found.undecided,
        found.bounded,
        tuple(
            AgentPreference(agent, *(int(part[place]) for part in _by_agent(found)))
            for place, agent in enumerate(names)
            if found.best_ranks[place]
        ),
    )


def _by_agent(found: Preferences) -> tuple[Counts, Counts, Counts, Counts]:
    return found.ahead, found.behind, found.best_ranks, found.worst_ranks


def _aligned(table: ScoreTable, admissible: AdmissibleSet) -> Floats:
    if set(table.indicators) != set(admissible.leaves):
        differing = sorted(set(table.indicators) ^ set(admissible.leaves))
        raise InputError("weights.other_indicators", indicators=", ".join(differing))
    infinite = np.isinf(table.scores).any(axis=1)
    if bool(infinite.any()):
        raise InputError("robustness.scores", agent=table.agents[int(infinite.argmax())])
    order = [table.indicators.index(leaf) for leaf in admissible.leaves]
    return np.asarray(table.scores[:, order], dtype=np.float64)


class _Relation:
    """Counts of the relation, block by block; pairs by pairs for as many agents as fit."""

    def __init__(self, complete: Flags) -> None:
        agents = len(complete)
        self.complete = complete
        shape = (agents, agents) if agents <= MATRIX_AGENTS else (0, 0)
        self.never_behind, self.always_ahead = np.zeros(shape, bool), np.zeros(shape, bool)
        self.pairs = self.bounded = self.undecided = self.always = 0
        self.ahead, self.behind, self.beaten = (np.zeros(agents, np.int64) for _ in range(3))
        self.barest: list[tuple[float, int, int]] = []
        self.open_pairs: list[tuple[int, int]] = []
        self.open_ratios: list[tuple[int, int]] = []

    def add(self, rows: NDArray[np.intp], leads: LeastLeads, keep_open: int) -> None:
        """Count a block of rows, and keep so many pairs that are open for programmes."""
        least, differ = leads.proven, leads.differ
        known = ~np.isnan(least)
        never_behind, always = least >= -TOLERANCE, least > TOLERANCE
        is_open = known & ~never_behind & ~(leads.seen < -TOLERANCE)
        self.pairs += int(known.sum())
        self.bounded += int(differ.sum())
        self.undecided += int(is_open.sum())
        self.always += int(always.sum())
        self.ahead[rows] += never_behind.sum(axis=1)
        self.behind += never_behind.sum(axis=0)
        self.beaten += (least > LAST_DECIMAL).sum(axis=0)
        if len(self.never_behind):
            self.never_behind[rows], self.always_ahead[rows] = never_behind, always
        for i, j in np.argwhere(is_open & ~differ)[: keep_open - len(self.open_pairs)].tolist():
            self.open_pairs.append((int(rows[i]), j))
        for i, j in np.argwhere(is_open & differ)[: RATIOS - len(self.open_ratios)].tolist():
            self.open_ratios.append((int(rows[i]), j))
        told = never_behind & self.complete[rows, None] & self.complete[None]
        self._keep_barest(rows, np.where(told, least, np.inf))

    def _keep_barest(self, rows: NDArray[np.intp], leads: Floats) -> None:
        count = min(EXAMPLES, leads.size)
        places = np.argpartition(leads, count - 1, axis=None)[:count]
        for place in places.tolist():
            i, j = divmod(place, leads.shape[1])
            if np.isfinite(leads[i, j]):
                self.barest.append((float(leads[i, j]), int(rows[i]), j))
        self.barest = sorted(self.barest)[:EXAMPLES]

    def settle(self, asked: NDArray[np.intp], least: Floats) -> None:
        """Count pairs that linear programmes decided; all of them were open."""
        self.undecided -= len(asked)
        for (i, j), lead in zip(asked.tolist(), least.tolist(), strict=True):
            never_behind, always = lead >= -TOLERANCE, lead > TOLERANCE
            self.ahead[i] += never_behind
            self.behind[j] += never_behind
            self.always += always
            self.beaten[j] += lead > LAST_DECIMAL
            if len(self.never_behind):
                self.never_behind[i, j], self.always_ahead[i, j] = never_behind, always
            if never_behind and self.complete[i] and self.complete[j]:
                self.barest.append((lead, i, j))
        self.barest = sorted(self.barest)[:EXAMPLES]


def _settle_open(leads: Leads, relation: _Relation, programmes: int) -> None:
    """Decide what pairs were left open, by programmes or by a proof."""
    if relation.open_pairs:
        asked = np.array(relation.open_pairs[:programmes]).reshape(-1, 2)
        relation.settle(asked, leads.ranges(asked).least)
    if relation.open_ratios:
        asked = np.array(relation.open_ratios).reshape(-1, 2)
        proven = asked[leads.proven_ratios(asked, CLEAR_LEAD)]
        relation.settle(proven, np.full(len(proven), CLEAR_LEAD))


def _summed(table: ScoreTable, leads: Leads, relation: _Relation) -> Preferences:
    scored = leads.scored
    barest = np.array([[i, j] for _, i, j in relation.barest], dtype=np.intp).reshape(-1, 2)
    ranges = leads.ranges(barest) if len(barest) else Extremes(np.empty(0), np.empty(0))
    kept = len(relation.never_behind) > 0
    others = scored[:, None] & scored[None] & ~np.eye(len(scored), dtype=bool) if kept else None
    return Preferences(
        table.agents,
        relation.pairs,
        int(relation.ahead.sum()),
        relation.pairs - relation.always,
        relation.undecided,
        relation.bounded,
        relation.ahead,
        relation.behind,
        np.where(scored, 1 + relation.beaten, 0),
        np.where(scored, scored.sum() - relation.ahead, 0),
        relation.never_behind if kept else None,
        None if others is None else others & ~relation.always_ahead.T,
        tuple(
            (
                int(barest[n, 0]),
                int(barest[n, 1]),
                float(ranges.least[n]) + 0.0,  # -0.0 is 0
                float(ranges.greatest[n]) + 0.0,
            )
            for n in np.argsort(ranges.least, kind="stable")
        ),
    )
