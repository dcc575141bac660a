"""Solve a linear or integer programme and say truthfully what is known about the answer.

Owns the chain of solvers and the record; a solver's own word is never enough: every returned
point is checked against rows, bounds and integrality, and a linear optimum counts as proven only
when its duals prove the bound. Uses only what PuLP 3.3 and 4 have in common.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pulp
from numpy.typing import NDArray

from engine.errors import MethodError
from engine.optimisation.program import (
    LinearProgram,
    Sense,
    dual_bound,
    fractionality,
    violation,
)

ROW_TOLERANCE = 1e-7  # greatest violation of a row or bound of a point that is called feasible
INTEGRALITY_TOLERANCE = 1e-6  # greatest distance from an integer
PROOF_TOLERANCE = 1e-7  # greatest relative gap of an answer that is called proven
SOLVER_TOLERANCE = 1e-9  # asked of HiGHS (its default is 1e-7)
TIME_LIMIT_S = 10.0
SEED = 0

_HIGHS_WHY = {
    "kOptimal": "optimal",
    "kModelEmpty": "optimal",
    "kInfeasible": "infeasible",
    "kUnbounded": "unbounded",
    "kUnboundedOrInfeasible": "infeasible_or_unbounded",
    "kTimeLimit": "limit",
    "kIterationLimit": "limit",
    "kSolutionLimit": "limit",
    "kMemoryLimit": "limit",
    "kInterrupt": "limit",
}
_PULP_WHY = {
    1: "optimal",
    0: "limit",
    -1: "infeasible",
    -2: "unbounded",
    -3: "infeasible_or_unbounded",
}
_STOPPED_EARLY = 2  # PuLP 3.3's sol_status of a point that a limit cut short
_NO_ANSWER = ("infeasible", "unbounded")


@dataclass(frozen=True, slots=True)
class SolverRecord:
    """What is known about the answer of one solve; all problems are minimisations.

    Parameters
    ----------
    feasible
        The point passed our own check: rows and bounds within 1e-7, integers within 1e-6.
    proven
        Besides, no point is better by more than the stated gap.
    why
        ``optimal``, ``infeasible``, ``unbounded``, ``infeasible_or_unbounded``, ``limit`` (time,
        iterations or an allowed gap ended the search) or ``error``; ``rounded`` for an optimum
        that was then rounded to a grid, at the cost of the gap.
    objective, bound
        Cost of the point and the least cost that is possible; inf and -inf where unknown.
    gap
        ``(objective - bound) / max(1, |objective|)``, never negative; inf where unknown.
    seconds
        As the solver counts them.
    solver, version
        Which solver, with its options' name, answered.
    """

    feasible: bool
    proven: bool
    why: str
    objective: float
    bound: float
    gap: float
    seconds: float
    solver: str
    version: str


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """A record with its point.

    ``point`` is (n,) and holds nan unless the record is feasible; ``duals`` is (m,), the marginal
    cost of each row's limit, nan for integer programmes and wherever nothing is proven.
    """

    record: SolverRecord
    point: NDArray[np.float64]
    duals: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SolverChoice:
    """One link of the chain: a name, how to make the solver, and for which programmes."""

    name: str
    make: Callable[[float], "pulp.LpSolver"]
    for_linear: bool = True
    for_integer: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _Raw:
    """What a solver said, unchecked."""

    why: str
    point: NDArray[np.float64]
    duals: NDArray[np.float64]
    bound: float
    seconds: float
    version: str


def _highs(time_limit_s: float, **options: object) -> "pulp.LpSolver":
    return pulp.HiGHS(
        msg=False,
        timeLimit=time_limit_s,
        gapRel=SOLVER_TOLERANCE,
        threads=1,  # a process keeps the thread count of its first solve
        random_seed=options.pop("random_seed", SEED),
        primal_feasibility_tolerance=SOLVER_TOLERANCE,
        dual_feasibility_tolerance=SOLVER_TOLERANCE,
        mip_feasibility_tolerance=SOLVER_TOLERANCE,
        **options,
    )


def _cbc(time_limit_s: float) -> "pulp.LpSolver":
    # PuLP 4 bundles no CBC; its COIN_CMD finds one where it is installed.
    make = pulp.PULP_CBC_CMD if hasattr(pulp, "PULP_CBC_CMD") else pulp.COIN_CMD
    return make(
        msg=False,
        timeLimit=time_limit_s,
        gapRel=SOLVER_TOLERANCE,
        threads=1,
        options=[f"randomSeed {SEED}", f"randomCbcSeed {SEED}", "primalTolerance 1e-9"],
    )


HIGHS = SolverChoice("HiGHS", _highs)
# HiGHS 1.15's dual simplex gave up on a feasible linear programme that its interior point solved.
HIGHS_INTERIOR_POINT = SolverChoice(
    "HiGHS ipm", lambda limit: _highs(limit, solver="ipm", presolve="off"), for_integer=False
)
HIGHS_OTHER_SEED = SolverChoice(
    "HiGHS other seed", lambda limit: _highs(limit, random_seed=SEED + 1), for_linear=False
)
CBC = SolverChoice("CBC", _cbc)
CHAIN = (HIGHS, HIGHS_INTERIOR_POINT, HIGHS_OTHER_SEED, CBC)


def solve(
    program: LinearProgram,
    *,
    chain: Sequence[SolverChoice] = CHAIN,
    time_limit_s: float = TIME_LIMIT_S,
) -> Solution:
    """Least-cost point of a programme with the record of what is proven about it.

    Solvers of the chain are asked in turn until one proves an optimum or proves that there is
    none; otherwise the best feasible point found is returned, not called proven.

    Parameters
    ----------
    program
        A minimisation.
    chain
        Solvers in order of preference.
    time_limit_s
        Limit for each solver.

    Raises
    ------
    MethodError
        ``solver.no_answer`` when no solver found a point or proved that none exists, naming what
        each of them said.
    """
    wanted = [one for one in chain if one.for_integer or not program.is_integer]
    wanted = [one for one in wanted if one.for_linear or program.is_integer]
    best: Solution | None = None
    said = []
    for choice in wanted:
        solution = _checked(program, choice.name, _ask(program, choice, time_limit_s))
        record = solution.record
        if record.proven or record.why in _NO_ANSWER:
            return solution
        said.append(f"{choice.name}: {record.why}")
        if record.feasible and (best is None or record.objective < best.record.objective):
            best = solution
    if best is None:
        raise MethodError("solver.no_answer", said="; ".join(said))
    return best


def _checked(program: LinearProgram, name: str, raw: _Raw) -> Solution:
    """Return what our own arithmetic confirms of a solver's answer."""
    feasible = (
        raw.why not in _NO_ANSWER
        and violation(program, raw.point) <= ROW_TOLERANCE
        and fractionality(program, raw.point) <= INTEGRALITY_TOLERANCE
    )
    objective = float(program.cost @ raw.point) if feasible else float("inf")
    bound = raw.bound if program.is_integer else dual_bound(program, np.nan_to_num(raw.duals))
    bound = min(bound, objective)
    gap = (objective - bound) / max(1.0, abs(objective)) if feasible else float("inf")
    proven = feasible and raw.why == "optimal" and gap <= PROOF_TOLERANCE
    why = raw.why
    if why == "optimal" and not proven:
        why = "limit" if feasible else "error"  # it stopped at a gap wider than a proof's
    record = SolverRecord(
        feasible, proven, why, objective, bound, gap, raw.seconds, name, raw.version
    )
    if raw.why in _NO_ANSWER:
        record = replace(record, bound=float("inf" if raw.why == "infeasible" else "-inf"))
    keeps_duals = proven and not program.is_integer
    return Solution(
        record,
        raw.point if feasible else np.full(len(program.cost), np.nan),
        raw.duals if keeps_duals else np.full(len(program.limits), np.nan),
    )


