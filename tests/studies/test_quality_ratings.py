"""Rated indicators by a scheme, and raters beside."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.domain.tables import Column, ColumnTable
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.scheme_file import read_scheme
from engine.studies.quality_ratings import joined, ratings_report, staff_ratings


def scheme_file(id_: str) -> Path:
    return next(path for path in shipped("schemes") if path.stem == id_)


SCHEME = read_scheme(scheme_file("performance-scheme"))
ROLES = [rater.id for rater in SCHEME.raters]
NAMES = ("month", "agent", "rater", "role", "indicator", "score")


def ratings(*rows: tuple[str, str, str, str, str, float]) -> ColumnTable:
    columns = {
        name: np.array(cells, dtype=float if name == "score" else object)
        for name, cells in zip(NAMES, zip(*rows, strict=True), strict=True)
    }
    return ColumnTable(np.arange(2, 2 + len(rows)), columns)


ROWS = ratings(
    ("2026-05", "a", "a", ROLES[0], "collaboration", 90),
    ("2026-05", "a", "boss", ROLES[1], "collaboration", 80),
    ("2026-05", "a", "x", ROLES[2], "collaboration", 70),
    ("2026-05", "b", "boss", ROLES[1], "collaboration", 70),
    ("2026-05", "b", "x", ROLES[2], "collaboration", 60),
)


def test_roles_and_indicators_may_go_by_the_schemes_names() -> None:
    named = ratings(
        ("2026-05", "a", "a", "自评", "团队协作", 90),
        ("2026-05", "a", "boss", "主管", "团队协作", 80),
        ("2026-05", "a", "x", "Other departments and customers", "collaboration", 70),
    )

    (month,) = ratings_report(named, SCHEME, 0.95).months

    assert month.indicators[0].indicator == "collaboration"
    assert month.indicators[0].values[0] == pytest.approx(81)


def test_published_shares_are_30_50_20() -> None:
    report = ratings_report(ROWS, SCHEME, 0.95)

    (month,) = report.months
    (rated,) = month.indicators
    assert [rater.share for rater in SCHEME.raters] == [0.3, 0.5, 0.2]
    assert rated.values[0] == pytest.approx(81)
    assert np.isnan(rated.values[1])
    assert [each.sentence.key for each in report.findings] == ["quality_finding.role_missing"]
    assert report.findings[0].sentence.values["agents"] == f"b ({ROLES[0]})"


def test_raters_are_compared_within_the_same_agents() -> None:
    report = ratings_report(ROWS, SCHEME, 0.95)

    by_rater = {each.rater: each.leniency.value for each in report.models["collaboration"].raters}
    assert by_rater["boss"] - by_rater["x"] == pytest.approx(10)


def test_without_a_scheme_nothing_is_computed_and_said_so() -> None:
    report = ratings_report(ROWS, None, 0.95)

    assert report.months == ()
    assert report.findings[0].sentence.key == "quality_finding.no_scheme"
    assert "collaboration" in report.models


def test_a_rated_measured_leaf_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.measured_leaf"):
        ratings_report(ratings(("2026-05", "a", "a", ROLES[0], "frt", 90)), SCHEME, 0.95)


def test_a_scheme_without_raters_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.no_raters"):
        ratings_report(ROWS, replace(SCHEME, raters=()), 0.95)


def staff(**scores: float) -> ColumnTable:
    columns: dict[str, Column] = {
        "month": np.array(["2026-05"], dtype=object),
        "agent": np.array(["a"], dtype=object),
    }
    return ColumnTable(
        np.array([2]), {**columns, **{f"rating_{k}": np.array([v]) for k, v in scores.items()}}
    )


def test_staff_rows_are_ratings_of_collaboration() -> None:
    found = staff_ratings(staff(**dict(zip(ROLES, (90, 80, 70), strict=True))), SCHEME)

    (rated,) = ratings_report(found, SCHEME, 0.95).months[0].indicators
    assert rated.values[0] == pytest.approx(81)


def test_staff_columns_the_scheme_does_not_know_are_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.unknown_roles"):
        staff_ratings(staff(moon=90), SCHEME)
    without = read_scheme(scheme_file("assessment-training"))
    with pytest.raises(InputError, match=r"quality\.(staff_leaf|unknown_roles)"):
        staff_ratings(staff(self=90), without)


def test_tables_are_joined_by_column() -> None:
    found = joined([ROWS, ROWS], NAMES)

    assert len(found) == 10
    assert found.column("score")[5] == 90
