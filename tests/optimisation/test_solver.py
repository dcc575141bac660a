"""The record is true: solvers' traps, provoked, and the chain that gets past them."""

import ast
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pulp
import pytest

import engine.optimisation.solver as solver_module
from engine.errors import MethodError
from engine.optimisation.program import LinearProgram, Sense, sparse
from engine.optimisation.solver import (
    CBC,
    CHAIN,
    HIGHS,
    HIGHS_INTERIOR_POINT,
    HIGHS_OTHER_SEED,
    SolverChoice,
    solve,
)

EACH = pytest.mark.parametrize("choice", [HIGHS, HIGHS_INTERIOR_POINT, CBC], ids=lambda c: c.name)
EACH_INTEGER = pytest.mark.parametrize(
    "choice", [HIGHS, HIGHS_OTHER_SEED, CBC], ids=lambda c: c.name
)
# The names of PuLP 4.2.0 that this room relies upon, read off its source; PULP_CBC_CMD is asked
# for with hasattr, and sol_status only where PuLP 3 gave an int.
IN_BOTH_GENERATIONS = {
    "COIN_CMD", "HiGHS", "LpAffineExpression", "LpConstraint", "LpContinuous", "LpInteger",
    "LpMinimize", "LpProblem", "LpSolver", "LpVariable", "PulpError", "__version__", "lpSum",
}  # fmt: skip
ONLY_PULP_3 = {"PULP_CBC_CMD"}
OF_A_PROBLEM = {"add_variable", "constraints", "solve"}


def program(
    cost: list[float],
    rows: list[tuple[list[float], str, float]],
    *,
    upper: float = np.inf,
    integer: bool = False,
) -> LinearProgram:
    n = len(cost)
    return LinearProgram(
        np.array(cost, dtype=float),
        np.array([row for row, _, _ in rows], dtype=float),
        tuple(Sense(sense) for _, sense, _ in rows),
        np.array([limit for _, _, limit in rows], dtype=float),
        np.zeros(n),
        np.full(n, upper),
        np.full(n, integer),
    )


def wyndor() -> LinearProgram:
    return program([-3, -5], [([1, 0], "<=", 4), ([0, 2], "<=", 12), ([3, 2], "<=", 18)])


def covering(n: int) -> LinearProgram:
    rng = np.random.default_rng(7)
    rows = (rng.random((n, n)) < 0.2).astype(float)
    return program(rng.random(n).tolist(), [(row.tolist(), ">=", 1) for row in rows])


@EACH
def test_linear_optimum_is_proven_by_its_duals(choice: SolverChoice) -> None:
    """Hillier and Lieberman, Wyndor Glass: duals (0, 3/2, 1) of the maximisation."""
    solution = solve(wyndor(), chain=[choice])

    assert solution.record.proven
    assert solution.record.why == "optimal"
    assert solution.record.solver == choice.name
    assert solution.record.objective == pytest.approx(-36, abs=1e-7)
    assert solution.record.bound == pytest.approx(-36, abs=1e-7)
    assert solution.point == pytest.approx([2, 6], abs=1e-7)
    assert solution.duals == pytest.approx([0, -1.5, -1], abs=1e-7)


@EACH_INTEGER
def test_integer_optimum_is_an_integer_point(choice: SolverChoice) -> None:
    """Least -5x - 4y - 3z over three rows: enumeration by hand gives -13 at (2, 0, 1)."""
    knapsack = program(
        [-5, -4, -3],
        [([2, 3, 1], "<=", 5.5), ([4, 1, 2], "<=", 11), ([3, 4, 2], "<=", 8)],
        integer=True,
    )

    solution = solve(knapsack, chain=[choice])

    assert solution.record.proven
    assert solution.record.gap == 0
    assert solution.point.tolist() == [2, 0, 1]
    assert np.isnan(solution.duals).all()


@EACH
def test_infeasible_programme_shows_no_stale_values(choice: SolverChoice) -> None:
    impossible = program([1, 1], [([1, 1], ">=", 3), ([1, 1], "<=", 2)], upper=5)

    solution = solve(impossible, chain=[choice])

    assert not solution.record.feasible
    assert not solution.record.proven
    assert solution.record.why == "infeasible"
    assert solution.record.objective == np.inf
    assert np.isnan(solution.point).all()


