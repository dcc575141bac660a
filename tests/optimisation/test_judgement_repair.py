"""The fewest judgements to change, against every set tried by another solver."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from engine.ahp.eigenvalue_gradient import log_principal_eigenvalue, matrices_of
from engine.errors import InternalError
from engine.optimisation.box_minimum import Box
from engine.optimisation.judgement_repair import (
    TOLERANCE,
    Effort,
    FewestChanges,
    RepairProblem,
    fewest_judgements,
    greedy_set,
)

SCALE = np.log([*(1 / k for k in range(9, 1, -1)), *range(1, 10)])
RANDOM_INDEX = {3: 0.5245, 4: 0.8837, 5: 1.1088, 6: 1.2487, 7: 1.3409, 8: 1.4045, 9: 1.4505}


def problem_of(logs: np.ndarray, answered: np.ndarray | None = None) -> RepairProblem:
    n = (1 + int(np.sqrt(1 + 8 * len(logs)))) // 2
    answered = np.ones(len(logs), dtype=np.bool_) if answered is None else answered
    width = np.where(answered, SCALE[-1], n * SCALE[-1])
    box = Box(np.minimum(logs, -width), np.maximum(logs, width))
    limit = float(np.log(n + 0.1 * RANDOM_INDEX[n] * (n - 1)))
    return RepairProblem(log_principal_eigenvalue, logs, answered, box, limit)


def by_trying_all(problem: RepairProblem) -> list[tuple[int, ...]]:
    """Return every smallest set that is enough, by LAPACK and a general solver: independent."""
    gaps = tuple(np.flatnonzero(~problem.answered).tolist())
    for size in range(int(problem.answered.sum()) + 1):
        sets = combinations(np.flatnonzero(problem.answered).tolist(), size)
        found = [one for one in sets if least(problem, (*one, *gaps)) <= problem.limit + 1e-7]
        if found:
            return found
    return []


def least(problem: RepairProblem, moving: tuple[int, ...]) -> float:
    where = list(moving)

    def value(x: np.ndarray) -> tuple[float, np.ndarray]:
        logs = problem.stated.copy()
        logs[where] = x
        (matrix,) = matrices_of(logs[None, :])
        numbers, vectors = np.linalg.eig(matrix)
        right = np.abs(vectors[:, numbers.real.argmax()].real)
        numbers, vectors = np.linalg.eig(matrix.T)
        left = np.abs(vectors[:, numbers.real.argmax()].real)
        flow = left[:, None] * matrix * right / (left @ right) / numbers.real.max()
        rows, columns = np.triu_indices(len(matrix), 1)
        slopes = flow[rows, columns] - flow[columns, rows]
        return float(np.log(numbers.real.max())), slopes[where]

    if not where:
        return value(np.zeros(0))[0]
    bounds = list(zip(problem.box.lower[where], problem.box.upper[where], strict=True))
    start = np.clip(problem.stated[where], problem.box.lower[where], problem.box.upper[where])
    found = minimize(
        value, start, jac=True, method="L-BFGS-B", bounds=bounds,
        options={"ftol": 1e-14, "gtol": 1e-9},
    )  # fmt: skip
    return float(found.fun)


def members(found: FewestChanges) -> list[tuple[int, ...]]:
    return sorted(tuple(np.flatnonzero(one).tolist()) for one in found.sets)


def contradictory(seed: int, n: int, spread: float = 0.8) -> np.ndarray:
    """Return log judgements (p,) on the scale that err by a log-normal factor."""
    rng = np.random.default_rng(seed)
    weights = rng.normal(0, 0.7, n)
    rows, columns = np.triu_indices(n, 1)
    logs = weights[rows] - weights[columns] + rng.normal(0, spread, len(rows))
    return np.asarray(SCALE[np.abs(logs[:, None] - SCALE).argmin(axis=1)])


@settings(derandomize=True, deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 4]))
def test_it_finds_what_trying_all_sets_of_random_answers_finds(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    problem = problem_of(rng.choice(SCALE, n * (n - 1) // 2))

    found = fewest_judgements(problem)

    assert members(found) == by_trying_all(problem)
    assert found.proven
    assert found.complete


@settings(derandomize=True, deadline=None, max_examples=10)
@given(st.integers(0, 2**32 - 1), st.sampled_from([5, 6]))
def test_it_finds_what_trying_all_sets_finds(seed: int, n: int) -> None:
    problem = problem_of(contradictory(seed, n))

    assert members(fewest_judgements(problem)) == by_trying_all(problem)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(40))
def test_it_finds_what_trying_all_sets_of_six_items_finds(seed: int) -> None:
    problem = problem_of(contradictory(seed, 6, spread=1.0))

    assert members(fewest_judgements(problem)) == by_trying_all(problem)


@settings(derandomize=True, deadline=None, max_examples=8)
@given(st.integers(0, 2**32 - 1))
def test_gaps_are_free_and_never_asked_again(seed: int) -> None:
    rng = np.random.default_rng(seed)
    answered = np.ones(10, dtype=np.bool_)
    answered[rng.choice([1, 2, 3, 5, 6, 8], 2, replace=False)] = False
    problem = problem_of(contradictory(seed, 5, spread=1.2), answered)

    found = fewest_judgements(problem)

    assert members(found) == by_trying_all(problem)
    assert not found.sets[:, ~answered].any()


@settings(derandomize=True, deadline=None, max_examples=5)
@given(st.integers(0, 2**32 - 1))
def test_relabelling_items_relabels_the_sets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, columns = np.triu_indices(5, 1)
    logs = rng.choice(SCALE, 10)
    whole = np.log(matrices_of(logs[None, :])[0])
    order = rng.permutation(5)
    position = {frozenset(pair): k for k, pair in enumerate(zip(rows, columns, strict=True))}
    moved = [position[frozenset((order[i], order[j]))] for i, j in zip(rows, columns, strict=True)]

    there = fewest_judgements(problem_of(logs))
    back = fewest_judgements(problem_of(whole[order][:, order][rows, columns]))

    renamed = sorted(tuple(sorted(moved[k] for k in one)) for one in members(back))
    assert renamed == members(there)


def test_nothing_has_to_change_in_a_consistent_matrix() -> None:
    found = fewest_judgements(problem_of(np.log([2.0, 4.0, 2.0])))

    assert (found.changes, found.bound, found.tested) == (0, 0, 1)
    assert members(found) == [()]


def test_any_one_of_three_closes_a_single_triad() -> None:
    found = fewest_judgements(problem_of(np.log([3.0, 1 / 3, 3.0])))

    assert found.changes == 1
    assert members(found) == [(0,), (1,), (2,)]


def test_a_judgement_that_would_have_to_leave_the_scale_is_not_enough() -> None:
    # 9 times 9 asks for 81 between the first and the last; 9 is not near enough
    found = fewest_judgements(problem_of(np.log([9.0, 1.0, 9.0])))

    assert members(found) == [(0,), (2,)]


def test_sets_come_with_their_least_measure_the_least_first() -> None:
    problem = problem_of(np.random.default_rng(3).choice(SCALE, 15))

    found = fewest_judgements(problem)

    measured, _, _ = log_principal_eigenvalue(found.points, np.zeros((len(found.sets), 0), np.intp))
    assert found.values == pytest.approx(measured, abs=1e-12)
    assert (np.diff(found.values) >= -1e-9).all()
    assert (found.values <= problem.limit + TOLERANCE).all()
    unchanged = np.where(found.sets, problem.stated, found.points)
    assert (unchanged == problem.stated).all()


@pytest.mark.parametrize("effort", [Effort(20, 10**6), Effort(10**6, 20)])
def test_a_search_that_gives_up_says_what_it_knows(effort: Effort) -> None:
    problem = problem_of(np.random.default_rng(6).choice(SCALE, 21))

    whole = fewest_judgements(problem)
    cut_short = fewest_judgements(problem, effort)

    assert whole.proven
    assert not cut_short.proven
    assert not cut_short.complete
    assert cut_short.bound <= whole.changes <= cut_short.changes
    assert cut_short.values[0] <= problem.limit + TOLERANCE
    again = fewest_judgements(problem, effort)
    assert (again.sets == cut_short.sets).all()


def test_the_greedy_set_is_enough_and_nothing_in_it_superfluous() -> None:
    problem = problem_of(np.random.default_rng(8).choice(SCALE, 21))

    chosen = greedy_set(problem)

    assert problem.least(chosen[None, :]).values[0] <= problem.limit + TOLERANCE
    for position in np.flatnonzero(chosen):
        narrower = chosen.copy()
        narrower[position] = False
        assert problem.least(narrower[None, :]).values[0] > problem.limit + TOLERANCE


def test_a_limit_that_no_change_reaches_is_our_mistake() -> None:
    problem = problem_of(np.log([9.0, 1.0, 9.0]))
    beyond = RepairProblem(
        problem.oracle, problem.stated, problem.answered, problem.box, limit=np.log(2.9)
    )

    with pytest.raises(InternalError, match="never_enough"):
        fewest_judgements(beyond)
    with pytest.raises(InternalError, match="never_enough"):
        greedy_set(beyond)
