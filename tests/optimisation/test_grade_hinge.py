"""Reweighted hinge programmes: admissible starts, fewer changes as the rounds go on."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from engine.optimisation.grade_forms import BandForms, changes_under, found_forms
from engine.optimisation.grade_hinge import ROUNDS, SOFTENINGS, hinge_starts
from engine.optimisation.grade_search import region
from engine.optimisation.solver import CBC, HIGHS, SolverChoice, solve


@pytest.mark.parametrize("choice", [HIGHS, CBC], ids=lambda c: c.name)
def test_starts_are_admissible_and_reweighting_lessens_changes(
    team_of: Callable[..., Any], choice: SolverChoice
) -> None:
    team = team_of(1, 150)
    forms = found_forms(team.table.scores, team.before, team.rule)

    starts = list(hinge_starts(forms, team.admissible, partial(solve, chain=[choice])))
    counts = [changes_under(team.table.scores, s, team.rule, team.before) for s in starts]
    within = region(team.admissible)

    assert len(starts) == len(SOFTENINGS) * ROUNDS
    assert all((within.rows @ shares >= within.limits - 1e-7).all() for shares in starts)
    assert min(counts) < counts[0]


def test_nothing_starts_where_nothing_is_admissible(team_of: Callable[..., Any]) -> None:
    team = team_of(3, 20)
    impossible = replace(team.admissible.rules[0], limit=0.99)
    admissible = replace(team.admissible, rules=(*team.admissible.rules, impossible))
    forms = BandForms(np.ones((1, 20)), -np.ones((1, 20)))

    assert list(hinge_starts(forms, admissible, partial(solve, chain=[HIGHS]))) == []
