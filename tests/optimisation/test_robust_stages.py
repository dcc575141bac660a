"""Later stages: the nearest optimum, its uniqueness, and the order among grid points."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.optimisation.program import LinearProgram, Sense, sparse
from engine.optimisation.robust_stages import (
    is_only_optimum,
    nearest_grid_optimum,
    nearest_grid_point,
    nearest_optimum,
)
from engine.optimisation.solver import CBC, HIGHS, SolverChoice, solve

Floats = NDArray[np.float64]


def shares_program(cost: Floats, top: float = 1.0, *, steps: bool = False) -> LinearProgram:
    """Least cost over shares (or steps of 1 / top) that sum to one."""
    k = len(cost)
    return LinearProgram(
        cost=cost / top,
        rows=np.ones((1, k)) / top,
        senses=(Sense.EQUAL,),
        limits=np.ones(1),
        lower=np.zeros(k),
        upper=np.full(k, top),
        integer=np.full(k, steps),
    )


@pytest.mark.parametrize("choice", [HIGHS, CBC], ids=lambda choice: choice.name)
def test_without_a_cost_it_is_the_evenest_way_to_the_point(choice: SolverChoice) -> None:
    program = shares_program(np.zeros(3))
    chain = (choice,)

    stages, shares = nearest_optimum(
        program, solve(program, chain=chain), np.array([0.5, 0.5, 0.3]), chain
    )

    assert shares == pytest.approx([0.4, 0.4, 0.2], abs=1e-8)
    assert all(stage.record.proven for stage in stages)


def test_levels_go_on_where_the_greatest_deviation_settles_one_share() -> None:
    # the first share must take 0; the rest then share its 0.9 evenly
    program = shares_program(np.array([1.0, 0.0, 0.0, 0.0]))

    _, shares = nearest_optimum(program, solve(program), np.array([0.9, 0.1, 0.0, 0.0]), (HIGHS,))

    assert shares == pytest.approx([0.0, 0.4, 0.3, 0.3], abs=1e-9)


@given(st.integers(0, 2**32 - 1))
@settings(derandomize=True, deadline=None, max_examples=15)
def test_a_distinct_least_cost_is_known_to_be_the_only_optimum(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cost = rng.permutation(5).astype(np.float64)
    program = shares_program(cost)

    first = solve(program)
    stages, shares = nearest_optimum(program, first, np.full(5, 0.2), (HIGHS,))

    assert is_only_optimum(program, first, 5)
    assert stages == ()
    assert shares[cost.argmin()] == 1


def test_a_tie_is_not_called_the_only_optimum() -> None:
    program = shares_program(np.array([0.0, 0.0, 1.0]))

    assert not is_only_optimum(program, solve(program), 3)


def test_idle_variables_do_not_hide_that_the_shares_are_settled() -> None:
    # z >= w1 - 1 and z >= 0 leaves z free to rise: it costs nothing
    program = shares_program(np.array([0.0, 1.0]))
    wide = LinearProgram(
        cost=np.append(program.cost, 0.0),
        rows=sparse(np.array([[1.0, 1.0, 0.0], [-1.0, 0.0, 1.0]])),
        senses=(Sense.EQUAL, Sense.AT_LEAST),
        limits=np.array([1.0, -1.0]),
        lower=np.zeros(3),
        upper=np.ones(3),
        integer=np.zeros(3, dtype=bool),
    )

    assert is_only_optimum(wide, solve(wide), 2)


def test_grid_ties_go_to_the_nearest_then_to_the_first_of_the_file() -> None:
    program = shares_program(np.array([0.0, 0.0, 1.0]), 4.0, steps=True)
    first = solve(program)

    _, near = nearest_grid_optimum(program, first, np.array([0.2, 0.8, 0.0]), (HIGHS,))
    _, tied = nearest_grid_optimum(program, first, np.array([0.375, 0.625, 0.0]), (HIGHS,))

    assert near.tolist() == [0.25, 0.75, 0.0]
    assert tied.tolist() == [0.5, 0.5, 0.0]


def test_the_nearest_grid_point_breaks_ties_by_the_file_too() -> None:
    program = shares_program(np.zeros(3), 4.0, steps=True)

    _, shares = nearest_grid_point(program, solve(program), np.full(3, 1 / 3), (HIGHS,))

    assert shares.tolist() == [0.5, 0.25, 0.25]


def until(solves: int) -> SolverChoice:
    """Return HiGHS with time for so many solves, after which its clock is over at once."""
    left = iter([True] * solves)
    return SolverChoice(
        "until", lambda *limits: HIGHS.make(limits[0] if next(left, False) else 1e-9)
    )


@pytest.mark.parametrize("solves", [0, 1])
def test_a_grid_stage_without_an_answer_leaves_the_one_before(solves: int) -> None:
    """Of 8 steps over six shares of cost 0 any is best; no stage takes the cost from its least."""
    program = shares_program(np.append(np.zeros(6), 1.0), 8.0, steps=True)
    first, near = solve(program), np.array([0.2, 0.15, 0.15, 0.2, 0.15, 0.15, 0.0])

    stages, shares = nearest_grid_optimum(program, first, near, (until(solves),))

    assert shares.sum() == 1
    assert shares[6] == 0
    assert not stages[-1].record.proven
    assert stages[-1].record.why == "limit"
    assert not stages[-1].record.reproducible


def test_a_level_without_an_answer_leaves_the_optimum() -> None:
    program = shares_program(np.array([0.0, 0.0, 1.0]))
    first = solve(program)

    stages, shares = nearest_optimum(program, first, np.array([0.7, 0.3, 0.0]), (until(0),))

    assert shares.tolist() == first.point[:3].tolist()
    assert [stage.record.why for stage in stages] == ["limit"]
    assert not stages[0].record.proven
