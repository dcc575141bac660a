"""A fit as a scenario."""

from dataclasses import replace

import pytest

from engine.domain.staffing import AgentGroup, Shift, StaffingPlan
from engine.domain.texts import Text
from engine.domain.traffic import Channel
from engine.errors import InputError, MethodError
from engine.files.scenario_schema import MOST_SHAPE as MOST_SHAPE_OF_FILES
from engine.studies.fitted_scenario import (
    LEAST_INTERVAL_SHAPE,
    MOST_SHAPE,
    ScenarioChoices,
    class_ids,
    fitted_scenario,
    roster_day,
)
from tests.call_logs import fitted_log


def test_the_usual_day_becomes_a_scenario() -> None:
    scenario = fitted_scenario(fitted_log(), ScenarioChoices())

    assert not scenario.generated
    assert {kind.id for kind in scenario.classes} == {"order", "refund"}
    assert all(kind.channel is Channel.PHONE for kind in scenario.classes)
    rates = sum(sum(kind.arrivals.rates_per_h) / 2 for kind in scenario.classes)
    assert rates == pytest.approx(
        fitted_log().fresh[fitted_log().days.of_kind("weekday")].sum() / 10, rel=1e-3
    )
    assert scenario.agents_rostered >= 3


def test_a_day_of_the_week_has_its_factor() -> None:
    scenario = fitted_scenario(fitted_log(), ScenarioChoices(kind="tue"))

    factor = next(each for each in fitted_log().weekday_factors if each.weekday == "tue")
    assert scenario.factor == pytest.approx(factor.factor, rel=1e-4)


def test_an_unknown_day_is_refused() -> None:
    with pytest.raises(InputError, match=r"fit\.no_kind.*holiday"):
        fitted_scenario(fitted_log(), ScenarioChoices(kind="holiday"))


def test_given_staffing_replaces_the_proxy() -> None:
    own = StaffingPlan((AgentGroup("own", Text("甲", "own"), 1, (1.0,), (Shift(0, 3600, 9),)),))

    scenario = fitted_scenario(fitted_log(), ScenarioChoices(staffing=own))

    assert scenario.staffing == own
    assert all(kind.groups == ("own",) for kind in scenario.classes)


def test_nobody_on_duty_is_no_scenario() -> None:
    with pytest.raises(MethodError, match=r"fit\.no_staffing"):
        fitted_scenario(replace(fitted_log(), presence={}), ScenarioChoices())


def test_no_handle_time_is_no_scenario() -> None:
    classes = tuple(replace(each, handle=None) for each in fitted_log().classes)

    with pytest.raises(MethodError, match=r"fit\.no_handle_times"):
        fitted_scenario(replace(fitted_log(), handle=None, classes=classes), ScenarioChoices())


def test_the_roster_is_that_of_a_day_of_the_kind() -> None:
    number = roster_day(fitted_log(), "weekend")

    assert fitted_log().days.kind[fitted_log().days.number == number].tolist() == ["weekend"]


def test_names_that_are_no_ids_get_numbers() -> None:
    renamed = tuple(
        replace(each, name=name)
        for each, name in zip(fitted_log().classes, ("退款", "Order!"), strict=True)
    )

    ids = class_ids(replace(fitted_log(), classes=renamed))

    assert ids == {"退款": "class_1", "Order!": "order"}


def test_busyness_stays_within_what_a_scenario_file_takes() -> None:
    days = fitted_log().busyness
    assert days is not None
    fit = replace(
        fitted_log(),
        busyness=replace(days, variance=1e-6),
        interval_busyness=replace(days, variance=9.0),
    )

    scenario = fitted_scenario(fit, ScenarioChoices())

    assert scenario.busyness_shape == MOST_SHAPE == MOST_SHAPE_OF_FILES
    assert scenario.interval_busyness_shape == LEAST_INTERVAL_SHAPE
