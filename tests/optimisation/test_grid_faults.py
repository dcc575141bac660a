"""A step that the policy's shares do not fit is named before any solver runs."""

from typing import Any

import pytest

from engine.errors import InputError
from engine.i18n.translate import render_error
from engine.optimisation.grid_faults import grid_faults, is_whole

TWO_GROUPS = [("A", "ab"), ("B", "cd")]


@pytest.mark.parametrize(
    ("rules", "place", "code"),
    [
        ({"grid": 0.03}, "grid", "policy.grid_not_one"),
        ({"grid": 0.0}, "grid", "policy.grid_not_one"),
        ({"grid": 2.0}, "grid", "policy.grid_not_one"),
        ({"grid": float("nan")}, "grid", "policy.grid_not_one"),
        ({"grid": 1e-9}, "grid", "policy.grid_too_fine"),
        ({"grid": 0.1, "group_shares": {"A": (0.55, 0.55)}}, "group_shares.A",
         "policy.group_off_grid"),
        ({"grid": 0.1, "group_shares": {"A": (0.62, 0.68)}}, "group_shares.A",
         "policy.no_step_between"),
        ({"grid": 0.1, "floors": {"a": 0.21}, "caps": {"a": 0.29}}, "floors.a",
         "policy.no_step_between"),
        ({"grid": 0.25, "floors": {"a": 0.3, "b": 0.3, "c": 0.1}}, "grid",
         "policy.floors_above_one_in_steps"),
        ({"grid": 0.2, "default_cap": 0.35, "red_lines": ("d",)}, "grid",
         "policy.caps_below_one_in_steps"),
    ],
)  # fmt: skip
def test_a_step_that_does_not_fit_is_named(
    tree_of: Any, admissible_of: Any, rules: Any, place: str, code: str
) -> None:
    with pytest.raises(InputError) as raised:
        admissible_of(tree_of(TWO_GROUPS), **rules)

    assert [(fault.code, fault.place) for fault in raised.value.faults] == [(code, place)]
    assert render_error(raised.value, "zh")
    assert render_error(raised.value, "en")


def test_a_ring_fenced_share_must_be_a_whole_number_of_steps(
    tree_of: Any, policy_of: Any, weights_of: Any
) -> None:
    tree = tree_of(TWO_GROUPS)
    policy = policy_of(ring_fenced=("a", "b"), grid=0.005)

    found = grid_faults(policy, tree, weights_of(tree, [0.3, 0.123, 0.277, 0.3]))

    assert [(fault.place, fault.value) for fault in found] == [("ring_fenced[1]", "0.123")]
    assert grid_faults(policy, tree, None) == ()


@pytest.mark.parametrize("share", [0.1 + 0.2, 0.35, 0.07, 1.0])
def test_decimals_count_as_whole_steps(share: float) -> None:
    assert is_whole(share / 0.01)
    assert not is_whole((share + 0.001) / 0.01)
