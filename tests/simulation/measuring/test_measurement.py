"""A log becomes measures: the plain definitions, conservation, Little's law, times by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.scenario import Scenario
from engine.domain.targets import Comparison, Target
from engine.simulation.contact_log import ContactLog
from engine.simulation.measuring.measurement import measure_plan, measured, measured_parts
from tests.simulation.desks import HOUR_S, desk, kind, played, team
from tests.simulation.drawn_desks import drawn_desk, drawn_log
from tests.simulation.plain_measures import Plain

OUTCOMES = (
    *("bot_ended", "served", "abandoned", "late_messages"),
    *("blocked", "messages", "cleared", "still_open"),
)
seeds = st.integers(0, 100_000)


def value(scenario: Scenario, log: ContactLog, scope: str, measure: str) -> float:
    plan = measure_plan(scenario)
    table = measured(scenario, plan, log, seed=0, replication=0)
    return float(table[[each.key for each in plan.scopes].index(scope), plan.ids.index(measure)])


@settings(derandomize=True, deadline=None, max_examples=15)
@given(seeds)
def test_every_measure_of_every_scope_is_what_its_plain_definition_gives(seed: int) -> None:
    target = Target("answered_within_45_s", Comparison.AT_LEAST, 1, "hour", 0.9, "a", "one")
    scenario = drawn_desk(seed, targets=[target])
    log = drawn_log(scenario, seed)
    plan, plain = measure_plan(scenario), Plain(scenario, log)

    table = measured(scenario, plan, log, seed=seed, replication=0)

    for line, scope in enumerate(plan.scopes):
        wanted = plain.measures(scope)
        found = {id_: table[line, plan.ids.index(id_)] for id_ in wanted if id_ in plan.ids}
        for id_, number in found.items():
            told = pytest.approx(wanted[id_], rel=1e-12, abs=1e-12, nan_ok=True)
            assert number == told, (scope.key, id_)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(seeds)
def test_arrivals_equal_their_outcomes_in_every_scope(seed: int) -> None:
    scenario = replace(drawn_desk(seed), warm_up_s=0.0)
    plan = measure_plan(scenario)

    log = drawn_log(scenario, seed)
    table = measured(scenario, plan, log, seed=seed, replication=0)

    count = {id_: table[:, plan.ids.index(id_)] for id_ in ("arrived", "offered", *OUTCOMES)}
    assert np.array_equal(count["arrived"], sum(count[id_] for id_ in OUTCOMES))
    assert np.array_equal(count["offered"], count["arrived"] - count["bot_ended"])
    intervals = [n for n, scope in enumerate(plan.scopes) if scope.stretch.startswith("interval")]
    assert count["arrived"][intervals].sum() == count["arrived"][0] == log.contacts.size


@settings(derandomize=True, deadline=None, max_examples=15)
@given(seeds)
def test_littles_law_holds_on_the_path(seed: int) -> None:
    """When nobody waits any more: number x time = the sum of the times, to 1e-9."""
    scenario = replace(drawn_desk(seed), warm_up_s=0.0)
    scenario = replace(
        scenario, classes=tuple(replace(each, transfers=()) for each in scenario.classes)
    )
    log = drawn_log(scenario, seed)
    of_contacts = (log.contacts["entry_s"], log.contacts["end_s"])
    ends_s = np.concatenate((log.legs["released_s"], *of_contacts, [scenario.horizon_s]))
    longer = replace(scenario, horizon_s=float(np.nanmax(ends_s)) + 1.0)
    left = value(longer, log, "day", "still_open")
    entered = log.contacts[np.isfinite(log.contacts["entry_s"])]
    until_s = np.where(np.isnan(entered["start_s"]), entered["end_s"], entered["start_s"])
    waits_s = np.where(np.isnan(until_s), longer.horizon_s, until_s) - entered["entry_s"]

    queue = value(longer, log, "day", "queue_mean") * longer.horizon_s
    slots = value(longer, log, "day", "busy_slots_mean") * longer.horizon_s

    assert queue == pytest.approx(waits_s.sum(), rel=1e-9, abs=1e-6)
    assert slots == pytest.approx((log.legs["released_s"] - log.legs["start_s"]).sum(), rel=1e-9)
    assert left == value(longer, log, "day", "backlog")


class TestTimes:
    """Two agents with two slots each until 600; contacts at 0 (300 s) and at 60 (240 s)."""

    scenario = desk(
        groups=[team(agents=2, slots=2, speed=[1.0, 1.0], shifts=[(0.0, 600.0)], cost_per_h=36.0)],
        horizon_s=600.0,
        interval_s=300.0,
    )
    contacts = (
        {"arrival_s": 0.0, "work_s": 300.0, "wrap_up_s": 30.0},
        {"arrival_s": 60.0, "work_s": 240.0},
    )

    @pytest.mark.parametrize(
        ("measure", "expected"),
        [
            ("staffed_h", 1_200 / 3_600),
            ("occupancy", (330 + 240) / 1_200),
            ("occupancy_scheduled", (330 + 240) / 1_200),
            ("slot_occupancy", (330 + 240) / 2_400),
            ("busy_mean", (330 + 240) / 600),
            ("busy_slots_mean", (330 + 240) / 600),
            ("open_chats_mean", (300 + 240) / 600),
            ("concurrency", 1.0),
            ("concurrency_max", 1.0),
            ("queue_mean", 0.0),
            ("queue_max", 0.0),
            ("backlog", 0.0),
            ("empty_probability", 270 / 600),
            ("all_busy_probability", 0.0),
            ("contacts_per_agent_h", 6.0),
            ("effective_rate_per_h", 12.0),
            ("contacts_per_customer", 1.0),
            ("cost_cny", 12.0),
        ],
    )
    def test_day(self, measure: str, expected: float) -> None:
        log = played(self.scenario, self.contacts)

        assert value(self.scenario, log, "day", measure) == pytest.approx(expected)

    def test_interval(self) -> None:
        log = played(self.scenario, self.contacts)

        assert value(self.scenario, log, "interval:1", "occupancy") == pytest.approx(30 / 600)
        assert value(self.scenario, log, "interval:1", "arrived") == 0
        assert np.isnan(value(self.scenario, log, "interval:1", "frt_mean_s"))


def test_backlog_counts_who_still_waits_at_the_end_of_the_interval() -> None:
    scenario = desk(horizon_s=600.0, interval_s=300.0)
    contacts = [{"arrival_s": float(t), "work_s": 250.0} for t in (0, 100, 200)]

    log = played(scenario, contacts)

    assert value(scenario, log, "interval:0", "backlog") == 1
    assert value(scenario, log, "interval:0", "backlog_growth_per_h") == 12
    assert value(scenario, log, "interval:0", "queue_mean") == pytest.approx((150 + 100) / 300)
    assert value(scenario, log, "interval:0", "queue_max") == 2
    assert value(scenario, log, "interval:0", "all_busy_probability") == 1


def test_an_agent_who_finishes_after_the_shift_is_staffed_until_then() -> None:
    scenario = desk(groups=[team(shifts=[(0.0, 100.0)])], horizon_s=600.0)

    log = played(scenario, [{"arrival_s": 50.0, "work_s": 100.0}])

    assert value(scenario, log, "day", "staffed_h") == pytest.approx(150 / 3_600)
    assert value(scenario, log, "day", "occupancy") == pytest.approx(100 / 150)
    assert value(scenario, log, "day", "occupancy_scheduled") == pytest.approx(100 / 100)


def test_work_after_the_horizon_counts_in_the_occupancy_of_scheduled_time_only() -> None:
    scenario = desk(groups=[team(shifts=[(0.0, 100.0)])], horizon_s=100.0)

    log = played(scenario, [{"arrival_s": 50.0, "work_s": 100.0}])

    assert value(scenario, log, "day", "occupancy") == pytest.approx(50 / 100)
    assert value(scenario, log, "day", "occupancy_scheduled") == pytest.approx(100 / 100)


def test_a_class_has_no_occupancy_of_its_own() -> None:
    scenario = desk()

    log = played(scenario, [{"arrival_s": 0.0}])

    assert np.isnan(value(scenario, log, "day/class:chat", "occupancy"))
    assert value(scenario, log, "day/class:chat", "open_chats_mean") == pytest.approx(60 / 3_600)
    assert value(scenario, log, "day/channel:chat", "served") == 1


def test_abandoned_contacts_count_for_the_group_their_class_prefers() -> None:
    scenario = desk(kinds=[kind(groups=["b", "a"])], groups=[team("a"), team("b")])
    contacts = [{"arrival_s": 0.0}, {"arrival_s": 1.0}, {"arrival_s": 2.0, "patience_s": 5.0}]

    log = played(scenario, contacts)

    assert value(scenario, log, "day/group:b", "arrived") == 2
    assert value(scenario, log, "day/group:a", "arrived") == 1


def test_days_and_rolling_windows_are_scopes_of_their_own() -> None:
    target = Target("arrived", Comparison.AT_LEAST, 1, "30d")
    scenario = desk(horizon_s=31 * 24 * HOUR_S, interval_s=24 * HOUR_S, targets=[target])
    log = played(scenario, [{"arrival_s": 10.0}, {"arrival_s": 30.5 * 24 * HOUR_S}])

    found = [value(scenario, log, scope, "arrived") for scope in ("day:0", "day:30", "30d:29")]

    assert found == [1, 1, 1]
    assert value(scenario, log, "day", "arrived") == 2


def test_a_measure_is_its_numerator_over_its_denominator() -> None:
    scenario = desk()
    plan = measure_plan(scenario)
    log = played(scenario, [{"arrival_s": 0.0}, {"arrival_s": 1.0, "patience_s": 5.0}])

    parts = measured_parts(scenario, plan, log, seed=0, replication=0)

    column = plan.ids.index("abandonment")
    assert (parts.numerators[0, column], parts.denominators[0, column]) == (1, 2)
    assert parts.measures[0, column] == 0.5
