"""What a change of weights does to grades: how few agents need change, and who is certain."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.domain.weights import WeightSet
from engine.domain.weights_report import AgentGrade, GradeChangePart
from engine.errors import MethodError
from engine.optimisation.grade_bands import GradeBands, grade_bands
from engine.optimisation.grade_changes import (
    ChangeOptions,
    GradeChanges,
    fewest_grade_changes,
    rescaled_weights,
)
from engine.optimisation.grade_forms import (
    changes_under,
    leaf_scores,
    ranks_under,
    weighted_scores,
)
from engine.optimisation.rules import AdmissibleSet
from engine.scoring.grades import grade_labels
from engine.studies.weights_conflict import conflict_in, record_part
from engine.studies.weights_ready import Ready

Floats = NDArray[np.float64]
Ranks = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Graded:
    """The agents that can be scored under the weights in force, and their grades there.

    ``ranks`` (a,) are positions of grades, 0 best; ``not_scored`` the agents left out.
    """

    table: ScoreTable
    rule: GradeRule
    ranks: Ranks
    not_scored: tuple[str, ...]

    def scores(self, shares: Floats) -> Floats:
        """Return (a,) scores under shares (k,); nan for an agent without a weighted leaf."""
        return weighted_scores(self.table.scores, shares)

    def ranks_under(self, shares: Floats) -> Ranks:
        """Return (a,) the position of each agent's grade under shares (k,); -1 without a score."""
        return ranks_under(self.table.scores, shares, self.rule)

    def changes(self, shares: Floats) -> int:
        """Return how many agents change grade from the weights in force to shares (k,)."""
        return changes_under(self.table.scores, shares, self.rule, self.ranks)


def graded(ready: Ready) -> Graded | None:
    """Return the agents under the weights in force; None without scores or a grade rule."""
    table, rule = ready.inputs.scores, ready.inputs.grades
    if table is None or rule is None or ready.inputs.incumbent is None:
        return None
    aligned = aligned_scores(table, ready.admissible)
    before = weighted_scores(aligned.scores, ready.in_force.shares)
    scored = ~np.isnan(before)
    agents = np.array(aligned.agents, dtype=object)
    kept = ScoreTable(tuple(agents[scored].tolist()), aligned.indicators, aligned.scores[scored])
    return Graded(kept, rule, rule.ranks(before[scored]), tuple(agents[~scored].tolist()))


def aligned_scores(table: ScoreTable, admissible: AdmissibleSet) -> ScoreTable:
    """Return the table with its columns in the order of the admissible set's leaves."""
    return ScoreTable(table.agents, admissible.leaves, leaf_scores(table, admissible))


def fewest_changes(
    ready: Ready,
    target: WeightSet,
    admissible: AdmissibleSet,
    team: Graded,
    starts: tuple[Floats, ...] = (),
) -> GradeChanges:
    """Return the admissible set under which the fewest agents change grade.

    It has no more changes than any of the ``starts``, (k,) admissible shares each.
    """
    options = ChangeOptions(node_limit=ready.inputs.options.node_limit, starts=starts)
    return fewest_grade_changes(team.table, team.ranks, team.rule, admissible, target, options)


def grade_part(
    ready: Ready, team: Graded, chosen: WeightSet, found: GradeChanges, admissible: AdmissibleSet
) -> GradeChangePart:
    """Return the fewest changes beside those of the recommended and of the rescaled weights."""
    bands = grade_bands(team.table, team.rule, admissible)
    return GradeChangePart(
        agents=tuple(_agents(ready, team, (chosen, found.weights), bands)),
        changes=found.changes,
        bound=found.bound,
        proven=found.proven,
        recommended_changes=team.changes(chosen.shares),
        rescaled_changes=_rescaled_changes(ready, team, admissible),
        shares=dict(zip(admissible.leaves, found.weights.shares.tolist(), strict=True)),
        solver=record_part(found.record),
        certain=int(bands.certain.sum()),
        not_scored=(*team.not_scored, *_never_scored(team, bands)),
    )


def _never_scored(team: Graded, bands: GradeBands) -> tuple[str, ...]:
    agents = zip(team.table.agents, bands.best.tolist(), strict=True)
    return tuple(agent for agent, best in agents if best < 0)


def _rescaled_changes(ready: Ready, team: Graded, admissible: AdmissibleSet) -> int | None:
    """Return the changes under the weights in force rescaled to the policy's group shares."""
    try:
        rescaled = rescaled_weights(ready.in_force, admissible)
    except MethodError as error:
        if conflict_in(error) is None:
            raise
        return None
    return team.changes(rescaled.shares)


def _agents(
    ready: Ready, team: Graded, sets: tuple[WeightSet, WeightSet], bands: GradeBands
) -> Iterator[AgentGrade]:
    before = team.scores(ready.in_force.shares)
    recommended, fewest = (_labels(team, each.shares) for each in sets)
    for place, agent in enumerate(team.table.agents):
        if bands.best[place] < 0:  # no admissible set weighs any of the agent's leaves
            continue
        yield AgentGrade(
            agent=agent,
            score=float(before[place]),
            score_least=float(bands.least[place]),
            score_greatest=float(bands.greatest[place]),
            grade=team.rule.labels[team.ranks[place]],
            recommended_grade=recommended[place],
            fewest_grade=fewest[place],
            reachable=bands.reachable(place, team.rule),
            certain=bool(bands.certain[place]),
        )


def _labels(team: Graded, shares: Floats) -> tuple[str, ...]:
    return grade_labels(team.rule, team.scores(shares))
