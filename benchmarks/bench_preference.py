"""Necessary preference: a million pairs by bounds and greedy filling, against linear programmes."""

from typing import Any

import numpy as np

from benchmarks.harness import Duel, duel
from engine.domain.tables import ScoreTable
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.optimisation.extremes import cheapest_shares
from engine.optimisation.leads import TOLERANCE
from engine.optimisation.preference import preferences
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from engine.scoring.movements import ranks
from engine.scoring.weight_stability import weight_stability

AGENTS, LEAVES = 1_000, 20
SAMPLED = 400  # pairs that linear programmes decide: of 999,000
ROOM = 0.3
GROUPS = ((0, 12), (12, 17), (17, 20))
SCANNED = 50  # values of each share


def _table() -> ScoreTable:
    rng = np.random.default_rng(1)
    scores = np.clip(rng.normal(75, 8, (AGENTS, 1)) + rng.normal(0, 10, (AGENTS, LEAVES)), 0, 100)
    return ScoreTable(tuple(f"A{n}" for n in range(AGENTS)), _leaves(), scores)


def _leaves() -> tuple[str, ...]:
    return tuple(f"x{n}" for n in range(LEAVES))


def _weights() -> np.ndarray:
    return np.asarray(np.random.default_rng(2).dirichlet(np.ones(LEAVES) * 6))


def _given() -> tuple[ScoreTable, AdmissibleSet]:
    centre = _weights()
    name = Text("甲", "a")
    rules = [
        WeightRule(kind, leaf, name, (place,), float(factor * centre[place]))
        for place, leaf in enumerate(_leaves())
        for kind, factor in ((RuleKind.FLOOR, 1 - ROOM), (RuleKind.CAP, 1 + ROOM))
    ]
    for number, (first, end) in enumerate(GROUPS):
        total = float(centre[first:end].sum())
        members = tuple(range(first, end))
        rules.append(WeightRule(RuleKind.GROUP_FIXED, f"g{number}", name, members, total))
    return _table(), AdmissibleSet("bench", _leaves(), tuple(rules))


def _sample() -> np.ndarray:
    pairs = np.random.default_rng(3).integers(0, AGENTS, (SAMPLED, 2))
    return np.asarray(pairs[pairs[:, 0] != pairs[:, 1]])


def _all(given: tuple[ScoreTable, AdmissibleSet]) -> list[bool]:
    found = preferences(*given)
    assert found.pairs == AGENTS * (AGENTS - 1)
    assert found.undecided == 0
    assert found.never_behind is not None
    return [bool(found.never_behind[i, j]) for i, j in _sample().tolist()]


def _by_programmes(given: tuple[ScoreTable, AdmissibleSet]) -> list[bool]:
    """Decide the sampled pairs alone, many in one programme; a rule that never binds is added.

    The order rule between the groups' largest and smallest leaf holds everywhere, and takes the
    set out of the nested ones, so that the solver is asked.
    """
    table, admissible = given
    one, other = _sample().T
    forms = table.scores[one] - table.scores[other]
    rule = WeightRule(
        RuleKind.ORDER, "x0", Text("甲", "a"), (0, 1), -1.0, (1.0, -1.0), written="x0 >= x1 - 1"
    )
    asked = AdmissibleSet("bench", admissible.leaves, (*admissible.rules, rule))
    least = np.einsum("nk,nk->n", forms, cheapest_shares(asked)(forms))
    return [bool(value >= -TOLERANCE) for value in least]


duel(
    Duel(
        f"necessary preference: {AGENTS * (AGENTS - 1):,} pairs / {SAMPLED} programmes",
        _given,
        _all,
        _by_programmes,
        lambda ours, other: ours == other,
        rounds=3,
        least_ratio=0.2,  # a pair of ours costs less than 1/500 of a programme
    )
)


def _stable() -> tuple[ScoreTable, WeightSet]:
    return _table(), WeightSet(Origin.RECOMMENDED, _leaves(), _weights())


def _scanned(given: tuple[ScoreTable, WeightSet]) -> list[np.ndarray]:
    """Return for each share the scanned values at which the ranking is what it is now."""
    table, weights = given
    now = ranks(table.scores @ weights.shares)
    kept = []
    for place, share in enumerate(weights.shares):
        values = np.linspace(share - 1e-4, share + 1e-4, SCANNED)
        others = np.where(np.arange(LEAVES) == place, 0, weights.shares)
        moved = others * (1 - values[:, None]) / others.sum()
        moved[:, place] = values
        kept.append(values[(ranks(moved @ table.scores.T) == now).all(axis=1)])
    return kept


def _agree(ours: Any, other: list[np.ndarray]) -> bool:
    return all(
        bool((values >= ours.ranking.low[k] - 1e-9).all())
        and bool((values <= ours.ranking.high[k] + 1e-9).all())
        for k, values in enumerate(other)
    )


duel(
    Duel(
        f"weight stability of {LEAVES} shares, {AGENTS:,} agents: exact / scan",
        _stable,
        lambda given: weight_stability(*given),
        _scanned,
        _agree,
        least_ratio=2.0,
    )
)
