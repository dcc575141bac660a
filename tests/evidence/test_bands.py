"""Band means carry clustered errors; neighbours that cannot be told apart share a tie."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from engine.domain.specification import BandQuestion
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.errors import InputError, MethodError
from engine.evidence.bands import band_means

Tabulate = Callable[[dict[str, Any]], ColumnTable]
SHARED = Path(os.environ.get("HENG_SHARED", str(Path(__file__).parents[3] / "shared")))
SUPPORT = SHARED / "data" / "support" / "support_contacts.csv.gz"


def question(*edges: float) -> BandQuestion:
    return BandQuestion("q", Text("评分", "rating"), "csat", "wait_min", edges, "agent", "min")


@pytest.fixture
def rated(tabulate: Tabulate) -> ColumnTable:
    rng = np.random.default_rng(9)
    agent = rng.integers(0, 30, 900)
    wait = rng.gamma(1.0, 20.0, 900)
    csat = 4.5 - 0.02 * wait + rng.normal(0, 0.4, 30)[agent] + rng.normal(0, 1.0, 900)
    return tabulate({"csat": csat, "wait_min": wait, "agent": agent})


@pytest.mark.skipif(not SUPPORT.is_file(), reason="the support contacts are kept outside")
def test_support_contacts_tie_in_the_first_five_minutes(tabulate: Tabulate) -> None:
    frame = pd.read_csv(SUPPORT)
    table = tabulate(
        {
            "csat": frame["csat"].to_numpy(),
            "wait_min": frame["response_min"].to_numpy(),
            "agent": frame["agent"].to_numpy(),
        }
    )

    rows = band_means(table, question(0, 1, 2, 5, 15, 60, 240, 1440)).rows

    known = [4.474, 4.500, 4.461, 4.263, 3.965, 3.891, 3.854, 3.267]
    assert [row.mean for row in rows] == pytest.approx(known, abs=1e-3)
    assert sum(row.rows for row in rows) == 10_340
    assert [row.tie for row in rows[:4]] == [1, 1, 1, 2]


def test_errors_are_those_of_a_clustered_regression_on_bands(rated: ColumnTable) -> None:
    wait = rated.column("wait_min")
    indicators = np.column_stack([wait < 10, (wait >= 10) & (wait < 30), wait >= 30]).astype(float)
    groups = rated.column("agent")
    reference = sm.OLS(rated.column("csat"), indicators).fit(
        cov_type="cluster", cov_kwds={"groups": groups}
    )

    found = band_means(rated, question(0, 10, 30))

    assert [row.mean for row in found.rows] == pytest.approx(list(reference.params), rel=1e-10)
    assert [row.standard_error for row in found.rows] == pytest.approx(
        list(reference.bse), rel=1e-10
    )
    assert found.clusters == 30


def test_last_band_is_open_and_the_others_half_open(tabulate: Tabulate) -> None:
    columns = {
        "csat": [1.0, 2, 3, 4, 5, 4],
        "wait_min": [0.0, 0.5, 1, 1, 7, 99],
        "agent": [1, 2] * 3,
    }

    rows = band_means(tabulate(columns), question(0, 1, 7)).rows

    assert [(row.low, row.high, row.rows) for row in rows] == [(0, 1, 2), (1, 7, 2), (7, None, 2)]


def test_empty_bands_are_left_out(tabulate: Tabulate) -> None:
    columns = {"csat": [1.0, 2, 3, 4], "wait_min": [0.0, 0.5, 8, 9], "agent": [1, 2, 1, 2]}

    rows = band_means(tabulate(columns), question(0, 1, 7)).rows

    assert [(row.low, row.high) for row in rows] == [(0, 1), (7, None)]


def test_band_of_one_cluster_has_no_error_and_proves_nothing(tabulate: Tabulate) -> None:
    columns = {
        "csat": [5.0, 5, 5, 4, 1, 1],
        "wait_min": [0.0, 0, 0, 0, 5, 5],
        "agent": [1, 2, 3, 4, 1, 1],
    }

    rows = band_means(tabulate(columns), question(0, 1)).rows

    assert rows[1].standard_error is None
    assert rows[1].low_mean is None
    assert [row.tie for row in rows] == [1, 1]


def test_clear_step_starts_a_new_tie(rated: ColumnTable) -> None:
    csat = rated.column("csat") - 2.0 * (rated.column("wait_min") >= 30)
    table = ColumnTable(rated.labels, {**rated.columns, "csat": csat})

    rows = band_means(table, question(0, 1, 30)).rows

    assert [row.tie for row in rows] == [1, 1, 2]


def test_equal_constants_are_tied_and_different_ones_are_not(tabulate: Tabulate) -> None:
    columns = {
        "csat": [5.0, 5, 5, 5, 3, 3],
        "wait_min": [0.0, 0, 2, 2, 5, 5],
        "agent": [1, 2, 1, 2, 1, 2],
    }

    rows = band_means(tabulate(columns), question(0, 1, 4)).rows

    assert [row.tie for row in rows] == [1, 1, 2]


def test_rows_without_outcome_are_counted(rated: ColumnTable) -> None:
    csat = rated.column("csat").copy()
    csat[:40] = np.nan

    found = band_means(ColumnTable(rated.labels, {**rated.columns, "csat": csat}), question(0, 30))

    assert found.dropped == 40


@pytest.mark.parametrize(
    ("edges", "code"), [((), "band_edges"), ((0, 5, 5), "band_edges"), ((1, 5), "below_first_edge")]
)
def test_edges_that_do_not_fit_are_refused(
    edges: tuple[float, ...], code: str, rated: ColumnTable
) -> None:
    with pytest.raises(InputError, match=code):
        band_means(rated, question(*edges))


def test_missing_cluster_is_refused(tabulate: Tabulate) -> None:
    table = tabulate({"csat": [1.0, 2.0], "wait_min": [0.0, 3.0], "agent": ["a", None]})

    with pytest.raises(InputError, match="cluster_missing"):
        band_means(table, question(0, 1))


def test_one_cluster_is_refused(tabulate: Tabulate) -> None:
    table = tabulate({"csat": [1.0, 2.0], "wait_min": [0.0, 3.0], "agent": ["a", "a"]})

    with pytest.raises(MethodError, match="one_cluster"):
        band_means(table, question(0, 1))


def test_table_without_a_rated_row_is_refused(tabulate: Tabulate) -> None:
    table = tabulate({"csat": [np.nan], "wait_min": [1.0], "agent": ["a"]})

    with pytest.raises(InputError, match="no_rows"):
        band_means(table, question(0, 1))
