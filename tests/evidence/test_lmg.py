"""Subset regressions from cross-products: published shares, brute force, laws of Shapley."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.evidence import lmg
from engine.evidence.lmg import shapley_values, subset_residuals, subset_sizes, swept


def products(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    return (matrix.T @ matrix)[None]


def drawn_matrix(seed: int, columns: int, rows: int = 40) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    mixed = rng.normal(size=(rows, columns)) @ rng.normal(size=(columns, columns))
    return np.column_stack([np.ones(rows), mixed])


def residual(matrix: NDArray[np.float64], columns: list[int]) -> float:
    y = matrix[:, -1]
    fitted = matrix[:, columns] @ np.linalg.lstsq(matrix[:, columns], y, rcond=None)[0]
    return float(((y - fitted) ** 2).sum())


def test_shares_are_those_of_relaimpo_on_swiss(cases: dict[str, dict[str, Any]]) -> None:
    case = cases["swiss_relimp"]
    columns = np.array(list(case["data"]["columns"].values()), dtype=np.float64)
    matrix = np.vstack([np.ones(columns.shape[1]), columns[1:], columns[0]]).T

    residuals = subset_residuals(products(matrix), [(1,), (2,), (3,), (4,), (5,)], [0])
    r2 = 1 - residuals / residuals[0]

    assert r2[-1, 0] == pytest.approx(case["expected"]["r2"], rel=1e-9)
    expected = list(case["expected"]["lmg"].values())
    assert shapley_values(r2)[:, 0] == pytest.approx(expected, rel=1e-6)


@given(seed=st.integers(0, 10_000), split=st.sampled_from([(1, 1, 1), (2, 1), (1, 3), (2, 2, 1)]))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_every_set_has_the_residual_of_its_own_regression(
    seed: int, split: tuple[int, ...]
) -> None:
    matrix = drawn_matrix(seed, sum(split) + 2)
    ends = 2 + np.cumsum(split)
    players = [tuple(range(end - width, end)) for end, width in zip(ends, split, strict=True)]

    found = subset_residuals(products(matrix), players, [0, 1])[:, 0]

    for number, value in enumerate(found):
        own = [c for j, player in enumerate(players) if number >> j & 1 for c in player]
        assert value == pytest.approx(residual(matrix, [0, 1, *own]), rel=1e-7, abs=1e-9)


def test_replicates_are_worked_out_apart_whatever_the_chunk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stacked = np.concatenate([products(drawn_matrix(seed, 5)) for seed in range(7)])
    players = [(1,), (2,), (3, 4)]
    whole = subset_residuals(stacked, players, [0])

    monkeypatch.setattr(lmg, "CHUNK_NUMBERS", 100)
    chunked = subset_residuals(stacked, players, [0])

    assert chunked == pytest.approx(whole, rel=1e-12)
    assert whole[:, 3] == pytest.approx(subset_residuals(stacked[3:4], players, [0])[:, 0])


def test_column_that_others_determine_adds_nothing() -> None:
    matrix = drawn_matrix(3, 3)
    doubled = np.column_stack([matrix[:, :3], 2 * matrix[:, 1] - 5, matrix[:, 3]])

    found = subset_residuals(products(doubled), [(1,), (2,), (3,)], [0])[:, 0]

    assert found[0b001] == pytest.approx(found[0b100])
    assert found[0b101] == pytest.approx(found[0b001])
    assert np.isfinite(found).all()


def test_column_that_is_missing_from_a_resample_adds_nothing() -> None:
    matrix = drawn_matrix(4, 3)
    matrix[:, 2] = 0.0

    found = shapley_values(-subset_residuals(products(matrix), [(1,), (2,)], [0]))[:, 0]

    assert found[1] == 0.0


@given(seed=st.integers(0, 10_000), players=st.integers(1, 5))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_values_are_means_over_all_orders_of_entry(seed: int, players: int) -> None:
    worths = np.random.default_rng(seed).normal(size=(2**players, 2))

    found = shapley_values(worths)

    orders = list(permutations(range(players)))
    expected = np.zeros((players, 2))
    for order in orders:
        number = 0
        for player in order:
            expected[player] += worths[number | 1 << player] - worths[number]
            number |= 1 << player
    assert found == pytest.approx(expected / len(orders))
    assert found.sum(axis=0) == pytest.approx(worths[-1] - worths[0])


def test_uncorrelated_players_get_their_squared_correlations() -> None:
    matrix = np.linalg.qr(drawn_matrix(5, 4))[0]
    y = matrix[:, 1:4] @ [3.0, 2.0, 1.0]

    residuals = subset_residuals(
        products(np.column_stack([matrix[:, :4], y])), [(1,), (2,), (3,)], [0]
    )

    assert shapley_values(-residuals)[:, 0] == pytest.approx([9.0, 4.0, 1.0])


def test_confounders_take_their_part_first() -> None:
    matrix = drawn_matrix(6, 4)
    base, full = residual(matrix, [0, 1]), residual(matrix, [0, 1, 2, 3])

    values = shapley_values(-subset_residuals(products(matrix), [(2,), (3,)], [0, 1]))[:, 0]

    assert values.sum() == pytest.approx(base - full)


def test_sweeping_leaves_the_products_of_residuals() -> None:
    matrix = drawn_matrix(7, 4)
    own = matrix[:, :2]
    left = matrix - own @ np.linalg.lstsq(own, matrix, rcond=None)[0]

    found = swept(products(matrix), [0, 1])[0]

    assert found == pytest.approx(left.T @ left, abs=1e-8)


def test_sizes_count_the_players_of_each_set() -> None:
    assert subset_sizes(3).tolist() == [0, 1, 1, 2, 1, 2, 2, 3]
    assert subset_sizes(0).tolist() == [0]
