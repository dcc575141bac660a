"""Random indices with gaps: recomputed from matrices drawn anew, and their two ends."""

import numpy as np
import pytest

from engine.ahp.eigenvalue_gradient import log_principal_eigenvalue
from engine.ahp.incomplete_index import incomplete_random_index
from engine.ahp.random_index import DEFAULT, LARGEST, random_index_table
from engine.ahp.scales import SAATY_VALUES
from engine.errors import InputError
from engine.optimisation.box_minimum import Box, box_minima

CRITICAL_T = 5.2  # |t| with hundreds of degrees of freedom: false alarm below 4e-7
DRAWS = 1500


def complete(items: int) -> float:
    return random_index_table(DEFAULT).value(items)


def most(items: int) -> int:
    return (items - 1) * (items - 2) // 2


def drawn_indices(items: int, missing: int) -> np.ndarray:
    """Return the least indices, gaps within 1/9 .. 9, of random matrices with linked answers."""
    rng = np.random.default_rng([618, items, missing])
    rows, columns = np.triu_indices(items, 1)
    logs = np.log(rng.choice(SAATY_VALUES, (DRAWS, len(rows))))
    positions: list[np.ndarray] = []
    while len(positions) < DRAWS:
        gaps = rng.choice(len(rows), missing, replace=False)
        linked = np.ones((items, items))
        linked[rows[gaps], columns[gaps]] = linked[columns[gaps], rows[gaps]] = 0
        if (np.linalg.matrix_power(linked, items) > 0).all():
            positions.append(gaps)
    ends = np.full(len(rows), np.log(9))
    found = box_minima(log_principal_eigenvalue, logs, np.array(positions), Box(-ends, ends))
    return np.asarray((np.exp(found.values) - items) / (items - 1))


@pytest.mark.statistical
@pytest.mark.parametrize(("items", "missing"), [(4, 1), (4, 2), (5, 3), (7, 9), (9, 20), (9, 26)])
def test_table_agrees_with_matrices_drawn_anew(items: int, missing: int) -> None:
    """False alarm below 4e-7 a cell under a fresh seed; 1,500 matrices each.

    An error of the table of 0.09 would be noticed at n = 4, of 0.03 at n = 9; at (9, 26) gaps
    without bounds (0.100 and not 0.137) would be.
    """
    found = drawn_indices(items, missing)

    error = np.hypot(found.std(ddof=1) / np.sqrt(len(found)), 0.0015)
    assert abs(found.mean() - incomplete_random_index(items, missing, complete(items))) < (
        CRITICAL_T * error
    )


@pytest.mark.parametrize("items", range(3, 13))
def test_no_gap_gives_the_complete_index_and_a_tree_gives_zero(items: int) -> None:
    assert incomplete_random_index(items, 0, complete(items)) == complete(items)
    assert incomplete_random_index(items, most(items), complete(items)) == 0


@pytest.mark.parametrize("items", range(4, 11))
def test_each_further_gap_lowers_the_index_nearly_along_a_line(items: int) -> None:
    found = [incomplete_random_index(items, m, complete(items)) for m in range(most(items) + 1)]

    line = [complete(items) * (1 - m / most(items)) for m in range(most(items) + 1)]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)
    np.testing.assert_allclose(found, line, atol=0.043)


def test_beyond_the_table_the_index_is_the_line() -> None:
    assert incomplete_random_index(LARGEST, 203, complete(LARGEST)) == pytest.approx(
        complete(LARGEST) / 2
    )


def test_more_gaps_than_a_tree_leaves_are_refused() -> None:
    with pytest.raises(InputError, match=r"too_many_gaps.*missing=4, most=3"):
        incomplete_random_index(4, 4, complete(4))
