"""One definition for records and for simulated logs: the same log, the same figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from engine.domain.measures import platform_measure
from engine.files.locations import shipped
from engine.files.platform_file import shipped_platforms
from engine.files.scenario_file import read_scenario
from engine.metrics.aggregate import metric_table
from engine.metrics.counting import Counting
from engine.metrics.platform_rates import platform_rate
from engine.metrics.records import OpenRecords, opened_records
from engine.metrics.simulated_log import define_simulated_contacts
from engine.metrics.simulated_messages import messages_of_log
from engine.simulation.log_columns import log_columns, round_columns
from engine.simulation.measuring.measurement import measure_plan, measured, measured_parts
from engine.simulation.replications import replication_log

SEED = 618
START = datetime(2026, 6, 18)  # noqa: DTZ001 (local time)
DAYS = "2026-06-18/2026-06-28"


class Replication:
    """A replication's own measures of the whole horizon, and its log as contacts."""

    def __init__(self, records: OpenRecords) -> None:
        path = next(path for path in shipped("traffic") if path.stem == "daily")
        scenario = replace(read_scenario(path), warm_up_s=0.0)
        log = replication_log(scenario, SEED, 0)
        plan = measure_plan(scenario)
        line = [scope.key for scope in plan.scopes].index("day")
        values = measured(scenario, plan, log, seed=SEED, replication=0)[line].tolist()
        self.measures = dict(zip(plan.ids, values, strict=True))
        self.records = records
        define_simulated_contacts(records, log_columns(scenario, log), START)

    def figure(self, indicator: str, counting: Counting | None = None) -> float:
        table = metric_table(self.records, [indicator], DAYS, counting, by="shop")
        return float(table.values[0, 0])


@pytest.fixture(scope="module")
def replication() -> Iterator[Replication]:
    with opened_records([]) as records:
        yield Replication(records)


@pytest.mark.parametrize(
    ("indicator", "measure"),
    [
        ("frt", "frt_mean_s"),
        ("frt_p50", "frt_p50_s"),
        ("frt_p90", "frt_p90_s"),
        ("reply_rate", "reply_rate"),
        ("aht", "handle_mean_s"),
    ],
)
def test_indicator_of_the_log_is_the_simulations_measure(
    replication: Replication, indicator: str, measure: str
) -> None:
    assert replication.figure(indicator) == pytest.approx(replication.measures[measure], rel=1e-12)


@pytest.mark.parametrize("threshold_s", [30, 60, 180])
def test_attainment_of_the_log_is_the_simulations(
    replication: Replication, threshold_s: int
) -> None:
    found = replication.figure("frt_attainment", Counting(attainment_s=float(threshold_s)))

    assert found == pytest.approx(
        replication.measures[f"frt_attainment_{threshold_s}_s"], rel=1e-12
    )


def test_answered_contacts_are_those_served_and_those_answered_late(
    replication: Replication,
) -> None:
    measures = replication.measures

    assert replication.figure("throughput") == measures["served"] + measures["late_messages"]


def test_resolution_is_solved_among_answered_where_the_simulation_assumes_fcr(
    replication: Replication,
) -> None:
    """``fcr`` of a simulation is an input (solved at the first attempt), not a window's count."""
    found = replication.figure("resolution")

    assert np.isfinite(found)
    assert replication.measures["fcr"] == pytest.approx(found, abs=0.05)


@pytest.mark.parametrize("passed_on", [False, True])
def test_platform_rates_of_log_and_rounds_are_the_simulations(passed_on: bool) -> None:
    by_turns, team = (
        read_scenario(next(path for path in shipped("traffic") if path.stem == name))
        for name in ("618-turns", "618-team")
    )
    transfers = {each.id: each.transfers if passed_on else () for each in team.classes}
    classes = tuple(replace(each, transfers=transfers[each.id]) for each in by_turns.classes)
    scenario = replace(by_turns, warm_up_s=0.0, factor=0.1, classes=classes)
    scenario = replace(scenario, platform_rules=shipped_platforms())
    log = replication_log(scenario, SEED, 0)
    plan = measure_plan(scenario)
    parts = measured_parts(scenario, plan, log, seed=SEED, replication=0)
    line = [scope.key for scope in plan.scopes].index("day")

    with opened_records([]) as records:
        contacts, rounds = log_columns(scenario, log), round_columns(scenario, log)
        messages = messages_of_log(contacts, rounds, START)
        records.connection.register("simulated_messages", messages)
        records.define("messages", "FROM simulated_messages")
        for rule in scenario.platform_rules:
            column = plan.ids.index(platform_measure(rule))
            rate = platform_rate(records, rule, datetime(2026, 6, 28))  # noqa: DTZ001 (local time)

            assert rate.counted == parts.denominators[line, column], rule.id
            if rule.quantity == "rate":
                assert rate.met == parts.numerators[line, column], rule.id
