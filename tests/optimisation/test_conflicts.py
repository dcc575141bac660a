"""Which rules clash, and the least change that makes room."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from engine.domain.texts import Text
from engine.i18n.translate import render_error
from engine.optimisation.conflicts import conflict, infeasible_policy
from engine.optimisation.elastic import misses
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from engine.optimisation.solver import CBC, HIGHS, SolverChoice

CASES = json.loads((Path(__file__).parents[1] / "cases" / "optimisation.json").read_text("utf-8"))
SOLVERS = pytest.mark.parametrize(("solver", "digits"), [(HIGHS, 1e-9), (CBC, 1e-7)])


def rule(
    kind: RuleKind,
    subject: str,
    members: tuple[int, ...],
    limit: float,
    coefficients: tuple[float, ...] = (),
) -> WeightRule:
    return WeightRule(kind, subject, Text(subject, subject), members, limit, coefficients)


def floor(place: int, limit: float) -> WeightRule:
    return rule(RuleKind.FLOOR, "abcd"[place], (place,), limit)


def cap(place: int, limit: float) -> WeightRule:
    return rule(RuleKind.CAP, "abcd"[place], (place,), limit)


def admitting(*rules: WeightRule, leaves: int, grid: float | None = None) -> AdmissibleSet:
    return AdmissibleSet("p", tuple("abcd"[:leaves]), rules, grid)


def test_no_conflict_when_there_is_room() -> None:
    found = conflict(admitting(floor(0, 0.2), cap(1, 0.5), leaves=3))

    assert found.rules == ()
    assert found.relaxations == ()
    assert found.least_total_violation == 0


@pytest.mark.parametrize("solver", [HIGHS, CBC])
@pytest.mark.parametrize("hair", [5e-8, 1e-8])
def test_rules_that_miss_each_other_by_a_hair_are_named(solver: SolverChoice, hair: float) -> None:
    """With b >= 1/4 + hair and a >= 3 b there is no room, though no figure shows it."""
    ratio = rule(RuleKind.RATIO, "a", (0, 1), 0.0, (1.0, -3.0))
    clashing = admitting(cap(2, 0.9), floor(1, 0.25 + hair), ratio, leaves=3)

    found = conflict(clashing, chain=(solver,))

    assert found.rules == clashing.rules[1:]
    assert found.least_total_violation == pytest.approx(hair, abs=1e-9)


@SOLVERS
def test_published_cases(solver: SolverChoice, digits: float) -> None:
    """A cap, a floor and an order clash by 0.05; no two of them do."""
    case = next(case for case in CASES if case["id"] == "infeasible-cap-order")
    stated = case["input"]["policy"]
    rules = [floor(place, limit) for place, limit in enumerate(stated["lo"])]
    rules += [cap(place, limit) for place, limit in enumerate(stated["hi"])]
    for higher, lower, gap in stated["order"]:
        about = f"{'abcd'[higher]}-{'abcd'[lower]}"
        rules.append(rule(RuleKind.ORDER, about, (higher, lower), gap, (1.0, -1.0)))

    found = conflict(admitting(*rules, leaves=4), chain=(solver,))

    expected = case["expected"]["least_total_violation"]
    assert found.least_total_violation == pytest.approx(expected, abs=digits)
    assert {clash.formula for clash in found.rules} == {"b >= 0.1", "a <= 0.25", "a-b >= 0.2"}
    assert found.smallest
    assert found.proven
    assert found.premises == ()


@SOLVERS
def test_clashing_rules_are_named_and_others_are_not(solver: SolverChoice, digits: float) -> None:
    """Floors 0.3 + 0.4 inside a group of at most 0.6 leave 0.1 too much; cap d has no part."""
    group = rule(RuleKind.GROUP_GREATEST, "A", (0, 1), 0.6)

    found = conflict(
        admitting(floor(0, 0.3), floor(1, 0.4), cap(3, 0.5), group, leaves=4), chain=(solver,)
    )

    assert {clash.formula for clash in found.rules} == {"a >= 0.3", "b >= 0.4", "A <= 0.6"}
    assert found.least_total_violation == pytest.approx(0.1, abs=digits)


def test_the_fewest_rules_are_named_where_several_sets_clash() -> None:
    """Four floors exceed one together, yet the first alone exceeds its own cap."""
    floors = [floor(place, 0.3) for place in range(4)]

    found = conflict(admitting(*floors, cap(0, 0.2), leaves=4))

    assert {clash.formula for clash in found.rules} == {"a >= 0.3", "a <= 0.2"}
    assert found.premises == ()


def test_the_sum_of_one_takes_part_in_a_conflict() -> None:
    """Caps 0.3 + 0.3 + 0.3 leave 0.1 without a place."""
    found = conflict(admitting(cap(0, 0.3), cap(1, 0.3), cap(2, 0.3), leaves=3))

    assert len(found.rules) == 3
    assert found.premises == ("sum",)
    assert found.least_total_violation == pytest.approx(0.1, abs=1e-9)


def test_a_floor_above_the_whole_needs_the_others_not_to_be_negative() -> None:
    found = conflict(admitting(floor(0, 0.6), floor(1, 0.5), leaves=3))

    assert found.premises == ("sum", "not_negative")


def test_a_fixed_share_may_give_way_to_either_side() -> None:
    fixed = rule(RuleKind.GROUP_FIXED, "A", (0, 1), 0.8)

    found = conflict(admitting(fixed, floor(2, 0.5), leaves=3))

    assert {clash.formula for clash in found.rules} == {"A = 0.8", "c >= 0.5"}
    assert found.least_total_violation == pytest.approx(0.3, abs=1e-9)
    assert not any(one.upwards for one in found.relaxations)


def test_a_conflict_of_the_grid_alone_is_found() -> None:
    """In tenths no share lies in 0.62..0.68: the nearest tenths are 0.02 away."""
    band = (
        rule(RuleKind.GROUP_LEAST, "A", (0, 1), 0.62),
        rule(RuleKind.GROUP_GREATEST, "A", (0, 1), 0.68),
    )

    assert conflict(admitting(*band, leaves=3)).least_total_violation == 0
    found = conflict(admitting(*band, leaves=3, grid=0.1))
    assert found.least_total_violation == pytest.approx(0.02, abs=1e-12)
    assert len(found.rules) == 2
    assert found.premises == ("grid",)


@pytest.mark.parametrize("relaxed", [0, 1, 2])
def test_each_clashing_rule_can_make_room_alone(relaxed: int) -> None:
    rules = [floor(0, 0.3), floor(1, 0.4), rule(RuleKind.GROUP_GREATEST, "A", (0, 1), 0.6)]
    rules.pop(relaxed)

    assert conflict(admitting(*rules, leaves=4)).rules == ()


@pytest.mark.parametrize("seed", range(6))
def test_the_relaxations_make_room(seed: int) -> None:
    """With every limit moved by its relaxation a weight set is admissible, at the same total."""
    rng = np.random.default_rng(seed)
    rules = [floor(place, float(rng.uniform(0.1, 0.4))) for place in range(4)]
    rules += [cap(place, float(rng.uniform(0.1, 0.4))) for place in range(4)]
    rules += [rule(RuleKind.ORDER, "a-b", (0, 1), 0.1, (1.0, -1.0))]

    found = conflict(admitting(*rules, leaves=4))

    moved = {one.rule.formula: one.amount * (1 if one.upwards else -1) for one in found.relaxations}
    relaxed = [
        rule(
            each.kind,
            each.subject,
            each.members,
            each.limit + moved.get(each.formula, 0.0),
            each.coefficients,
        )
        for each in rules
    ]
    assert conflict(admitting(*relaxed, leaves=4)).rules == ()
    assert sum(abs(move) for move in moved.values()) == pytest.approx(found.least_total_violation)


@pytest.mark.parametrize("seed", range(10))
def test_on_a_grid_both_answers_are_those_of_all_grid_points(seed: int) -> None:
    """All 66 points in tenths of three leaves: the least sum of misses, and the fewest rules."""
    rng = np.random.default_rng(seed)
    tenths = [(i, j, 10 - i - j) for i in range(11) for j in range(11 - i)]
    points = np.array(tenths) / 10
    rules = [floor(place, round(float(rng.uniform(0.05, 0.5)), 2)) for place in range(3)]
    rules += [cap(place, round(float(rng.uniform(0.1, 0.5)), 2)) for place in range(2)]
    rules += [
        rule(RuleKind.GROUP_FIXED, "A", (1, 2), round(float(rng.uniform(0.3, 0.9)), 2)),
        rule(RuleKind.ORDER, "a-c", (0, 2), round(float(rng.uniform(0, 0.3)), 2), (1.0, -1.0)),
    ]
    admissible = admitting(*rules, leaves=3, grid=0.1)
    missed = np.abs([misses(admissible, point) for point in points])
    broken = missed > 1e-9

    found = conflict(admissible)

    least = float(missed.sum(axis=1).min())
    assert found.least_total_violation == pytest.approx(least, abs=1e-9)
    sizes = (
        size
        for size in range(1, len(rules) + 1)
        for chosen in combinations(range(len(rules)), size)
        if broken[:, list(chosen)].any(axis=1).all()
    )
    assert len(found.rules) == (next(sizes) if least > 1e-7 else 0)


@SOLVERS
def test_as_few_rules_as_can_be_give_way(solver: SolverChoice, digits: float) -> None:
    """A floor of 0.375 against a largest move to 0.27: the floor alone gives way by 0.105.

    The cap could rise by 0.04 only, as the others may not fall below 0.23.
    """
    moves = [rule(RuleKind.MOVE_DOWN, "abcd"[place], (place,), 0.23) for place in range(4)]
    rules = (rule(RuleKind.MOVE_UP, "a", (0,), 0.27), *moves, floor(0, 0.375))

    found = conflict(admitting(*rules, leaves=4), chain=(solver,))

    assert [one.rule.formula for one in found.relaxations] == ["a >= 0.375"]
    assert found.relaxations[0].amount == pytest.approx(0.105, abs=max(digits, 1e-8))
    assert found.least_total_violation == pytest.approx(0.105, abs=digits)


def test_message_names_the_rules_and_the_change_in_both_languages() -> None:
    error = infeasible_policy(admitting(floor(0, 0.3), cap(0, 0.2), leaves=2))

    told = [render_error(error, "zh"), render_error(error, "en")]
    assert all("a >= 0.3; a <= 0.2" in said and "(0.1)" in said for said in told)
