"""Parameters of queries, and queries with them written out."""

from datetime import timedelta

import duckdb

from engine.metrics.counting import Counting
from engine.metrics.query_parameters import (
    counting_parameters,
    named_parameters,
    parameter_names,
    period_parameters,
    with_literals,
)

QUERY = "SELECT $start + $window, $slow_s, $start"


def test_only_the_parameters_that_a_query_names_are_given() -> None:
    known = period_parameters("2026-05", Counting())

    assert parameter_names(QUERY) == ["start", "window", "slow_s"]
    assert set(named_parameters(QUERY, known)) == {"start", "window", "slow_s"}


def test_query_with_literals_runs_and_says_the_same() -> None:
    known = period_parameters("2026-05", Counting(repeat_window_h=1.5))

    written = with_literals(QUERY, known)

    assert "$" not in written
    given = duckdb.execute(QUERY, named_parameters(QUERY, known)).fetchall()
    assert duckdb.execute(written).fetchall() == given


def test_unknown_parameters_stay() -> None:
    assert with_literals(QUERY, {"slow_s": 180.0}) == "SELECT $start + $window, 180.0, $start"


def test_window_is_the_countings() -> None:
    assert counting_parameters(Counting())["window"] == timedelta(hours=72)