def _ask(program: LinearProgram, choice: SolverChoice, time_limit_s: float) -> _Raw:
    """Hand the programme to one solver and read back what it says."""
    problem, variables, rows = _as_pulp(program)
    try:
        answer = problem.solve(choice.make(time_limit_s))
    except (pulp.PulpError, KeyError):  # KeyError: PuLP 3.3 does not know every HiGHS status
        nothing = np.full(len(variables), np.nan), np.full(len(rows), np.nan)
        return _Raw("error", *nothing, float("-inf"), 0.0, pulp.__version__)
    point = np.array([_number(variable.varValue) for variable in variables])
    duals = np.array([_number(row.pi) for row in rows])
    highs = getattr(problem, "solverModel", None)
    if highs is None:
        why = _cbc_why(problem, answer)
        bound = float(program.cost @ point) if why == "optimal" else float("-inf")
        seconds = float(getattr(problem, "solutionTime", 0.0))
        return _Raw(why, point, duals, bound, seconds, f"PuLP {pulp.__version__}")
    why = _HIGHS_WHY.get(highs.getModelStatus().name, "error")
    bound = float(highs.getInfo().mip_dual_bound)
    version = f"{highs.version()} (PuLP {pulp.__version__})"
    return _Raw(why, point, duals, bound, float(highs.getRunTime()), version)


def _as_pulp(
    program: LinearProgram,
) -> tuple["pulp.LpProblem", list["pulp.LpVariable"], list["pulp.LpConstraint"]]:
    """Return a fresh problem: one that was solved before would keep stale values."""
    problem = pulp.LpProblem("heng", pulp.LpMinimize)
    variables = [
        problem.add_variable(
            f"x{j}",
            lowBound=None if np.isneginf(program.lower[j]) else float(program.lower[j]),
            upBound=None if np.isposinf(program.upper[j]) else float(program.upper[j]),
            cat=pulp.LpInteger if program.integer[j] else pulp.LpContinuous,
        )
        for j in range(len(program.cost))
    ]
    problem += pulp.lpSum(float(c) * x for c, x in zip(program.cost, variables, strict=True))
    for row, sense, limit in zip(program.rows, program.senses, program.limits, strict=True):
        left = pulp.lpSum(float(row[j]) * variables[j] for j in np.flatnonzero(row))
        if sense is Sense.AT_LEAST:
            problem += left >= float(limit)
        elif sense is Sense.AT_MOST:
            problem += left <= float(limit)
        else:
            problem += left == float(limit)
    return problem, variables, problem.constraints()


def _cbc_why(problem: "pulp.LpProblem", answer: object) -> str:
    """Return CBC's word on the answer, in either generation of PuLP."""
    if not isinstance(answer, int):  # PuLP 4: statistics with an enumerated status
        name = str(getattr(getattr(answer, "status", None), "name", "")).lower()
        return name if name in _PULP_WHY.values() else "limit"
    return "limit" if problem.sol_status == _STOPPED_EARLY else _PULP_WHY.get(answer, "error")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else float("nan")
