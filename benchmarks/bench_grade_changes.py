"""Grades under new weights: fewest changes against rescaling, extremes against programmes."""

from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness import Duel, duel
from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.optimisation.extremes import _by_programmes, extremes
from engine.optimisation.grade_changes import fewest_grade_changes
from engine.optimisation.grade_forms import changes_under, ranks_under
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from engine.optimisation.solver import CHAIN

AGENTS, LEAVES, SEEDS = 1000, 20, range(1, 11)
GREATEST_MEDIAN = 0.70  # of the changes of proportional rescaling
GROUPS = ((slice(0, 12), 0.70, 0.60), (slice(12, 17), 0.20, 0.25), (slice(17, 20), 0.10, 0.15))


@dataclass(frozen=True, slots=True, eq=False)
class Team:
    """Agents, their grades before, the policy, and the weights scaled to its group shares."""

    table: ScoreTable
    rule: GradeRule
    before: NDArray[np.int64]
    admissible: AdmissibleSet
    rescaled: WeightSet

    @property
    def rescaled_changes(self) -> int:
        """Agents whose grade differs under the rescaled weights."""
        return changes_under(self.table.scores, self.rescaled.shares, self.rule, self.before)


def _team(seed: int, agents: int = AGENTS) -> Team:
    rng = np.random.default_rng(seed)
    ability = rng.normal(75, 8, (agents, 1))
    scores = np.clip(ability + rng.normal(0, 10, (agents, LEAVES)), 0, 100)
    leaves, name = tuple(f"i{place}" for place in range(LEAVES)), Text("项", "item")
    incumbent, rescaled, rules = np.zeros(LEAVES), np.zeros(LEAVES), []
    for own, share, new in GROUPS:
        members = tuple(range(LEAVES))[own]
        incumbent[own] = share * rng.dirichlet(np.full(len(members), 8.0))
        rescaled[own] = incumbent[own] * new / incumbent[own].sum()
        rules.append(WeightRule(RuleKind.GROUP_FIXED, "group", name, members, new))
    for place, leaf in enumerate(leaves):
        floor, cap = max(0.005, 0.7 * rescaled[place]), max(0.02, 1.3 * rescaled[place])
        rules.append(WeightRule(RuleKind.FLOOR, leaf, name, (place,), floor))
        rules.append(WeightRule(RuleKind.CAP, leaf, name, (place,), cap))
    cuts = np.quantile(scores @ incumbent, [0.9, 0.7, 0.3, 0.1])
    rule = GradeRule(tuple(cuts.tolist()), tuple("ABCDE"))
    return Team(
        ScoreTable(tuple(f"agent {place}" for place in range(agents)), leaves, scores),
        rule,
        ranks_under(scores, incumbent, rule),
        AdmissibleSet("groups", leaves, tuple(rules)),
        WeightSet(Origin.RECOMMENDED, leaves, rescaled / rescaled.sum()),
    )


def _fewest(teams: list[Team]) -> list[int]:
    return [
        fewest_grade_changes(t.table, t.before, t.rule, t.admissible, t.rescaled).changes
        for t in teams
    ]


def _fewer(fewest: list[int], rescaled: list[int]) -> bool:
    ratios = [ours / other for ours, other in zip(fewest, rescaled, strict=True)]
    return median(ratios) <= GREATEST_MEDIAN and max(ratios) <= 1


duel(
    Duel(
        f"grade changes, {len(SEEDS)} teams of {AGENTS}: fewest / rescaling",
        lambda: [_team(seed) for seed in SEEDS],
        _fewest,
        lambda teams: [team.rescaled_changes for team in teams],
        _fewer,
        rounds=0,
    )
)

duel(
    Duel(
        "least scores of 400 agents: greedy / linear programmes",
        lambda: _team(1, 400),
        lambda team: extremes(team.table.scores, team.admissible).least,
        lambda team: np.einsum(
            "nk,nk->n",
            team.table.scores,
            _by_programmes(team.table.scores, team.admissible, CHAIN),
        ),
        lambda ours, other: bool(np.allclose(ours, other, atol=1e-7)),
        rounds=3,
    )
)
