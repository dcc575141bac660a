"""Proportional rescaling to the policy's group shares: the baseline of fewer changes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError
from engine.optimisation.rescaling import rescaled_weights
from engine.optimisation.rules import AdmissibleSet, RuleKind


def incumbent(shares: list[float]) -> WeightSet:
    leaves = tuple(f"i{place}" for place in range(len(shares)))
    return WeightSet(Origin.INCUMBENT, leaves, np.array(shares))


def test_groups_keep_their_proportions_inside(box_of: Callable[..., AdmissibleSet]) -> None:
    """0.7/0.3 becomes 0.6/0.4: (.4, .3) times 6/7, (.2, .1) times 4/3."""
    fixed = [(RuleKind.GROUP_FIXED, (0, 1), (), 0.6), (RuleKind.GROUP_FIXED, (2, 3), (), 0.4)]

    found = rescaled_weights(incumbent([0.4, 0.3, 0.2, 0.1]), box_of([0] * 4, [1] * 4, *fixed))

    expected = [2.4 / 7, 1.8 / 7, 0.8 / 3, 0.4 / 3]
    assert found.shares == pytest.approx(expected, abs=1e-9)
    assert found.origin is Origin.RECOMMENDED


def test_a_group_in_its_range_gives_way_only_for_the_sum(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    """The first pair may have at most 0.5; the others share the freed 0.2 in proportion."""
    capped = (RuleKind.GROUP_GREATEST, (0, 1), (), 0.5)

    found = rescaled_weights(incumbent([0.4, 0.3, 0.2, 0.1]), box_of([0] * 4, [1] * 4, capped))

    assert found.shares == pytest.approx([0.2 / 0.7, 0.15 / 0.7, 1 / 3, 0.5 / 3], abs=1e-9)


def test_a_group_without_any_weight_is_filled_evenly(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    fixed = (RuleKind.GROUP_FIXED, (0, 1), (), 0.4)

    found = rescaled_weights(incumbent([0, 0, 0.5, 0.5]), box_of([0] * 4, [1] * 4, fixed))

    assert found.shares == pytest.approx([0.2, 0.2, 0.3, 0.3], abs=1e-9)


def test_what_breaks_another_rule_goes_to_the_closest_set(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    found = rescaled_weights(incumbent([0.5, 0.3, 0.2]), box_of([0] * 3, [0.4, 1, 1]))

    assert found.shares == pytest.approx([0.4, 0.35, 0.25], abs=1e-9)


def test_admissible_weights_stay_as_they_are(team_of: Callable[..., Any]) -> None:
    team = team_of(2, 5)

    assert rescaled_weights(team.incumbent, team.admissible).shares == pytest.approx(
        team.rescaled.shares, abs=1e-7
    )


def test_an_empty_set_is_named(box_of: Callable[..., AdmissibleSet]) -> None:
    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        rescaled_weights(incumbent([0.5, 0.5]), box_of([0.6, 0.6], [1, 1]))
