"""The least change on the scale that is enough, against every combination tried."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.ahp.eigenvalue_gradient import log_principal_eigenvalue
from engine.optimisation.box_minimum import Box
from engine.optimisation.judgement_repair import TOLERANCE, RepairProblem, fewest_judgements
from engine.optimisation.scale_values import ScaleValues, least_change

SCALE = np.log([*(1 / k for k in range(9, 1, -1)), *range(1, 10)])
LIMIT = {4: np.log(4 + 0.1 * 0.8837 * 3), 5: np.log(5 + 0.1 * 1.1088 * 4)}


def problem_of(logs: np.ndarray, limit: float) -> RepairProblem:
    box = Box(np.full(len(logs), SCALE[0]), np.full(len(logs), SCALE[-1]))
    everywhere = np.ones(len(logs), dtype=np.bool_)
    return RepairProblem(log_principal_eigenvalue, logs, everywhere, box, limit)


def first_change(problem: RepairProblem) -> tuple[np.ndarray, ScaleValues]:
    found = fewest_judgements(problem)
    return found.sets[0], least_change(problem, found.points[0], found.sets[0], SCALE)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([4, 5]))
def test_no_other_combination_that_is_enough_changes_less(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    problem = problem_of(rng.choice(SCALE, n * (n - 1) // 2), float(LIMIT[n]))
    changed, chosen = first_change(problem)
    where = np.flatnonzero(changed)
    if not 0 < len(where) <= 3:
        return

    tried = np.repeat(problem.stated[None, :], len(SCALE) ** len(where), axis=0)
    tried[:, where] = list(product(SCALE, repeat=len(where)))
    values, _, _ = log_principal_eigenvalue(tried, np.zeros((len(tried), 0), dtype=np.intp))
    changes = np.abs(tried - problem.stated).sum(axis=1)
    enough = values <= problem.limit + TOLERANCE

    assert chosen.on_scale == bool(enough.any())
    if chosen.on_scale:
        least = changes[enough].min()
        assert np.abs(chosen.point - problem.stated).sum() == pytest.approx(least, abs=1e-9)
        assert chosen.value <= problem.limit + TOLERANCE


def test_where_no_scale_value_is_enough_the_least_measure_is_suggested() -> None:
    # 2 x 2 = 4 but 9 is stated; with a limit this tight only 4 itself is enough, which the
    # scale has, whereas sqrt(2) x 2 implies a ratio that it has not
    problem = problem_of(np.log([np.sqrt(2), 9.0, 2.0]), float(np.log(3 + 1e-4)))
    changed = np.array([False, True, False])
    point = problem.least(changed[None, :]).points[0]

    chosen = least_change(problem, point, changed, SCALE)

    assert not chosen.on_scale
    assert np.exp(chosen.point[1]) == pytest.approx(2 * np.sqrt(2), rel=1e-4)


def test_beyond_five_judgements_the_nearest_values_are_tried() -> None:
    stated = np.log([2.0, 4.0, 8.0, 2.0, 4.0, 2.0])
    problem = problem_of(stated, float(LIMIT[4]))
    everywhere = np.ones(6, dtype=np.bool_)

    chosen = least_change(problem, stated + 0.01, everywhere, SCALE)

    assert chosen.on_scale
    assert chosen.point == pytest.approx(stated)
