"""Nested rules: room, projection and extremes without a solver."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.domain.policy import OrderRule, PolicyGroup
from engine.domain.texts import Text
from engine.optimisation.nest import Nest, NestGroup, nest_of, nest_relaxed
from tests.optimisation.examples import examples

SEEDS = st.integers(0, 2**32 - 1)
TWO_GROUPS = [("A", "ab"), ("B", "cd")]


def nest(lower: list[float], upper: list[float], *groups: tuple[list[int], float, float]) -> Nest:
    return Nest(
        np.array(lower),
        np.array(upper),
        tuple(NestGroup(np.array(members), low, high) for members, low, high in groups),
    )


def test_extremes_of_a_difference_of_two_agents() -> None:
    """Reference: (10, -4, 0) is least 1.0 at (.3, .5, .2), greatest 4.2 at (.5, .2, .3)."""
    bounds = nest([0.3, 0.2, 0.2], [0.5, 0.5, 0.5])
    difference = np.array([[90.0 - 80, 66 - 70, 70 - 70]])

    assert bounds.least(difference) == pytest.approx([1.0], abs=1e-12)
    assert bounds.greatest(difference) == pytest.approx([4.2], abs=1e-12)


def test_a_group_takes_its_least_share_however_dear_it_is() -> None:
    bounds = nest([0, 0, 0], [1, 1, 1], ([0, 1], 0.6, 0.8))

    assert bounds.least(np.array([[5.0, 3.0, 1.0]])) == pytest.approx([0.6 * 3 + 0.4])
    assert bounds.greatest(np.array([[5.0, 3.0, 1.0]])) == pytest.approx([0.8 * 5 + 0.2])


@examples(10, 40)
@given(SEEDS)
def test_extremes_are_those_of_linear_programmes(
    instance_of: Callable[[int], Any], seed: int
) -> None:
    admissible = instance_of(seed).admissible
    forms = np.random.default_rng(seed).normal(size=(3, len(admissible.leaves)))
    found = nest_of(admissible)

    assert found is not None
    assert found.has_room
    for form, least, greatest in zip(forms, found.least(forms), found.greatest(forms), strict=True):
        assert least == pytest.approx(optimum(form, admissible), abs=1e-9)
        assert greatest == pytest.approx(-optimum(-form, admissible), abs=1e-9)


def test_the_cheapest_shares_reach_the_least_value() -> None:
    bounds = nest([0.1, 0, 0], [1, 0.5, 1], ([0, 1], 0.3, 0.8))
    forms = np.random.default_rng(1).normal(size=(20, 3))

    points = bounds.cheapest(forms)

    assert (points * forms).sum(axis=1) == pytest.approx(bounds.least(forms))
    assert points.sum(axis=1) == pytest.approx(np.ones(20))


def test_no_forms_have_no_extremes() -> None:
    assert nest([0, 0], [1, 1]).least(np.empty((0, 2))).shape == (0,)


@pytest.mark.parametrize(
    ("lower", "upper", "groups"),
    [
        ([0.6, 0.5], [1, 1], []),
        ([0, 0], [0.4, 0.5], []),
        ([0.3, 0.2], [0.2, 1], []),
        ([0.3, 0.3], [1, 1], [([0, 1], 0.0, 0.5)]),
    ],
)
def test_bounds_without_room_are_told(lower: Any, upper: Any, groups: Any) -> None:
    assert not nest(lower, upper, *groups).has_room


def test_a_second_range_of_the_same_leaves_joins_the_first(
    tree_of: Any, admissible_of: Any
) -> None:
    same = PolicyGroup("X", Text("x", "x"), ("b", "a"))

    found = nest_of(
        admissible_of(tree_of(TWO_GROUPS), groups=(same,),
                      group_shares={"A": (0.3, 0.6), "X": (0.4, 0.9)})
    )  # fmt: skip

    assert found is not None
    ((group),) = found.groups
    assert (group.members.tolist(), group.least, group.greatest) == ([0, 1], 0.4, 0.6)


@pytest.mark.parametrize(
    "rules",
    [
        {"orders": (OrderRule("a", "b"),)},
        {"groups": (PolicyGroup("X", Text("x", "x"), ("b", "c")),),
         "group_shares": {"A": (0.3, 0.6), "X": (0.4, 0.9)}},
    ],
)  # fmt: skip
def test_rules_across_groups_do_not_nest_but_the_others_bound_them(
    tree_of: Any, admissible_of: Any, rules: dict[str, Any]
) -> None:
    admissible = admissible_of(tree_of(TWO_GROUPS), caps={"a": 0.4}, **rules)
    forms = np.random.default_rng(0).normal(size=(5, 4))

    outer = nest_relaxed(admissible)

    assert nest_of(admissible) is None
    for form, least in zip(forms, outer.least(forms), strict=True):
        assert least <= optimum(form, admissible) + 1e-9


def test_shares_are_shifted_alike_until_a_bound_holds_them() -> None:
    bounds = nest([0, 0, 0], [0.3, 1, 1])

    projected = bounds.project(np.array([[0.5, 0.3, 0.2]]))

    assert projected == pytest.approx(np.array([[0.3, 0.4, 0.3]]), abs=1e-12)


def optimum(form: Any, admissible: Any) -> float:
    signs = np.array([-1.0 if sense == ">=" else 1.0 for sense in admissible.senses])
    equal = np.array([sense == "=" for sense in admissible.senses], dtype=bool)
    rows, limits = signs[:, None] * admissible.rows, signs * admissible.limits
    even = np.vstack([rows[equal], np.ones(len(form))])
    totals = np.append(limits[equal], 1.0)
    found = linprog(form, rows[~equal], limits[~equal], even, totals, bounds=(0, 1))
    return float(found.fun)
