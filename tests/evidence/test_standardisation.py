"""Standardised columns have mean 0 and deviation 1, and coefficients find their way back."""

import numpy as np
import pytest

from engine.evidence.standardisation import standardisation

MATRIX = np.column_stack([np.ones(5), [1.0, 2.0, 3.0, 4.0, 9.0], [1e6, 1e6 + 1, 1e6, 1e6, 1e6]])


def test_columns_get_mean_0_and_deviation_1() -> None:
    standard = standardisation(MATRIX).apply(MATRIX)

    assert standard[:, 0].tolist() == [1.0] * 5
    assert standard[:, 1:].mean(axis=0) == pytest.approx([0.0, 0.0], abs=1e-9)
    assert standard[:, 1:].std(axis=0) == pytest.approx([1.0, 1.0])


def test_coefficients_give_the_same_predictor_on_the_way_back() -> None:
    made, found = standardisation(MATRIX), np.array([0.3, -1.2, 0.7])

    raw = made.way_back() @ found

    assert MATRIX @ raw == pytest.approx(made.apply(MATRIX) @ found, abs=1e-9)


def test_original_is_left_as_it_is() -> None:
    before = MATRIX.copy()

    standardisation(MATRIX).apply(MATRIX)

    assert before.tolist() == MATRIX.tolist()


def test_column_that_varies_by_rounding_only_has_no_scale() -> None:
    column = np.array([0.1, 0.1, 0.3 - 0.2, 0.1])

    assert standardisation(np.column_stack([np.ones(4), column])).scales.tolist() == [0.0]


def test_raw_coefficients_find_their_way_there_and_back() -> None:
    made = standardisation(MATRIX)

    assert made.way_there() @ made.way_back() == pytest.approx(np.eye(3), abs=1e-9)
