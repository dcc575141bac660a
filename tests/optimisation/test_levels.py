"""The evenest of equally near sets, with and without programmes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.policy import Norm, OrderRule
from engine.optimisation.distances import Distance
from engine.optimisation.levels import evenest
from engine.optimisation.nest import nest_of
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.share_model import share_model
from engine.optimisation.solver import CHAIN, solve
from tests.optimisation.examples import examples

SEEDS = st.integers(0, 2**32 - 1)


def evened(admissible: AdmissibleSet, *aims: Any, norm: Norm = Norm.L1) -> tuple[Any, int]:
    distance = Distance(np.array(aims), np.ones(len(aims)), norm)
    model = share_model(admissible, distance.breaks, levels=distance.levels + 1)
    first = solve(model.program(distance.cost(model), (), distance.rows(model)), chain=CHAIN)
    shares, stages = evenest(distance, model, first, CHAIN)
    return shares, len(stages)


def test_an_admissible_aim_needs_no_stage(tree_of: Any, admissible_of: Any) -> None:
    admissible = admissible_of(tree_of([("A", "abc")]), orders=(OrderRule("a", "b"),))

    shares, stages = evened(admissible, [0.5, 0.3, 0.2])

    assert (shares.tolist(), stages) == ([0.5, 0.3, 0.2], 0)


def test_nested_rules_need_no_stage(tree_of: Any, admissible_of: Any) -> None:
    shares, stages = evened(
        admissible_of(tree_of([("A", "abc")]), caps={"a": 0.4}), [0.6, 0.3, 0.1]
    )

    assert shares == pytest.approx([0.4, 0.4, 0.2])
    assert stages == 0


def test_rules_across_groups_are_evened_level_by_level(tree_of: Any, admissible_of: Any) -> None:
    """A must reach b + 0.1: of the 0.2 that are missing each gives half, nobody else moves."""
    admissible = admissible_of(
        tree_of([("A", "ab"), ("B", "cd")]), orders=(OrderRule("a", "b", 0.1),)
    )

    shares, _ = evened(admissible, [0.2, 0.3, 0.3, 0.2])

    assert shares == pytest.approx([0.3, 0.2, 0.3, 0.2], abs=1e-9)


@pytest.mark.parametrize("norm", list(Norm))
def test_between_two_aims_the_middle_is_evenest(
    tree_of: Any, admissible_of: Any, norm: Norm
) -> None:
    admissible = admissible_of(tree_of([("A", "ab"), ("B", "cd")]))

    shares, _ = evened(admissible, [0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4], norm=norm)

    assert shares == pytest.approx([0.25] * 4, abs=1e-9)


@examples(8, 25)
@given(SEEDS, st.sampled_from(list(Norm)))
def test_stages_end_where_water_filling_does(
    instance_of: Callable[[int], Any], seed: int, norm: Norm
) -> None:
    """A twin aim keeps the shortcut out of the way; its distance is twice the same."""
    one = instance_of(seed)
    nest = nest_of(one.admissible)

    shares, _ = evened(one.admissible, one.target.shares, one.target.shares, norm=norm)

    assert nest is not None
    assert shares == pytest.approx(nest.project(one.target.shares[None])[0], abs=1e-8)
