"""Indicators from the agent months, worked by hand."""

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.metrics.counting import Counting
from engine.metrics.record_values import month_rows, rating_columns, record_values

SHARES = Counting(rater_shares={"self": 0.3, "supervisor": 0.5, "others": 0.2})


@pytest.fixture
def months() -> ColumnTable:
    columns = {
        "month": np.array(["2026-05", "2026-05", "2026-06"], dtype=object),
        "agent": np.array(["A2", "A1", "A1"], dtype=object),
        "attendance": np.array([0.95, 1.0, 0.5]),
        "violations": np.array([2.0, 0.0, 9.0]),
        "test_score": np.array([80.0, 90.0, 10.0]),
        "rating_self": np.array([100.0, 90.0, 0.0]),
        "rating_supervisor": np.array([80.0, np.nan, 0.0]),
        "rating_others": np.array([60.0, 90.0, 0.0]),
    }
    return ColumnTable(np.arange(3), columns)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [("attendance", [0.95, 1.0]), ("learning", [0.8, 0.9]), ("discipline", [2.0, 0.0])],
)
def test_record_is_that_of_the_month(
    months: ColumnTable, indicator: str, expected: list[float]
) -> None:
    found = record_values(indicator, month_rows(months, "2026-05"), Counting())

    assert found.agents == ("A2", "A1")
    assert found.values == pytest.approx(expected)
    assert np.isnan(found.errors).all()


def test_collaboration_is_weighted_by_the_raters_shares(months: ColumnTable) -> None:
    found = record_values("collaboration", month_rows(months, "2026-05"), SHARES)

    assert found.values[0] == pytest.approx(0.3 * 100 + 0.5 * 80 + 0.2 * 60)
    assert np.isnan(found.values[1])
    assert found.sizes.tolist() == [1, 0]


def test_raters_ask_for_their_columns() -> None:
    assert rating_columns(SHARES) == ("rating_self", "rating_supervisor", "rating_others")


def test_two_rows_of_an_agent_month_are_refused(months: ColumnTable) -> None:
    months.column("agent")[1] = "A2"

    with pytest.raises(InputError, match=r"duplicate_agent_month.*A2"):
        month_rows(months, "2026-05")
