"""The smallest clash among rules of any kind, against all subsets."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from engine.domain.texts import Text
from engine.optimisation.clash_search import smallest_clash
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from engine.optimisation.solver import CBC, HIGHS
from tests.optimisation.examples import examples

NAME = Text("a", "a")


def rule(
    kind: RuleKind, members: tuple[int, ...], limit: float, coefficients: tuple[float, ...] = ()
) -> WeightRule:
    subject = "".join("abcdef"[place] for place in members)
    return WeightRule(kind, subject, NAME, members, limit, coefficients)


def drawn(seed: int) -> AdmissibleSet:
    """Four leaves, bounds, overlapping groups, an order and a ratio: nine rules."""
    rng = np.random.default_rng(seed)

    def share(low: float, high: float) -> float:
        return round(float(rng.uniform(low, high)), 2)

    pairs = [tuple(rng.permutation(4)[:2].tolist()) for _ in range(2)]
    rules = (
        *(rule(RuleKind.FLOOR, (int(rng.integers(4)),), share(0.05, 0.4)) for _ in range(3)),
        *(rule(RuleKind.CAP, (int(rng.integers(4)),), share(0.05, 0.4)) for _ in range(2)),
        rule(RuleKind.GROUP_FIXED, (0, 1), share(0.1, 0.9)),
        rule(RuleKind.GROUP_GREATEST, (1, 2), share(0.1, 0.6)),
        rule(RuleKind.ORDER, pairs[0], share(0.0, 0.3), (1.0, -1.0)),
        rule(RuleKind.RATIO, pairs[1], 0.0, (1.0, -share(1.0, 3.0))),
    )
    return AdmissibleSet("p", tuple("abcd"), rules)


def can_hold(admissible: AdmissibleSet, places: tuple[int, ...]) -> bool:
    """Ask scipy's own programme."""
    k = len(admissible.leaves)
    above, equal = [(np.zeros(k), 0.0)], [(np.ones(k), 1.0)]
    for place in places:
        one = admissible.rules[place]
        if one.sense is Sense.EQUAL:
            equal.append((one.row(k), one.limit))
        else:
            sign = -1.0 if one.sense is Sense.AT_LEAST else 1.0
            above.append((sign * one.row(k), sign * one.limit))
    return bool(
        linprog(
            np.zeros(k),
            np.array([row for row, _ in above]),
            np.array([limit for _, limit in above]),
            np.array([row for row, _ in equal]),
            np.array([limit for _, limit in equal]),
            bounds=(0, 1),
        ).status
        == 0
    )


def is_a_smallest_clash(admissible: AdmissibleSet, places: tuple[int, ...]) -> bool:
    """Tell whether rules clash and no set of one fewer does: a smaller clash would be in one."""
    fewer = combinations(range(len(admissible.rules)), len(places) - 1)
    return not can_hold(admissible, places) and all(can_hold(admissible, each) for each in fewer)


@examples(5, 20)
@given(st.integers(0, 2**32 - 1))
def test_no_set_of_fewer_rules_clashes(seed: int) -> None:
    admissible = drawn(seed)
    if can_hold(admissible, tuple(range(9))):
        return

    clash = smallest_clash(admissible, (HIGHS,))

    assert clash.smallest
    assert is_a_smallest_clash(admissible, clash.places)


@pytest.mark.parametrize("seed", [1, 4])
def test_another_solver_finds_as_few(seed: int) -> None:
    admissible = drawn(seed)

    clash = smallest_clash(admissible, (CBC,))

    assert is_a_smallest_clash(admissible, clash.places)
    assert len(clash.places) == len(smallest_clash(admissible, (HIGHS,)).places)


def test_repeats_are_identical() -> None:
    assert smallest_clash(drawn(1), (HIGHS,)) == smallest_clash(drawn(1), (HIGHS,))


def test_a_search_that_ends_early_says_so_and_spares_no_rule() -> None:
    """Two floors and a pair in an order clash by three; the count allows no proof."""
    rules = (
        rule(RuleKind.FLOOR, (1,), 0.1),
        rule(RuleKind.CAP, (0,), 0.25),
        rule(RuleKind.ORDER, (0, 1), 0.2, (1.0, -1.0)),
        rule(RuleKind.CAP, (2,), 0.9),
    )
    admissible = AdmissibleSet("p", tuple("abc"), rules)

    early = smallest_clash(admissible, (HIGHS,), most_solves=0)

    assert not early.smallest
    assert early.at_least == 1
    assert early.places == (0, 1, 2)
    assert smallest_clash(admissible, (HIGHS,)).smallest


def test_a_clash_of_the_grid_alone_is_found() -> None:
    """In tenths, equal shares of two leaves in a group fixed at 0.3 do not exist."""
    rules = (
        rule(RuleKind.GROUP_FIXED, (0, 1), 0.3),
        rule(RuleKind.ORDER, (0, 1), 0.0, (1.0, -1.0)),
        rule(RuleKind.ORDER, (1, 0), 0.0, (1.0, -1.0)),
        rule(RuleKind.CAP, (2,), 0.9),
    )

    clash = smallest_clash(AdmissibleSet("p", tuple("abc"), rules, 0.1), (HIGHS,))

    assert clash.places == (0, 1, 2)
    assert clash.smallest
