"""Which rules clash, and the least change that makes room."""

import pytest

from engine.domain.texts import Text
from engine.i18n.translate import render_error
from engine.optimisation.conflicts import conflict, infeasible_policy
from engine.optimisation.rules import RuleKind, WeightRule


def rule(kind: RuleKind, subject: str, members: tuple[int, ...], limit: float) -> WeightRule:
    return WeightRule(kind, subject, Text(subject, subject), members, limit)


def floor(place: int, limit: float) -> WeightRule:
    return rule(RuleKind.FLOOR, "abcd"[place], (place,), limit)


def cap(place: int, limit: float) -> WeightRule:
    return rule(RuleKind.CAP, "abcd"[place], (place,), limit)


def test_no_conflict_when_there_is_room() -> None:
    found = conflict([floor(0, 0.2), cap(1, 0.5)], leaves=3)

    assert found.rules == ()
    assert found.relaxations == ()
    assert found.least_total_violation == 0


def test_clashing_rules_are_named_and_others_are_not() -> None:
    """Floors 0.3 + 0.4 inside a group of at most 0.6 leave 0.1 too much; cap d has no part."""
    group = rule(RuleKind.GROUP_GREATEST, "A", (0, 1), 0.6)

    found = conflict([floor(0, 0.3), floor(1, 0.4), cap(3, 0.5), group], leaves=4)

    assert {clash.formula for clash in found.rules} == {"a >= 0.3", "b >= 0.4", "A <= 0.6"}
    assert found.least_total_violation == pytest.approx(0.1, abs=1e-9)


def test_the_sum_of_one_takes_part_in_a_conflict() -> None:
    """Caps 0.3 + 0.3 + 0.3 leave 0.1 without a place."""
    found = conflict([cap(0, 0.3), cap(1, 0.3), cap(2, 0.3)], leaves=3)

    assert len(found.rules) == 3
    assert found.least_total_violation == pytest.approx(0.1, abs=1e-9)


def test_a_fixed_share_may_give_way_to_either_side() -> None:
    fixed = rule(RuleKind.GROUP_FIXED, "A", (0, 1), 0.8)

    found = conflict([fixed, floor(2, 0.5)], leaves=3)

    assert {clash.formula for clash in found.rules} == {"A = 0.8", "c >= 0.5"}
    assert found.least_total_violation == pytest.approx(0.3, abs=1e-9)


def test_a_conflict_of_the_grid_alone_is_found() -> None:
    """In tenths no share lies in 0.62..0.68: the nearest tenths are 0.02 away."""
    band = [
        rule(RuleKind.GROUP_LEAST, "A", (0, 1), 0.62),
        rule(RuleKind.GROUP_GREATEST, "A", (0, 1), 0.68),
    ]

    assert conflict(band, leaves=3).least_total_violation == 0
    assert conflict(band, leaves=3, grid=0.1).least_total_violation == pytest.approx(0.02)


@pytest.mark.parametrize("relaxed", [0, 1, 2])
def test_each_clashing_rule_can_make_room_alone(relaxed: int) -> None:
    """The certificate's rules have equal multipliers here, so any one may give way."""
    rules = [floor(0, 0.3), floor(1, 0.4), rule(RuleKind.GROUP_GREATEST, "A", (0, 1), 0.6)]
    rules.pop(relaxed)

    assert conflict(rules, leaves=4).rules == ()


def test_message_names_the_rules_and_the_change_in_both_languages() -> None:
    rules = [floor(0, 0.3), cap(0, 0.2)]

    error = infeasible_policy("p", rules, 2, None)

    told = [render_error(error, "zh"), render_error(error, "en")]
    assert all("a >= 0.3; a <= 0.2" in said and "(0.1)" in said for said in told)