@EACH
def test_unbounded_programme_is_named_so(choice: SolverChoice) -> None:
    solution = solve(program([-1, 0], [([1, -1], "<=", 3)]), chain=[choice])

    assert not solution.record.feasible
    assert solution.record.why == "unbounded"
    assert solution.record.bound == -np.inf


def test_pulp_calls_a_time_limited_infeasible_point_optimal() -> None:
    """The trap itself, so that we learn when it is gone: PuLP 3.3 says status 1, Optimal."""
    problem, variables, _ = solver_module._as_pulp(covering(150))

    status = problem.solve(HIGHS.make(1e-9))

    if isinstance(status, int):
        assert status == 1
    assert all(variable.varValue == 0 for variable in variables)


def test_time_limited_solve_is_never_shown_as_an_answer() -> None:
    with pytest.raises(MethodError, match="HiGHS: limit"):
        solve(covering(150), chain=[HIGHS], time_limit_s=1e-9)


def test_chain_goes_on_when_a_solver_gives_up() -> None:
    gives_up = SolverChoice("gives up", lambda _: HIGHS.make(1e-9))

    solution = solve(covering(150), chain=[gives_up, HIGHS_INTERIOR_POINT])

    assert solution.record.proven
    assert solution.record.solver == "HiGHS ipm"


def test_chain_goes_on_when_a_solver_cannot_run() -> None:
    absent = SolverChoice("absent", lambda _: pulp.COIN_CMD(path="/nowhere/cbc", msg=False))

    solution = solve(wyndor(), chain=[absent, HIGHS])

    assert solution.record.solver == "HiGHS"


def test_answer_stopped_at_a_loose_gap_is_feasible_but_not_proven() -> None:
    rng = np.random.default_rng(3)
    rows = [(rng.integers(5, 60, 30).tolist(), "<=", 300.0) for _ in range(5)]
    knapsack = program((-rng.integers(10, 99, 30)).tolist(), rows, upper=1, integer=True)
    loose = SolverChoice("loose", lambda _: pulp.HiGHS(msg=False, threads=1, gapRel=0.5))

    solution = solve(knapsack, chain=[loose])

    assert solution.record.feasible
    assert not solution.record.proven
    assert solution.record.why == "limit"
    assert solution.record.bound < solution.record.objective
    assert solve(knapsack, chain=[HIGHS]).record.objective >= solution.record.bound


def test_no_answer_names_what_every_solver_said() -> None:
    with pytest.raises(MethodError, match=r"HiGHS: limit; HiGHS ipm: limit"):
        solve(covering(150), chain=[HIGHS, HIGHS_INTERIOR_POINT], time_limit_s=1e-9)


@pytest.mark.parametrize(
    ("status", "why"),
    [("Optimal", "optimal"), ("Infeasible", "infeasible"), ("TimeLimit", "limit")],
)
def test_cbc_is_understood_through_the_statistics_of_pulp_4(status: str, why: str) -> None:
    """PuLP 4 returns an object whose status is enumerated; PuLP 3 an int."""
    statistics = SimpleNamespace(status=SimpleNamespace(name=status))

    assert solver_module._cbc_why(pulp.LpProblem("heng"), statistics) == why


def test_repeated_solves_are_identical() -> None:
    first, second = solve(covering(60)), solve(covering(60))

    assert first.point.tobytes() == second.point.tobytes()


def test_default_chain_ends_with_a_solver_of_another_house() -> None:
    assert [choice.name for choice in CHAIN][0::3] == ["HiGHS", "CBC"]


def test_only_names_of_both_generations_of_pulp_are_used() -> None:
    source = ast.parse(Path(solver_module.__file__).read_text(encoding="utf-8"))
    quoted = [ast.parse(node.value, mode="eval") for node in ast.walk(source)
              if isinstance(node, ast.Constant) and isinstance(node.value, str)
              and node.value.startswith("pulp.")]  # fmt: skip
    nodes = [node for tree in [source, *quoted] for node in ast.walk(tree)]
    attributes = [
        (node.value.id, node.attr)
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    ]

    used = {name for owner, name in attributes if owner == "pulp"}
    of_problem = {name for owner, name in attributes if owner == "problem"}

    assert used <= IN_BOTH_GENERATIONS | ONLY_PULP_3
    assert of_problem <= OF_A_PROBLEM | {"sol_status"}
    assert used <= set(dir(pulp)) | {"LpSolver"}


