"""What the robust choices share: ranges, budgets, the programme's frame."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pulp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.policy import Norm
from engine.errors import InputError, MethodError
from engine.optimisation.robust import (
    EvidenceRange,
    Extra,
    budgeted_sum,
    checked_near,
    robust_program,
    solved,
    stated,
    worst_places,
)
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CHAIN, HIGHS, SolverChoice, solve
from engine.optimisation.worst_case import worst_case_distance
from tests.optimisation.examples import examples

NOTHING = Extra(np.zeros(3), np.empty((0, 3)), np.empty(0), 1.0)


@pytest.mark.parametrize(
    ("low", "high", "places"),
    [
        ([0.4, 0.6], [0.6, 0.7], "2"),
        ([0.5, 0.5], [0.4, 0.6], "1"),
        ([0.5, float("nan")], [0.6, 0.6], "2"),
        ([float("-inf"), 0.4], [0.6, float("inf")], "1, 2"),
        ([0.4], [0.6], "-"),
    ],
)
def test_intervals_that_do_not_hold_their_share_are_named(
    low: list[float], high: list[float], places: str
) -> None:
    with pytest.raises(InputError) as caught:
        EvidenceRange(np.array([0.5, 0.5]), np.array(low), np.array(high))

    assert caught.value.code == "optimisation.interval"
    assert caught.value.values["places"] == places


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5), st.integers(0, 10))
@examples(25, 60)
def test_a_budgeted_sum_is_the_greatest_over_all_choices(amounts: list[float], halves: int) -> None:
    budget = min(halves / 2, len(amounts))
    choices = product((0.0, 0.5, 1.0), repeat=len(amounts))

    greatest = max(np.dot(z, amounts) for z in choices if sum(z) <= budget)

    assert budgeted_sum(np.array(amounts), budget) == pytest.approx(greatest, abs=1e-12)


def test_the_worst_places_are_those_that_the_budget_counts() -> None:
    amounts = np.array([0.1, 0.4, 0.0, 0.3])

    assert worst_places(amounts, 0) == ()
    assert worst_places(amounts, 1.2) == (1, 3)
    assert worst_places(amounts, 4) == (0, 1, 3)


def test_the_first_variables_are_shares_or_steps() -> None:
    admissible = AdmissibleSet("p", ("a", "b", "c"), (), grid=0.25)

    program = robust_program(admissible, NOTHING)

    assert program.upper.tolist() == [4.0] * 3
    assert program.integer.all()
    assert solve(program).point.sum() == pytest.approx(4.0)


def test_an_empty_set_is_told_by_its_rules(
    tree_of: Callable[..., Any], admissible_of: Callable[..., AdmissibleSet]
) -> None:
    admissible = admissible_of(
        tree_of([("A", "ab"), ("B", "c")]), caps={"c": 0.1}, largest_move=0.1
    )

    with pytest.raises(MethodError) as caught:
        solved(admissible, robust_program(admissible, NOTHING), CHAIN)

    assert "c <= 0.1" in str(caught.value.values["rules"])


def test_a_search_that_stopped_early_is_not_called_proven() -> None:
    rng = np.random.default_rng(1)
    admissible = AdmissibleSet("p", tuple("abcdefgh"), (), grid=0.005)
    loose = SolverChoice("loose", lambda *_: pulp.HiGHS(msg=False, threads=1, gapRel=0.9))
    centre = rng.dirichlet(np.ones(8))
    evidence = EvidenceRange(centre, centre * rng.uniform(0, 1, 8), centre + rng.uniform(0, 0.2, 8))

    early = worst_case_distance(evidence, 3, Norm.L1, admissible, chain=(loose,))
    whole = worst_case_distance(evidence, 3, Norm.L1, admissible, chain=(HIGHS,))

    assert early.record.bound <= whole.value + 1e-9 <= early.value + 2e-9
    assert not early.record.proven
    assert whole.record.proven


def test_a_solver_that_gives_up_leaves_no_answer() -> None:
    gives_up = SolverChoice("gives up", lambda *_: HIGHS.make(1e-9))
    evidence = EvidenceRange(*(np.full(3, 1 / 3),) * 3)

    with pytest.raises(MethodError, match=r"solver\.no_answer"):
        worst_case_distance(
            evidence, 1, Norm.L1, AdmissibleSet("p", ("a", "b", "c"), ()), chain=(gives_up,)
        )


def test_repeats_are_identical(instance_of: Callable[[int], Any]) -> None:
    one = instance_of(2)
    k = len(one.tree.leaf_ids)
    centre = np.random.default_rng(2).dirichlet(np.ones(k))
    evidence = EvidenceRange(centre, centre / 2, centre * 1.1)

    first, again = (
        worst_case_distance(evidence, 2, Norm.LINF, one.admissible).weights.shares for _ in range(2)
    )

    assert first.tobytes() == again.tobytes()


def test_a_maximum_is_told_with_an_upper_bound() -> None:
    program = robust_program(
        AdmissibleSet("p", ("a", "b", "c"), ()),
        Extra(np.array([-1.0, -2.0, 0.0]), np.empty((0, 3)), np.empty(0), 1.0),
    )
    record = solve(program).record

    told = stated(record, 1.5, maximum=True)

    assert (told.objective, told.bound) == pytest.approx((1.5, 2.0))
    assert told.gap == pytest.approx(0.5 / 1.5)


def test_what_to_be_near_must_be_finite_and_complete() -> None:
    even = np.full(3, 1 / 3)

    assert checked_near(None, even, 3) is even
    for wrong in (np.full(2, 0.5), np.array([0.5, 0.5, np.inf])):
        with pytest.raises(InputError, match=r"optimisation\.near"):
            checked_near(wrong, even, 3)
