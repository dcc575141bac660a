"""Distances as costs and rows agree with the distances of the shares themselves."""

from typing import Any

import numpy as np
import pytest

from engine.domain.policy import Norm
from engine.optimisation.distances import Distance, distances_to, stacked
from engine.optimisation.share_model import Rows, share_model

AIMS = np.array([[0.5, 0.3, 0.2], [0.2, 0.2, 0.6]])
SHARES = np.array([0.4, 0.4, 0.2])


def test_distances_by_hand() -> None:
    assert distances_to(SHARES, AIMS, Norm.L1) == pytest.approx([0.2, 0.8])
    assert distances_to(SHARES, AIMS, Norm.LINF) == pytest.approx([0.1, 0.4])


def test_value_and_centre_weigh_by_trust() -> None:
    distance = Distance(AIMS, np.array([3.0, 1.0]), Norm.L1)

    assert distance.value(SHARES) == pytest.approx(3 * 0.2 + 0.8)
    assert distance.centre == pytest.approx([0.425, 0.275, 0.3])


@pytest.mark.parametrize("norm", list(Norm))
@pytest.mark.parametrize("grid", [None, 0.1])
def test_the_cost_of_the_columns_is_the_distance(
    tree_of: Any, admissible_of: Any, norm: Norm, grid: float | None
) -> None:
    admissible = admissible_of(tree_of([("A", "ab"), ("B", "c")]))
    stated = Distance(AIMS, np.array([3.0, 1.0]), norm)
    distance = stated if grid is None else stated.in_steps(grid)
    model = share_model(admissible, distance.breaks, levels=distance.levels, grid=grid)
    amounts = SHARES / model.unit
    filled = np.clip(amounts[model.places] - model.starts, 0, model.lengths)
    levels = distances_to(SHARES, AIMS, norm)[: distance.levels]

    point = np.concatenate([filled, levels, [1.0]])

    assert distance.cost(model) @ point == pytest.approx(stated.value(SHARES) / model.unit)
    rows = distance.rows(model)
    assert rows is None or float((rows.coefficients @ point - rows.limits).min()) >= -1e-12


def test_rows_are_stacked_and_none_counts_for_none() -> None:
    rows = Rows(np.ones((1, 2)), np.zeros(1))

    both = stacked([rows, None, rows])

    assert both.coefficients.shape == (2, 2)
    assert both.limits.tolist() == [0, 0]
