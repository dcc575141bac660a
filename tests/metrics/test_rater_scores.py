"""Raters' shares 30/50/20 by hand; what is missing is never stretched."""

from pathlib import Path

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.scheme_file import read_scheme
from engine.metrics.rater_scores import (
    check_rated,
    check_shares,
    rated_indicators,
    ratings_from_staff,
)

SHARES = {"self": 0.3, "supervisor": 0.5, "others": 0.2}
NAN = float("nan")
ROWS = [
    ("2026-05", "a", "a", "self", "collaboration", 90.0),
    ("2026-05", "a", "boss", "supervisor", "collaboration", 80.0),
    ("2026-05", "a", "x", "others", "collaboration", 60.0),
    ("2026-05", "a", "y", "others", "collaboration", 80.0),
    ("2026-05", "b", "b", "self", "collaboration", 100.0),
    ("2026-05", "b", "boss", "supervisor", "collaboration", 70.0),
    ("2026-06", "a", "a", "self", "collaboration", 10.0),
]


def table(rows: list[tuple[str, str, str, str, str, float]]) -> ColumnTable:
    names = ("month", "agent", "rater", "role", "indicator", "score")
    columns = {
        name: np.array(cells, dtype=float if name == "score" else object)
        for name, cells in zip(names, zip(*rows, strict=True), strict=True)
    }
    return ColumnTable(np.arange(2, 2 + len(rows)), columns)


def scheme_file(id_: str) -> Path:
    return next(path for path in shipped("schemes") if path.stem == id_)


def test_shares_of_roles_by_hand() -> None:
    # a: 0.3 x 90 + 0.5 x 80 + 0.2 x (60 + 80) / 2 = 81
    (found,) = rated_indicators(table(ROWS), SHARES, "2026-05")

    assert found.agents == ("a", "b")
    assert found.values[0] == pytest.approx(81)
    assert found.sizes.tolist() == [4, 2]


def test_a_missing_role_leaves_the_value_unknown_and_is_listed() -> None:
    (found,) = rated_indicators(table(ROWS), SHARES, "2026-05")

    assert np.isnan(found.values[1])
    assert found.missing == {"b": ("others",)}


def test_a_measured_leaf_is_not_rated() -> None:
    scheme = read_scheme(scheme_file("performance-scheme"))

    check_rated(["collaboration"], scheme)
    with pytest.raises(InputError) as refused:
        check_rated(["frt", "collaboration", "moon"], scheme)

    codes = [fault.code for fault in refused.value.faults]
    assert codes == ["quality.measured_leaf", "quality.no_such_leaf"]


def test_staff_columns_are_the_same_ratings() -> None:
    staff = ColumnTable(
        np.array([2, 3]),
        {
            "month": np.array(["2026-05"] * 2, dtype=object),
            "agent": np.array(["a", "b"], dtype=object),
            "rating_self": np.array([90.0, 100]),
            "rating_supervisor": np.array([80.0, 70]),
            "rating_others": np.array([70.0, NAN]),
        },
    )

    (found,) = rated_indicators(
        ratings_from_staff(staff, "collaboration", list(SHARES)), SHARES, "2026-05"
    )

    assert found.values[0] == pytest.approx(81)
    assert found.missing == {"b": ("others",)}


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.unknown_roles.*'others'"):
        rated_indicators(table(ROWS), {"self": 0.5, "supervisor": 0.5}, "2026-05")


def test_a_rater_counts_once_for_an_agent_and_month() -> None:
    with pytest.raises(InputError, match=r"quality\.rated_twice.*row=9"):
        rated_indicators(table([*ROWS, ROWS[1]]), SHARES, "2026-05")


@pytest.mark.parametrize("shares", [{}, {"self": 0.9}, {"self": 1.5, "others": -0.5}])
def test_impossible_shares_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(InputError, match=r"quality\.rater_shares"):
        check_shares(shares)
