"""Nested rules that cannot hold together, counted without a solver."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain as joined
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.texts import Text
from engine.optimisation.clashes import are_nested, nested_clash
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule

HUNDREDTHS = 100


def rule(kind: RuleKind, members: tuple[int, ...], limit: float) -> WeightRule:
    subject = "".join("abcdef"[place] for place in members)
    return WeightRule(kind, subject, Text(subject, subject), members, limit)


def admitting(*rules: WeightRule, leaves: int = 4, grid: float | None = None) -> AdmissibleSet:
    return AdmissibleSet("p", tuple("abcdef"[:leaves]), rules, grid)


def named(admissible: AdmissibleSet) -> set[str]:
    clash = nested_clash(admissible)
    return set() if clash is None else {admissible.rules[place].formula for place in clash.places}


def test_rules_with_room_do_not_clash() -> None:
    assert nested_clash(admitting(rule(RuleKind.FLOOR, (0,), 0.5))) is None


def test_floors_above_one_name_the_fewest_floors() -> None:
    """0.5 + 0.4 + 0.2 exceed one; so do 0.5 + 0.4 + 0.15: the greater excess is named."""
    floors = [rule(RuleKind.FLOOR, (place,), x) for place, x in enumerate([0.5, 0.2, 0.4, 0.15])]

    assert named(admitting(*floors)) == {"a >= 0.5", "b >= 0.2", "c >= 0.4"}


def test_caps_below_one_are_all_named() -> None:
    caps = [rule(RuleKind.CAP, (place,), 0.2) for place in range(4)]

    assert len(named(admitting(*caps))) == 4


def test_a_default_floor_in_a_full_group_names_as_many_floors_as_it_takes() -> None:
    """Floors of 0.06 in a group of 0.2: four make 0.24, three only 0.18."""
    floors = [rule(RuleKind.FLOOR, (place,), 0.06) for place in range(6)]
    group = rule(RuleKind.GROUP_FIXED, (0, 1, 2, 3, 4), 0.2)

    clash = nested_clash(admitting(*floors, group, leaves=6))

    assert clash is not None
    assert len(clash.places) == 5
    assert 6 in clash.places


def test_on_a_grid_limits_count_as_the_next_steps_inwards() -> None:
    """In tenths a share of at least 0.62 is one of 0.7."""
    band = (rule(RuleKind.GROUP_LEAST, (0, 1), 0.62), rule(RuleKind.GROUP_GREATEST, (0, 1), 0.68))

    assert nested_clash(admitting(*band)) is None
    assert named(admitting(*band, grid=0.1)) == {"ab >= 0.62", "ab <= 0.68"}


def test_a_group_without_leaves_cannot_have_a_share() -> None:
    assert named(admitting(rule(RuleKind.GROUP_LEAST, (), 0.1))) == {" >= 0.1"}


def test_overlapping_groups_and_orders_are_not_nested() -> None:
    overlapping = [
        rule(RuleKind.GROUP_LEAST, (0, 1), 0.1),
        rule(RuleKind.GROUP_LEAST, (1, 2), 0.1),
    ]
    order = WeightRule(RuleKind.ORDER, "a", Text("a", "a"), (0, 1), 0.1, (1.0, -1.0))

    assert are_nested(overlapping[:1])
    assert not are_nested(overlapping)
    assert not are_nested([order])


def _narrowed(
    chosen: tuple[WeightRule, ...], members: frozenset[int], low: Fraction, high: Fraction
) -> tuple[Fraction, Fraction]:
    """Return the range that the rules on exactly these members leave of a range."""
    for each in chosen:
        if frozenset(each.members) == members:
            limit = Fraction(round(each.limit * HUNDREDTHS), HUNDREDTHS)
            low = low if each.sense is Sense.AT_MOST else max(low, limit)
            high = high if each.sense is Sense.AT_LEAST else min(high, limit)
    return low, high


def _can_hold(chosen: tuple[WeightRule, ...]) -> bool:
    """Tell in fractions whether rules on four leaves and their two pairs leave room."""
    leaves = [_narrowed(chosen, frozenset({p}), Fraction(0), Fraction(1)) for p in range(4)]
    pairs = [
        _narrowed(chosen, frozenset({p, p + 1}), leaves[p][0] + leaves[p + 1][0], high)
        for p in (0, 2)
        for high in [leaves[p][1] + leaves[p + 1][1]]
    ]
    crossed = any(low > high for low, high in leaves + pairs)
    return not crossed and sum(low for low, _ in pairs) <= 1 <= sum(high for _, high in pairs)


def _subsets(rules: tuple[WeightRule, ...]) -> Iterator[tuple[WeightRule, ...]]:
    return joined.from_iterable(combinations(rules, n) for n in range(1, len(rules) + 1))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_the_smallest_clash_is_that_of_all_subsets(seed: int) -> None:
    """Brute force over all subsets of at most ten rules on four leaves in two groups."""
    rng = np.random.default_rng(seed)
    kinds = [RuleKind.FLOOR, RuleKind.CAP, RuleKind.RING_FENCED]
    rules = [
        rule(kinds[rng.integers(3)], (int(rng.integers(4)),), int(rng.integers(5, 60)) / 100)
        for _ in range(6)
    ]
    groups = [RuleKind.GROUP_LEAST, RuleKind.GROUP_GREATEST, RuleKind.GROUP_FIXED]
    for members in ((0, 1), (2, 3)):
        rules += [rule(groups[rng.integers(3)], members, int(rng.integers(10, 90)) / 100)]
    admissible = admitting(*rules)

    clash = nested_clash(admissible)

    least = next((one for one in _subsets(tuple(rules)) if not _can_hold(one)), None)
    assert (clash is None) == (least is None)
    if clash is not None and least is not None:
        assert len(clash.places) == len(least)
        found = tuple(rules[place] for place in clash.places)
        assert not _can_hold(found)


@pytest.mark.parametrize("leaves", [30])
def test_thirty_leaves_are_counted_at_once(leaves: int) -> None:
    """A default floor of 0.02 in a group of 25 with 0.3 at most: 16 floors and the group."""
    letters = [str(place) for place in range(leaves)]
    floors = [
        WeightRule(RuleKind.FLOOR, letters[p], Text("", ""), (p,), 0.02) for p in range(leaves)
    ]
    group = WeightRule(RuleKind.GROUP_GREATEST, "G", Text("", ""), tuple(range(25)), 0.3)

    clash = nested_clash(AdmissibleSet("p", tuple(letters), (*floors, group)))

    assert clash is not None
    assert len(clash.places) == 17
