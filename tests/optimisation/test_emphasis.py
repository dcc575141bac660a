"""The emphasised target, the faults of an emphasis, and the shipped ones."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.policy import Emphasis, WeightPolicy
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.files.locations import scenarios_folder
from engine.files.policy_file import read_policy_file
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import closest_weights
from engine.optimisation.emphasis import emphasis_faults, emphasised_target

PLAIN = Emphasis("plain", Text("无", "none"))
SHIPPED = sorted((scenarios_folder() / "policies").glob("performance-*.toml"))


def weights(*shares: float, draws: Any = None) -> WeightSet:
    return WeightSet(Origin.JUDGED, ("a", "b", "c")[: len(shares)], np.array(shares), draws)


def test_multipliers_scale_the_target_back_to_one() -> None:
    emphasised = emphasised_target(weights(0.2, 0.3, 0.5), replace(PLAIN, multipliers={"a": 2.0}))

    assert emphasised.shares == pytest.approx([0.4 / 1.2, 0.3 / 1.2, 0.5 / 1.2], abs=1e-15)


def test_draws_are_scaled_row_by_row() -> None:
    target = weights(0.5, 0.5, draws=np.array([[0.5, 0.5], [0.2, 0.8]]))

    emphasised = emphasised_target(target, replace(PLAIN, multipliers={"b": 3.0}))

    assert emphasised.draws == pytest.approx(np.array([[0.25, 0.75], [0.2 / 2.6, 2.4 / 2.6]]))


@given(st.integers(0, 2**32 - 1))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_a_common_factor_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    target = weights(*rng.dirichlet(np.ones(3)))
    factor = float(rng.uniform(0.1, 5))

    same = emphasised_target(target, replace(PLAIN, multipliers={"a": 1.0}))
    common = emphasised_target(target, replace(PLAIN, multipliers=dict.fromkeys("abc", factor)))

    assert same is target
    assert common.shares == pytest.approx(target.shares, abs=1e-12)


@pytest.mark.parametrize(
    ("wrong", "code", "place"),
    [
        ({"multipliers": {"x": 1.1}}, "policy.emphasis_unknown", "multipliers.x"),
        ({"multipliers": {"A": 1.1}}, "policy.emphasis_unknown", "multipliers.A"),
        ({"multipliers": {"a": 0.0}}, "policy.emphasis_factor", "multipliers.a"),
        ({"multipliers": {"a": float("nan")}}, "policy.emphasis_factor", "multipliers.a"),
        ({"at_least_incumbent": {"x": 2.0}}, "policy.emphasis_unknown", "at_least_incumbent.x"),
        ({"at_least_incumbent": {"A": -1.0}}, "policy.emphasis_factor", "at_least_incumbent.A"),
        ({"group_shifts": {"x": 0.1}}, "policy.emphasis_unknown", "group_shifts.x"),
        ({"group_shifts": {"A": 5.0}}, "policy.shift_range", "group_shifts.A"),
        ({"first": ("x",)}, "policy.emphasis_unknown", "first.x"),
        ({"first": ("a", "b", "c")}, "policy.all_first", "first"),
        ({"first": ("b",)}, "policy.red_line_first", "first.b"),
    ],
)
def test_each_fault_is_named_with_its_place(
    wrong: dict[str, Any],
    code: str,
    place: str,
    tree_of: Callable[..., Any],
    policy_of: Callable[..., WeightPolicy],
) -> None:
    tree, policy = tree_of([("A", "ab"), ("B", "c")]), policy_of(red_lines=("b",))

    faults = emphasis_faults(replace(PLAIN, **wrong), policy, tree)

    assert (code, f"emphases[plain].{place}") in [(each.code, each.place) for each in faults]


def test_a_good_emphasis_has_no_faults(
    tree_of: Callable[..., Any], policy_of: Callable[..., WeightPolicy]
) -> None:
    good = replace(
        PLAIN,
        multipliers={"a": 1.2},
        at_least_incumbent={"A": 1.1},
        group_shifts={"B": -0.1},
        first=("a",),
    )

    assert emphasis_faults(good, policy_of(), tree_of([("A", "ab"), ("B", "c")])) == ()


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_policy_and_emphasis_leaves_room(path: Path) -> None:
    read = read_policy_file(path)
    assert read.scheme is not None
    assert read.tree is not None
    incumbent = WeightSet.from_mapping(Origin.INCUMBENT, read.scheme.incumbent)

    for emphasis in (None, *read.policy.emphases):
        admissible = admissible_set(read.policy, read.tree, incumbent, emphasis)
        found = closest_weights(incumbent, admissible)
        steps = found.weights.shares / 0.005
        assert found.record.feasible
        assert steps == pytest.approx(np.rint(steps), abs=1e-9)


def test_the_shipped_emphases_raise_what_the_source_says() -> None:
    read = read_policy_file(scenarios_folder() / "policies" / "performance-60-25-15.toml")
    assert read.scheme is not None
    assert read.tree is not None
    incumbent = WeightSet.from_mapping(Origin.INCUMBENT, read.scheme.incumbent)
    found = {}
    for emphasis in read.policy.emphases:
        admissible = admissible_set(read.policy, read.tree, incumbent, emphasis)
        target = emphasised_target(incumbent, emphasis)
        found[emphasis.id] = closest_weights(target, admissible).weights

    assert found["promotion"].share("frt") == pytest.approx(0.13, abs=1e-12)
    assert found["presale"].share("conversion") == pytest.approx(0.20, abs=1e-12)
    assert found["outsourced"].share("conversion") == pytest.approx(0.18, abs=1e-12)
    assert found["aftersale"].share("fcr") == max(found["aftersale"].shares)
    assert found["aftersale"].share("fcr") > 0.15
