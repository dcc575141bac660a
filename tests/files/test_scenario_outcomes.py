"""Outcomes: coefficients of classes that exist, shares that are shares."""

from pathlib import Path

import pytest

from engine.domain.outcomes import OutcomeLogit, Outcomes
from engine.domain.scenario import Scenario
from engine.errors import InputError
from engine.files.scenario_outcomes import OutcomesTable, outcomes_of, plain_outcomes
from tests.files.scenario_samples import SMALL, changed, faults_of, scenario_of

OUTCOMES = """
[outcomes]
source = "evidence 2026-05"
invite_rate = 0.6
rating_rate = 0.3
satisfaction = { intercept = 2.0, log_frt = -0.3, solved = 0.9, classes = { chat = -0.2 } }
conversion = { intercept = -1.0, art_min = -0.05 }
conversion_classes = ["chat"]
silent_conversion = 0.05
order_value_cny = 180
return_rate = 0.08
"""


def scenario(folder: Path, outcomes: str = OUTCOMES) -> Scenario:
    return scenario_of(folder, SMALL + outcomes)


def test_outcomes_are_read(tmp_path: Path) -> None:
    outcomes = scenario(tmp_path).outcomes

    assert outcomes == Outcomes(
        source="evidence 2026-05",
        invite_rate=0.6,
        rating_rate=0.3,
        satisfaction=OutcomeLogit(2.0, -0.3, 0.0, 0.9, (("chat", -0.2),)),
        conversion=OutcomeLogit(-1.0, 0.0, -0.05),
        conversion_classes=("chat",),
        silent_conversion=0.05,
        order_value_cny=180.0,
        return_rate=0.08,
    )


def test_without_the_table_nothing_is_modelled(tmp_path: Path) -> None:
    assert scenario(tmp_path, "").outcomes is None
    assert plain_outcomes(None) is None


def test_an_empty_table_says_that_the_scenario_is_the_source(tmp_path: Path) -> None:
    assert scenario(tmp_path, "[outcomes]\n").outcomes == Outcomes("scenario")


def test_outcomes_written_read_back_equal(tmp_path: Path) -> None:
    outcomes = scenario(tmp_path).outcomes

    table = OutcomesTable.model_validate(plain_outcomes(outcomes), strict=False)

    assert outcomes_of(table) == outcomes


@pytest.mark.parametrize(
    ("good", "bad", "code", "place"),
    [
        ("rating_rate = 0.3", "rating_rate = 30", "document.per_cent", "rating_rate"),
        ("classes = { chat", "classes = { chatt", "scenario.unknown_name_near",
         "satisfaction.classes.chatt"),
        ('= ["chat"]', '= ["buy"]', "scenario.unknown_name", "conversion_classes[0]"),
        ("intercept = 2.0", "intercept = 200", "document.at_most", "satisfaction.intercept"),
        ("intercept = 2.0, ", "", "document.missing_key", "satisfaction.intercept"),
        ("silent_conversion", "silent_conversions", "document.unknown_key_near",
         "silent_conversions"),
    ],
)  # fmt: skip
def test_slip_is_named(tmp_path: Path, good: str, bad: str, code: str, place: str) -> None:
    found = faults_of(tmp_path, changed(SMALL + OUTCOMES, good, bad))

    assert (code, f"outcomes.{place}") in found


def test_a_slope_that_multiplies_the_odds_by_millions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        scenario(tmp_path, OUTCOMES.replace("log_frt = -0.3", "log_frt = -30.0"))

    (fault,) = refused.value.faults
    assert (fault.code, fault.place.partition(" ")[0]) == (
        "document.at_least",
        "outcomes.satisfaction.log_frt",
    )
