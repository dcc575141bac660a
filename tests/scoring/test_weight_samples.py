"""Uniform draws of weights: exact area fractions, exact means, and the sets without room."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import chi2

from engine.errors import InputError, MethodError
from engine.scoring.weight_samples import (
    WeightPolytope,
    hit_and_run,
    polytope_of,
    relative_interior,
    uniform_weights,
)

FALSE_ALARM = 2e-5  # of each statistical test below under a fresh seed


def generator() -> np.random.Generator:
    return np.random.default_rng(618)


def boxed(low: list[float], high: list[float]) -> WeightPolytope:
    k = len(low)
    return polytope_of(
        np.vstack([np.eye(k), np.eye(k)]), [">="] * k + ["<="] * k, np.array(low + high)
    )


def simplex(k: int) -> WeightPolytope:
    return polytope_of(np.zeros((0, k)), [], np.zeros(0))


def is_even(counts: list[int], areas: list[float]) -> bool:
    """Pearson's test of independent draws at the stated false-alarm probability."""
    expected = np.array(areas) * sum(counts)
    statistic = float(((np.array(counts) - expected) ** 2 / expected).sum())
    return statistic < float(chi2.isf(FALSE_ALARM, len(areas) - 1))


def quarters(draws: NDArray[np.float64]) -> list[int]:
    """Count the draws in the three corner triangles of half the side, and in the middle one."""
    corners = (draws > 0.5).sum(axis=0).tolist()
    return [*corners, len(draws) - sum(corners)]


@pytest.mark.statistical
def test_exact_draws_of_the_triangle_are_even() -> None:
    """Each quarter of the triangle has a quarter of the area; 20,000 independent draws.

    A false alarm has probability 2e-5; a quarter with 0.27 of the draws would be seen.
    """
    assert is_even(quarters(uniform_weights(simplex(3), generator(), 20_000)), [0.25] * 4)


@pytest.mark.statistical
def test_hit_and_run_is_even_on_the_triangle() -> None:
    """The same by hit-and-run from near a corner: 1,000 chains, one draw of each, 4 times."""
    rng = generator()
    start = np.array([0.98, 0.01, 0.01])

    draws = np.concatenate([hit_and_run(simplex(3), start, rng, 1_000) for _ in range(4)])

    assert is_even(quarters(draws), [0.25] * 4)


@pytest.mark.statistical
def test_hit_and_run_is_even_on_a_cut_triangle() -> None:
    """w0 <= 1/2 leaves 3/4 of the triangle; w0 <= 1/4 has (1 - 9/16) of the whole: 7/12 of it."""
    rng = generator()
    polytope = boxed([0, 0, 0], [0.5, 1, 1])

    draws = np.concatenate([uniform_weights(polytope, rng, 1_000) for _ in range(4)])

    low = int((draws[:, 0] <= 0.25).sum())
    assert is_even([low, len(draws) - low], [7 / 12, 5 / 12])


@pytest.mark.statistical
def test_hit_and_run_crosses_a_long_and_narrow_set() -> None:
    """w1 within 0.001 of w0 and w2 the rest: by symmetry half the draws have w1 > w0.

    w0 + w1 is almost uniform on 0..1 (to 1e-3): its quarters hold a quarter each.
    """
    rng = generator()
    rows = np.array([[1.0, -1, 0], [-1.0, 1, 0]])
    polytope = polytope_of(rows, ["<=", "<="], np.array([0.001, 0.001]))

    draws = np.concatenate([uniform_weights(polytope, rng, 1_000) for _ in range(4)])

    over = int((draws[:, 1] > draws[:, 0]).sum())
    assert is_even([over, len(draws) - over], [0.5, 0.5])
    parts = np.bincount((4 * draws[:, :2].sum(axis=1)).astype(int), minlength=4)
    assert is_even(parts.tolist(), [0.25] * 4)


@pytest.mark.statistical
def test_draws_along_one_chain_are_even_in_ten_dimensions() -> None:
    """12 leaves, 10,000 draws of 1,000 chains: by symmetry each share averages 1/12.

    A share of the simplex has standard deviation below 1/12; of 10,000 draws that were only
    1,000 independent ones the mean's standard error would be below 0.0027: bound 4.9 of these,
    false alarm 12 x 1e-6.
    """
    polytope = boxed([0.0] * 12, [0.6] * 12)

    draws = uniform_weights(polytope, generator(), 10_000)

    assert np.abs(draws.mean(axis=0) - 1 / 12).max() < 4.9 * 0.0027


@pytest.mark.statistical
def test_ordered_weights_have_their_exact_means() -> None:
    """Uniform on w0 >= w1 >= w2 >= w3: means 25/48, 13/48, 7/48, 3/48 (order statistics).

    4,000 independent draws; standard deviations are at most 0.14, so standard errors 0.0023:
    bounds of 4.6 of these have a false alarm of 4 x 4e-6 together.
    """
    rng = generator()
    rows = np.array([[1.0, -1, 0, 0], [0, 1, -1, 0], [0, 0, 1, -1]])
    polytope = polytope_of(rows, [">="] * 3, np.zeros(3))

    draws = np.concatenate([uniform_weights(polytope, rng, 1_000) for _ in range(4)])

    exact = np.array([25, 13, 7, 3]) / 48
    assert draws.std(axis=0).max() < 0.14
    assert np.abs(draws.mean(axis=0) - exact).max() < 4.6 * 0.0023


