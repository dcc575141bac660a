"""Kappas and alpha: published values, a second implementation, laws."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as other_fleiss

from engine.errors import InputError
from engine.metrics.rater_agreement import (
    Level,
    Weighting,
    agreement_weights,
    cross_table,
    fleiss_kappa,
    krippendorff_alpha,
    weighted_kappa,
)

FILE = Path(__file__).parents[1] / "cases" / "quality.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))
TABLES = hnp.arrays(np.int64, (4, 4), elements=st.integers(0, 30)).filter(
    lambda table: (
        np.count_nonzero(table.sum(axis=0)) > 1 and np.count_nonzero(table.sum(axis=1)) > 1
    )
)


def source(case: dict[str, Any]) -> str:
    return str(case["source"]).split()[0]


@pytest.mark.parametrize("case", CASES["kappa"], ids=source)
def test_published_kappa(case: dict[str, Any]) -> None:
    weights = np.array(case["weights"], dtype=float)
    weights /= weights.max()

    found = weighted_kappa(np.array(case["table"]), weights, 0.95)

    assert found.value == pytest.approx(case["kappa"], abs=case["tolerance"])
    assert found.size == np.sum(case["table"])


@pytest.mark.parametrize("case", CASES["fleiss_kappa"], ids=source)
def test_published_kappa_of_several_raters(case: dict[str, Any]) -> None:
    found = fleiss_kappa(np.array(case["counts"]), 0.95)

    assert found.value == pytest.approx(case["kappa"], abs=case["tolerance"])
    assert found.value == pytest.approx(other_fleiss(np.array(case["counts"])), abs=1e-12)
    assert found.low < found.value < found.high


@pytest.mark.parametrize("case", CASES["alpha"], ids=source)
@pytest.mark.parametrize("level", list(Level))
def test_published_alpha(case: dict[str, Any], level: Level) -> None:
    ratings = np.array(case["ratings"], dtype=float)

    found = krippendorff_alpha(ratings, level)

    assert found == pytest.approx(case["alpha"][level.value], abs=case["tolerance"])


@settings(derandomize=True, deadline=None)
@given(TABLES, st.sampled_from(list(Weighting)))
def test_kappa_and_its_errors_are_those_of_statsmodels(
    table: np.ndarray[Any, np.dtype[np.int64]], weighting: Weighting
) -> None:
    wt = {Weighting.NONE: None, Weighting.LINEAR: "linear", Weighting.QUADRATIC: "quadratic"}
    other = cohens_kappa(table, wt=wt[weighting])

    found = weighted_kappa(table, agreement_weights(np.arange(4.0), weighting), 0.95)

    assert found.value == pytest.approx(other.kappa, abs=1e-10)
    assert found.standard_error**2 == pytest.approx(other.var_kappa, abs=1e-10)
    assert found.null_error**2 == pytest.approx(other.var_kappa0, abs=1e-10)


@settings(derandomize=True, deadline=None)
@given(TABLES)
def test_kappa_does_not_depend_on_who_is_first(
    table: np.ndarray[Any, np.dtype[np.int64]],
) -> None:
    weights = agreement_weights(np.arange(4.0), Weighting.QUADRATIC)

    one, other = weighted_kappa(table, weights, 0.9), weighted_kappa(table.T, weights, 0.9)

    assert one.value == pytest.approx(other.value, abs=1e-12)
    assert one.standard_error == pytest.approx(other.standard_error, abs=1e-12)


def test_null_error_of_two_categories_by_hand() -> None:
    # 4 items, 2 raters, p = 1/2: sum pq = 1/2, sum pq (1 - 2 p) = 0, sqrt(2 / 8 x 1/4) / (1/2)
    counts = np.array([[2, 0], [0, 2], [1, 1], [1, 1]])

    found = fleiss_kappa(counts, 0.95)

    assert found.value == pytest.approx(0.0)
    assert found.null_error == pytest.approx(0.5)


def test_perfect_agreement_is_one() -> None:
    ratings = np.array([[1.0, 2, 3, 1], [1, 2, 3, 1], [1, 2, 3, 1]])

    assert krippendorff_alpha(ratings, Level.ORDINAL) == 1.0
    assert fleiss_kappa(np.array([[3, 0], [0, 3]]), 0.95).value == 1.0
    assert weighted_kappa(np.diag([3, 4]), np.eye(2), 0.95).high == 1.0


def test_agreement_is_not_defined_where_all_ratings_are_alike() -> None:
    assert np.isnan(weighted_kappa(np.array([[9, 0], [0, 0]]), np.eye(2), 0.95).value)
    assert np.isnan(fleiss_kappa(np.array([[3, 0], [3, 0]]), 0.95).value)
    assert np.isnan(krippendorff_alpha(np.ones((2, 4)), Level.INTERVAL))
    assert np.isnan(krippendorff_alpha(np.array([[1.0, np.nan], [np.nan, 2]]), Level.NOMINAL))
    assert np.isnan(krippendorff_alpha(np.full((2, 3), np.nan), Level.NOMINAL))


def test_cross_table_counts_pairs() -> None:
    table = cross_table(["a", "b", "b"], ["a", "a", "b"], ["a", "b"])

    assert table.tolist() == [[1, 0], [1, 1]]


def test_bad_input_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.unpaired"):
        cross_table(["a"], [], ["a"])
    with pytest.raises(InputError, match=r"quality\.category"):
        cross_table(["x"], ["a"], ["a"])
    for table in (np.zeros((2, 2), int), np.ones((2, 3), int), np.array([[-1, 2], [3, 4]])):
        with pytest.raises(InputError, match=r"quality\.cross_table"):
            weighted_kappa(table, np.eye(2), 0.95)
    with pytest.raises(InputError, match=r"quality\.ratings_each"):
        fleiss_kappa(np.array([[2, 0], [1, 2]]), 0.95)
    with pytest.raises(InputError, match=r"quality\.ratings_each"):
        fleiss_kappa(np.array([[1, 0]]), 0.95)
    with pytest.raises(InputError, match=r"quality\.ratio_level"):
        krippendorff_alpha(np.array([[-1.0, 2], [1, 2]]), Level.RATIO)
