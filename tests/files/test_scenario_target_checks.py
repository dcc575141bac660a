"""Targets: measures that the scenario has, scopes that the warm-up leaves."""

from pathlib import Path

import pytest

from tests.files.scenario_samples import SMALL, changed, faults_of, scenario_of

MEASURE, SCOPE = 'measure = "frt_attainment_60_s"', 'scope = "wave:opening"'
MONTH = changed(SMALL, "horizon_h = 48", "horizon_h = 720")


def test_a_rate_by_a_platform_needs_its_rule(tmp_path: Path) -> None:
    text = changed(SMALL, MEASURE, 'measure = "platform_rate:jd-30s"')

    assert scenario_of(tmp_path, text).targets
    without = changed(text, "horizon_h = 48", 'horizon_h = 48\nplatforms = ["taobao-3min"]')
    assert ("scenario.unknown_name_near", "targets[0].measure") in faults_of(tmp_path, without)


def test_a_rate_of_the_catalogue_needs_a_rule_that_defines_it(tmp_path: Path) -> None:
    text = changed(SMALL, MEASURE, 'measure = "rate_30s"')

    assert scenario_of(tmp_path, text).targets
    without = changed(text, "horizon_h = 48", "horizon_h = 48\nplatforms = []")
    assert ("scenario.unknown_name", "targets[0].measure") in faults_of(tmp_path, without)


def test_an_outcome_needs_the_table_of_outcomes(tmp_path: Path) -> None:
    text = changed(SMALL, MEASURE, 'measure = "csat"')

    assert faults_of(tmp_path, text) == {("scenario.outcomes_missing", "targets[0].measure")}
    without = text + "[outcomes]\ninvite_rate = 0.5\n"
    assert faults_of(tmp_path, without) == {("scenario.outcome_missing", "targets[0].measure")}
    assert scenario_of(tmp_path, without + "satisfaction = { intercept = 1.0 }\n").targets


def test_what_agents_do_is_not_promised_for_a_class(tmp_path: Path) -> None:
    scope = f'{SCOPE}\ncontact_class = "chat"'
    text = changed(changed(SMALL, MEASURE, 'measure = "occupancy"'), SCOPE, scope)

    assert ("scenario.measure_of_agents", "targets[0].measure") in faults_of(tmp_path, text)


@pytest.mark.parametrize(
    "scope", ["day", "hour", "each_day", "day:0", "day:1", "hour:0", "hour:47", "wave:opening"]
)
def test_a_scope_of_two_days(tmp_path: Path, scope: str) -> None:
    assert scenario_of(tmp_path, changed(SMALL, SCOPE, f'scope = "{scope}"')).targets


@pytest.mark.parametrize("scope", ["30d", "30d:29", "day:29", "each_day"])
def test_a_scope_of_thirty_days(tmp_path: Path, scope: str) -> None:
    assert scenario_of(tmp_path, changed(MONTH, SCOPE, f'scope = "{scope}"')).targets


@pytest.mark.parametrize("scope", ["day:2", "hour:48", "30d:29", "month", "interval:3"])
def test_a_scope_that_two_days_do_not_have(tmp_path: Path, scope: str) -> None:
    found = faults_of(tmp_path, changed(SMALL, SCOPE, f'scope = "{scope}"'))

    assert {place for _, place in found} == {"targets[0].scope"}


def test_thirty_days_need_a_horizon_of_thirty_days_after_the_warm_up(tmp_path: Path) -> None:
    rolling = changed(MONTH, SCOPE, 'scope = "30d"')
    short = changed(SMALL, SCOPE, 'scope = "30d"')
    warm = changed(rolling, "horizon_h = 720", "horizon_h = 720\nwarm_up_s = 60")

    for text in (short, warm):
        assert faults_of(tmp_path, text) == {("scenario.scope_30d", "targets[0].scope")}


def test_a_cost_needs_a_price(tmp_path: Path) -> None:
    text = changed(SMALL, MEASURE, 'measure = "cost_cny"')

    assert ("scenario.cost_missing", "targets[0].measure") in faults_of(tmp_path, text)
