"""Segments carry convex costs and whole steps; faces keep what every optimum shares."""

from typing import Any

import numpy as np
import pytest

from engine.optimisation.program import Sense
from engine.optimisation.share_model import Held, ShareModel, share_model, unproven
from engine.optimisation.solver import CHAIN, solve


@pytest.fixture
def model(tree_of: Any, admissible_of: Any) -> ShareModel:
    admissible = admissible_of(tree_of([("A", "ab")]), caps={"a": 0.6})
    return share_model(admissible, [np.array([0.3, 1.5]), np.array([0.7, 0.2])], levels=1)


def test_segments_join_up_to_one(model: ShareModel) -> None:
    assert model.places.tolist() == [0, 0, 1, 1, 1]
    assert model.starts.tolist() == [0, 0.3, 0, 0.2, 0.7]
    assert model.lengths == pytest.approx([0.3, 0.7, 0.2, 0.5, 0.3])


def test_a_convex_cost_is_that_of_segments_filled_in_order(model: ShareModel) -> None:
    aims = np.array([0.3, 0.7])
    cost = model.cost(lambda places, amounts: np.abs(amounts - aims[places]))
    point = np.array([0.3, 0.2, 0.2, 0.3, 0.0, 0.0, 1.0])  # shares 0.5 and 0.5

    assert model.shares(point) == pytest.approx([0.5, 0.5])
    assert cost @ point == pytest.approx(0.2 + 0.2)


def test_rows_are_the_sum_the_rules_and_what_is_held(model: ShareModel) -> None:
    held = Held(np.arange(7.0), 2.5)

    program = model.program(np.zeros(7), [held], None)

    assert np.asarray(program.rows).tolist() == [
        [1, 1, 1, 1, 1, 0, 0],
        [1, 1, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 1, 1],
        [0, 1, 2, 3, 4, 5, 6],
    ]
    assert program.limits.tolist() == [1, 0.6, 1, 2.5]
    assert program.senses == (Sense.EQUAL, Sense.AT_MOST, Sense.AT_LEAST, Sense.AT_MOST)


def test_deviations_are_bounded_by_their_level_or_their_room(model: ShareModel) -> None:
    rows = model.deviations(np.array([0.3, 0.7]), np.array([0, -1]), np.array([[0.0, 0.1]] * 2))

    assert rows.coefficients.tolist() == [
        [1, 1, 0, 0, 0, 1, 0],
        [0, 0, 1, 1, 1, 0, 0],
        [-1, -1, 0, 0, 0, 1, 0],
        [0, 0, -1, -1, -1, 0, 0],
    ]
    assert rows.limits == pytest.approx([0.3, 0.6, -0.3, -0.8])


def test_a_deviation_of_endless_room_has_no_row(model: ShareModel) -> None:
    room = np.array([[np.inf, 0.1], [np.inf, np.inf]])

    rows = model.deviations(np.array([0.3, 0.7]), np.array([0, -1]), room)

    assert rows.coefficients.tolist() == [[0, 0, 1, 1, 1, 0, 0]]
    assert rows.limits == pytest.approx([0.6])


def test_rules_on_single_leaves_become_bounds(model: ShareModel) -> None:
    """A cap of 0.6 leaves the first segment of a whole and 0.3 of the second."""
    narrowed = model.narrowed()

    assert narrowed.admissible.rules == ()
    assert narrowed.most == pytest.approx([0.3, 0.3, 0.2, 0.5, 0.3])
    assert narrowed.ranges == pytest.approx(np.array([[0.0, 0.0], [0.6, 1.0]]))


def test_bounds_count_in_the_steps_of_a_grid(tree_of: Any, admissible_of: Any) -> None:
    admissible = admissible_of(tree_of([("A", "ab")]), floors={"a": 0.4}, caps={"b": 0.5})
    model = share_model(admissible, [np.array([3.0]), np.array([])], grid=0.1)

    assert model.narrowed().ranges == pytest.approx(np.array([[4.0, 0.0], [10.0, 5.0]]))


def test_a_face_fixes_what_every_optimum_shares(model: ShareModel) -> None:
    """Least |a - 0.3| + |b - 0.2| with a <= 0.6: a stands between, b at 0.4 to 0.7 gives way."""
    aims = np.array([0.3, 0.2])
    cost = model.cost(lambda places, amounts: (2 - places) * np.abs(amounts - aims[places]))
    solution = solve(model.program(cost, (), None), chain=CHAIN)

    face = model.face(solution, cost, (), None)

    assert face.settled.tolist() == [True, False]
    assert (face.least[:2].tolist(), face.most[:2].tolist()) == ([0.3, 0.0], [0.3, 0.0])


def test_steps_are_whole_and_sum_to_one(tree_of: Any, admissible_of: Any) -> None:
    admissible = admissible_of(tree_of([("A", "ab")]))
    model = share_model(admissible, [np.array([3.0]), np.array([])], grid=0.1)

    shares = model.shares(np.array([2.9999999, 0.0, 7.0000001, 1.0]))

    assert shares.tolist() == [0.3, 0.7]
    assert model.program(np.zeros(4), (), None).integer.tolist() == [True, True, True, False]


def test_a_held_cost_that_cannot_be_reached_again_is_told(model: ShareModel) -> None:
    below = Held(model.cost(lambda _, amounts: amounts), 0.5)

    assert model.stage(np.zeros(7), [below], None, CHAIN) is None


def test_a_lost_stage_is_not_proven(model: ShareModel) -> None:
    solution = unproven(solve(model.program(np.zeros(7), (), None), chain=CHAIN))

    assert not solution.record.proven
    assert solution.record.why == "limit"
