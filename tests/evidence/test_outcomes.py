"""Which level is 1 is stated; what is no yes-or-no outcome is refused."""

import numpy as np
import pytest

from engine.errors import InputError
from engine.evidence.outcomes import (
    binary_outcome,
    check_finite,
    check_no_numbers,
    first_labels,
    numeric,
    yes_or_no,
)


@pytest.mark.parametrize(
    ("values", "level"),
    [
        (np.array([True, False]), "true"),
        (np.array([1, 0]), "1"),
        (np.array(["yes", "no"], dtype=object), "yes"),
        (np.array(["TRUE", "FALSE"], dtype=object), "TRUE"),
        (np.array(["是", "否"], dtype=object), "是"),
    ],
)
def test_outcome_is_coded_and_its_level_stated(values: np.ndarray, level: str) -> None:
    coded, told = binary_outcome(values, "paid")

    assert coded.tolist() == [1.0, 0.0]
    assert told == level


def test_missing_outcomes_stay_missing() -> None:
    coded, _ = binary_outcome(np.array(["yes", None, "no"], dtype=object), "paid")

    assert coded[[0, 2]].tolist() == [1.0, 0.0]
    assert np.isnan(coded[1])


def test_score_becomes_an_outcome_by_its_threshold() -> None:
    coded, level = binary_outcome(np.array([5.0, 4.0, 3.0, np.nan]), "csat", 4.0)

    assert coded[:3].tolist() == [1.0, 1.0, 0.0]
    assert np.isnan(coded[3])
    assert level == ">= 4"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (np.array([0.0, 55.0, 100.0]), "evidence.outcome_range"),
        (np.array([0.0, 0.3, 1.0]), "evidence.outcome_range"),
        (np.array(["red", "green"], dtype=object), "evidence.outcome_levels"),
        (np.array([1.0, 1.0]), "evidence.outcome_constant"),
        (np.array(["no", "no"], dtype=object), "evidence.outcome_constant"),
        (np.array([np.nan, np.nan]), "evidence.no_rows"),
    ],
)
def test_other_outcomes_are_refused(values: np.ndarray, code: str) -> None:
    with pytest.raises(InputError, match=code):
        binary_outcome(values, "paid")


def test_percentages_are_refused_with_their_range() -> None:
    with pytest.raises(InputError, match=r"low=0\.0, high=100\.0"):
        binary_outcome(np.array([0.0, 40.0, 100.0]), "paid")


def test_flag_without_variation_is_still_a_flag() -> None:
    coded, _ = yes_or_no(np.array(["no", "no"], dtype=object), "bot_first")

    assert coded.tolist() == [0.0, 0.0]


def test_numbers_written_as_text_are_read() -> None:
    assert numeric(np.array(["3", 4, None], dtype=object), "n")[:2].tolist() == [3.0, 4.0]


def test_text_in_a_numeric_column_is_named() -> None:
    with pytest.raises(InputError, match="value='fast'"):
        numeric(np.array(["3", "fast"], dtype=object), "frt_s")


def test_infinite_values_are_refused_with_their_first_rows() -> None:
    values = np.array([1.0, np.nan, -np.inf])

    with pytest.raises(InputError, match=r"infinite .column='x', rows=1, first='9'"):
        check_finite(values, "x", np.array([7, 8, 9]))


def test_only_the_first_labels_are_shown() -> None:
    assert first_labels(np.arange(100, 120)) == "100, 101, 102, 103, 104"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (["12.3%", "4%", None], "number_signs"),
        (["10,234", "-5"], "number_signs"),
        ([*(f"{i}.5" for i in range(100)), "abc"], "not_numeric"),
    ],
)
def test_texts_that_are_numbers_are_no_category(values: list[str | None], code: str) -> None:
    with pytest.raises(InputError, match=rf"evidence\.{code} .column='x', value="):
        check_no_numbers(np.array(values, dtype=object), "x")


@pytest.mark.parametrize("values", [["a", "b"], ["1", "2", "3+"], [f"0{i}" for i in range(40)]])
def test_levels_stay_levels(values: list[str]) -> None:
    check_no_numbers(np.array(values, dtype=object), "x")