@pytest.mark.statistical
@pytest.mark.parametrize("red_lines", [(0,), (1,), (2,), (3,), (0, 2), (1, 3), (0, 1, 3)])
def test_leaves_without_weight_leave_the_others_even(red_lines: tuple[int, ...]) -> None:
    """Two more leaves of at least 0.1 each besides four of which some are red lines.

    What is left is a simplex again: by symmetry one of the two leads in half of 1,000
    independent draws, and a leaf without weight has none, to the last digit.
    """
    fixed = np.eye(6)[list(red_lines)]
    floors = np.eye(6)[4:]
    polytope = polytope_of(
        np.vstack([fixed, floors]),
        ["="] * len(fixed) + [">="] * 2,
        np.array([0.0] * len(fixed) + [0.1] * 2),
    )

    draws = uniform_weights(polytope, generator(), 1_000)

    over = int((draws[:, 4] > draws[:, 5]).sum())
    assert is_even([over, len(draws) - over], [0.5, 0.5])
    assert not draws[:, list(red_lines)].any()
    free = [leaf for leaf in range(6) if leaf not in red_lines]
    moments = (draws[:, free] - 0.1 * np.isin(free, [4, 5])).mean(axis=0)
    assert moments == pytest.approx(0.8 / len(free), abs=4.9 * 0.8 / len(free) / 1_000**0.5)


def test_groups_with_fixed_totals_are_drawn_exactly() -> None:
    rows = np.array([[1.0, 1, 0, 0, 0], [0.0, 0, 1, 0, 0]])
    polytope = polytope_of(rows, ["=", "="], np.array([0.6, 0.0]))

    draws = uniform_weights(polytope, generator(), 500)

    assert draws[:, :2].sum(axis=1) == pytest.approx(0.6, abs=1e-12)
    assert not draws[:, 2].any()
    assert draws[:, 3:].sum(axis=1) == pytest.approx(0.4, abs=1e-12)
    assert draws[:, 0].min() < 0.01
    assert draws[:, 0].max() > 0.59


def test_a_set_of_one_point_is_that_point() -> None:
    polytope = boxed([0.2, 0.3, 0.0], [0.2, 0.3, 1.0])

    draws = uniform_weights(polytope, generator(), 7)

    assert draws == pytest.approx(np.tile([0.2, 0.3, 0.5], (7, 1)), abs=1e-9)


def test_a_rule_without_room_becomes_a_sum() -> None:
    """w0 >= 0.5 and w1 >= w0 leave only (1/2, 1/2, 0); without w1 <= .. only w2 is held."""
    rows = np.array([[1.0, 1, 0]])
    polytope = polytope_of(rows, [">="], np.array([1.0]))

    start, tight = relative_interior(polytope)
    draws = uniform_weights(polytope, generator(), 200)

    assert tight.tolist() == [True, False, False, True]
    assert start[2] == pytest.approx(0, abs=1e-9)
    assert draws[:, 2] == pytest.approx(0, abs=1e-7)
    assert draws[:, 0].std() == pytest.approx(12**-0.5, abs=0.05)


@pytest.mark.parametrize(
    "polytope",
    [
        boxed([0.5, 0.6], [1, 1]),
        polytope_of(np.array([[1.0, 0], [0.0, 1]]), ["=", "="], np.array([0.5, 0.6])),
        polytope_of(np.array([[1.0, 1], [0.0, 0]]), ["=", "="], np.array([0.5, 0.0])),
    ],
)
def test_an_empty_set_is_said(polytope: WeightPolytope) -> None:
    with pytest.raises(MethodError, match=r"robustness\.empty"):
        uniform_weights(polytope, generator(), 3)


def test_a_start_outside_is_refused() -> None:
    with pytest.raises(InputError, match=r"robustness\.start"):
        hit_and_run(boxed([0.3, 0], [1, 1]), np.array([0.2, 0.8]), generator(), 3)


def test_the_same_generator_gives_the_same_bytes() -> None:
    polytope = boxed([0.1, 0.1, 0.1], [0.5, 0.6, 0.7])

    first, second = (uniform_weights(polytope, generator(), 20) for _ in range(2))

    assert first.tobytes() == second.tobytes()


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.integers(2, 6), st.integers(0, 10_000))
def test_draws_keep_every_rule_and_the_sum(k: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    centre = rng.dirichlet(np.ones(k))
    order = np.zeros((1, k))
    order[0, [centre.argmax(), centre.argmin()]] = 1, -1
    rows = np.vstack([np.eye(k), np.eye(k), order])
    limits = np.concatenate([centre * 0.7, centre * 1.4, [0.0]])
    polytope = polytope_of(rows, [">="] * k + ["<="] * k + [">="], limits)

    draws = uniform_weights(polytope, rng, 30)

    assert draws.sum(axis=1) == pytest.approx(1, abs=1e-9)
    assert (draws @ polytope.rows.T <= polytope.limits + 1e-9).all()
    assert (draws >= 0).all()
