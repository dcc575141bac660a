"""Subjects become one row for each period at risk: worked by hand, then against brute force."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.domain.specification import Family, Specification
from engine.domain.tables import ColumnTable
from engine.errors import InputError, MethodError
from engine.evidence.person_periods import person_periods

Tabulate = Callable[[dict[str, Any]], ColumnTable]
Specify = Callable[..., Specification]
PERIODS = (10.0, 20.0, 30.0)
COLUMNS = {
    "x": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],
    "t": [10.0, 10.5, 25.0, 30.0, 45.0, 9.0, 20.0],
    "y": [1, 1, 0, 0, 1, 0, 1],
}


@pytest.fixture
def asked(specify: Specify) -> Specification:
    return specify("x", cluster="", family=Family.HAZARD, duration="t", periods=PERIODS)


def test_each_subject_has_a_row_for_each_period_at_risk(
    asked: Specification, tabulate: Tabulate
) -> None:
    made = person_periods(tabulate(COLUMNS), asked)

    rows = zip(
        made.table.labels.tolist(),
        made.table.column("t").tolist(),
        made.table.column("y").tolist(),
        strict=True,
    )
    assert list(rows) == [
        (100, "1 (0, 10]", 1.0),  # the event at the period's end belongs to it
        (101, "1 (0, 10]", 0.0),
        (101, "2 (10, 20]", 1.0),
        (102, "1 (0, 10]", 0.0),
        (102, "2 (10, 20]", 0.0),  # leaves at 25, inside the third period
        (103, "1 (0, 10]", 0.0),
        (103, "2 (10, 20]", 0.0),
        (104, "1 (0, 10]", 0.0),
        (104, "2 (10, 20]", 0.0),  # its event at 45 lies beyond
        (106, "1 (0, 10]", 0.0),
        (106, "2 (10, 20]", 1.0),
    ]
    said = {f.sentence.key.rsplit(".", 1)[1]: f.sentence.values for f in made.findings}
    assert said == {
        "censored_inside": {"rows": 2, "subjects": 7},
        "events_later": {"rows": 1, "end": 30.0},
        "periods_void": {"periods": "3 (20, 30]"},
    }


def test_rows_of_a_subject_are_its_cluster_where_none_is_named(
    asked: Specification, tabulate: Tabulate
) -> None:
    made = person_periods(tabulate(COLUMNS | {"subject": range(7)}), asked)

    assert made.specification.cluster == "subject_"
    assert (made.table.column("subject_") == made.table.labels).all()
    assert made.specification.terms[-1].reference == "1 (0, 10]"


def test_without_periods_the_deciles_of_the_events_are_taken_and_said(
    specify: Specify, tabulate: Tabulate
) -> None:
    asked = specify("x", cluster="", family=Family.HAZARD, duration="t")
    columns = {"x": np.arange(60.0), "t": np.arange(1.0, 61.0), "y": np.arange(60) % 2}

    made = person_periods(tabulate(columns), asked)

    ends = (6.0, 12.0, 18.0, 24.0, 30.0, 36.0, 42.0, 48.0, 54.0)  # nobody outlives 60
    assert made.specification.periods == ends
    assert made.findings[0].sentence.key == "finding.evidence.periods_taken"


@pytest.mark.parametrize("periods", [(10.0, 10.0), (20.0, 10.0), (0.0, 5.0), (np.inf,)])
def test_periods_that_do_not_ascend_are_refused(
    periods: tuple[float, ...], specify: Specify, tabulate: Tabulate
) -> None:
    asked = specify("x", cluster="", family=Family.HAZARD, duration="t", periods=periods)

    with pytest.raises(InputError, match=r"evidence\.periods"):
        person_periods(tabulate(COLUMNS), asked)


def test_periods_before_every_event_are_refused(specify: Specify, tabulate: Tabulate) -> None:
    asked = specify("x", cluster="", family=Family.HAZARD, duration="t", periods=(5.0,))

    with pytest.raises(MethodError, match="no_events_in_periods"):
        person_periods(tabulate(COLUMNS), asked)


def test_a_period_that_nobody_survives_is_refused_by_name(
    asked: Specification, tabulate: Tabulate
) -> None:
    table = tabulate({"x": [1.0, 2.0, 3.0], "t": [5.0, 12.0, 13.0], "y": [1, 1, 1]})

    with pytest.raises(MethodError, match=r"certain_period.*2 \(10, 20\]"):
        person_periods(table, asked)


def test_more_periods_than_have_a_baseline_of_their_own_are_refused(
    tabulate: Tabulate, specify: Specify
) -> None:
    table = tabulate({"y": [1, 0, 1, 0], "wait": [1.0, 2.0, 3.0, 4.0], "x": [0.0, 1.0, 1.0, 0.0]})
    ends = tuple(float(end) for end in range(1, 152))
    asked = specify("x", cluster="", family=Family.HAZARD, duration="wait", periods=ends)

    with pytest.raises(InputError, match=r"too_many_periods.*periods=151, most=150"):
        person_periods(table, asked)