def knapsack(n: int, seed: int) -> LinearProgram:
    """Return a knapsack of many ties, that takes a tree of nodes to prove."""
    rng = np.random.default_rng(seed)
    rows = [(rng.integers(20, 60, n).tolist(), "<=", 20.0 * n) for _ in range(8)]
    return program((-rng.integers(40, 60, n)).tolist(), rows, upper=1, integer=True)


def test_no_seed_of_cbc_is_the_time_of_day() -> None:
    """Cbc's help: a seed of 0 takes the time of day, so that repeats would differ."""
    options = CBC.make(10.0).options

    assert {"randomSeed 1", "randomCbcSeed 1"} <= set(options)


def test_node_limit_ends_at_the_same_point_in_every_repeat() -> None:
    first, second = (solve(knapsack(24, 4), node_limit=3) for _ in range(2))

    assert first.record.why == "node limit"
    assert first.record.feasible
    assert not first.record.proven
    assert first.record.reproducible
    assert first.record.bound < first.record.objective
    assert first.record.solver == "HiGHS"
    assert first.point.tobytes() == second.point.tobytes()
    assert first.record.bound == second.record.bound


def test_cbc_stopped_by_nodes_with_time_to_spare_says_so() -> None:
    solution = solve(knapsack(24, 4), chain=[CBC], node_limit=3)

    assert solution.record.why == "node limit"
    assert not solution.record.proven
    assert solution.record.reproducible
    assert solution.record.bound == -np.inf


def test_a_search_without_a_point_still_tells_its_bound() -> None:
    hard = knapsack(24, 4)
    bound = solve(hard, node_limit=1).record.bound
    asked = replace(
        hard,
        rows=np.vstack([np.asarray(hard.rows), hard.cost]),
        senses=(*hard.senses, Sense.AT_MOST),
        limits=np.append(hard.limits, bound + 1),
    )

    solution = solve(asked, node_limit=1)

    assert solution.record.why == "node limit"
    assert not solution.record.feasible
    assert np.isnan(solution.point).all()
    assert np.isfinite(solution.record.bound)


def test_nodes_say_nothing_of_linear_programmes() -> None:
    assert solve(wyndor(), node_limit=1).record.proven


def test_an_answer_that_a_clock_cut_short_is_not_reproducible() -> None:
    gives_up = SolverChoice("gives up", lambda *_: HIGHS.make(1e-9))

    after = solve(covering(150), chain=[gives_up, HIGHS_INTERIOR_POINT])

    assert after.record.proven
    assert not after.record.reproducible
    assert solve(wyndor()).record.reproducible


class _Odd(pulp.LpSolver):
    """A solver that reports a status nobody knows, and a feasible point."""

    def actualSolve(self, lp: "pulp.LpProblem") -> int:  # noqa: N802 (PuLP's name)
        for variable in lp.variables():
            variable.varValue = 0.0
        lp.solverModel = SimpleNamespace(
            getModelStatus=lambda: SimpleNamespace(name="kSomethingNew"),
            getInfo=lambda: SimpleNamespace(mip_dual_bound=0.0),
            getRunTime=lambda: 0.0,
            version=lambda: "0",
        )
        lp.assignStatus(1, 1)
        return 1


def test_a_status_nobody_knows_is_never_called_optimal() -> None:
    odd = SolverChoice("odd", lambda *_: _Odd(msg=False))

    record = solve(wyndor(), chain=[odd]).record

    assert record.feasible
    assert not record.proven
    assert record.why == "error"


def test_a_failed_solve_is_never_called_optimal() -> None:
    absent = SolverChoice("absent", lambda *_: pulp.COIN_CMD(path="/nowhere/cbc", msg=False))

    with pytest.raises(MethodError, match="absent: error"):
        solve(wyndor(), chain=[absent])


def test_sparse_rows_give_the_same_answer() -> None:
    dense = covering(60)
    rows = sparse(np.asarray(dense.rows))

    assert solve(replace(dense, rows=rows)).point.tobytes() == solve(dense).point.tobytes()
