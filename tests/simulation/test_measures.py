"""Measures of contacts, worked by hand on a few rows."""

import re
from pathlib import Path

import numpy as np
import pytest

from engine.domain.measures import MEASURES, THRESHOLD_MEASURES
from engine.domain.targets import Comparison, Target
from engine.errors import InputError
from engine.simulation.conventions import Outcome
from engine.simulation.measures import (
    CONTACT,
    CONTACT_MEASURES,
    TIME_MEASURES,
    Contacts,
    contact_formula,
    is_assumed,
    measure_ids,
    unit_of,
)
from tests.simulation.desks import desk

HOUR_S = 3_600.0
NAN = float("nan")
ROWS = (
    # columns: hour of arrival, wait, response, handle time, outcome, first, solved, returns
    (10, 0.0, 20.0, 100.0, Outcome.SERVED, True, True, False),
    (10, 40.0, 70.0, 200.0, Outcome.SERVED, True, False, True),
    (10, 10.0, NAN, NAN, Outcome.ABANDONED, True, False, False),
    (10, 50.0, NAN, NAN, Outcome.ABANDONED, False, False, False),
    (23, 200.0, 210.0, 10.0, Outcome.LATE, True, False, False),
    (8, np.inf, NAN, NAN, Outcome.OPEN, True, False, False),
    (10, NAN, NAN, NAN, Outcome.BOT_ENDED, True, True, False),
)


@pytest.fixture
def contacts() -> Contacts:
    rows = np.zeros(len(ROWS), CONTACT)
    for row, (hour, wait, response, handle, outcome, first, solved, returns) in zip(
        rows, ROWS, strict=True
    ):
        row["arrival_s"], row["wait_s"], row["response_s"] = hour * HOUR_S, wait, response
        row["handle_s"], row["outcome"] = handle, outcome
        row["first"], row["solved"], row["returns"] = first, solved, returns
    return Contacts.of(rows)


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("arrived", 7),
        ("bot_ended", 1),
        ("offered", 6),
        ("served", 2),
        ("abandoned", 2),
        ("late_messages", 1),
        ("still_open", 1),
        ("frt_mean_s", (20 + 70 + 210) / 3),
        ("frt_p50_s", 70),
        ("frt_max_s", 210),
        ("wait_mean_s", (0 + 40 + 10 + 50 + 200) / 5),
        ("wait_probability", 5 / 6),
        ("reply_rate", 3 / 6),
        ("abandonment", 2 / 6),
        ("handle_mean_s", 310 / 3),
        ("fcr", 1 / 2),
        ("repeat", 1 / 2),
        ("frt_attainment_60_s", 1 / 6),
        ("frt_attainment_300_s", 3 / 6),
        # within 30 s: one answered; the one who hung up at 10 s is left out
        ("service_level_30_s", 1 / 5),
        ("service_level_offered_30_s", 1 / 6),
        # 8:00 to 23:00: five contacts, two answered within 180 s
        ("rate_3min", 2 / 5),
        # 9:00 to 23:00: four contacts, one answered within 30 s
        ("rate_30s", 1 / 4),
    ],
)
def test_measure_is_what_its_definition_counts(
    contacts: Contacts, measure: str, expected: float
) -> None:
    assert contact_formula(measure)(contacts) == pytest.approx(expected)


def test_nothing_to_count_gives_no_share_and_no_mean() -> None:
    nobody = Contacts.of(np.zeros(0, CONTACT))

    counts = {id_: formula(nobody) for id_, formula in CONTACT_MEASURES.items()}

    assert {id_ for id_, value in counts.items() if value == 0.0} == {
        id_ for id_, meaning in MEASURES.items() if meaning.unit == "count" and id_ in counts
    }
    assert all(np.isnan(value) for value in counts.values() if value != 0.0)


def test_every_measure_of_the_list_has_a_formula_or_is_one_of_time() -> None:
    assert set(CONTACT_MEASURES) | set(TIME_MEASURES) == set(MEASURES)


def test_thresholds_of_targets_are_measured_too() -> None:
    target = Target("frt_attainment_45_s", Comparison.AT_LEAST, 0.9)

    assert "frt_attainment_45_s" in measure_ids(desk(targets=[target]))


def test_an_unknown_measure_is_refused() -> None:
    with pytest.raises(InputError, match="csat"):
        measure_ids(desk(targets=[Target("csat", Comparison.AT_LEAST, 0.9)]))


def test_unit_and_assumption_follow_from_the_id() -> None:
    assert unit_of("service_level_30_s") == "share"
    assert is_assumed("fcr")
    assert not is_assumed("frt_mean_s")


def test_the_page_for_readers_names_every_measure() -> None:
    page = (Path(__file__).parents[2] / "docs" / "measures.md").read_text(encoding="utf-8")

    listed = set(re.findall(r"`([a-z0-9_]+)`", page))

    assert set(MEASURES) <= listed
    for name in THRESHOLD_MEASURES:
        assert any(id_.startswith(f"{name}_") for id_ in listed)
