"""A log becomes measures: conservation, Little's law, times worked by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.traffic import Bot, Retry
from engine.simulation.measurement import contact_rows, measure_plan, measured
from engine.simulation.reference import contact_log
from engine.simulation.sampling import sampled_contacts
from tests.simulation.desks import HOUR_S, desk, exponential, fixed, kind, played, team

OUTCOMES = ("bot_ended", "served", "abandoned", "late_messages", "still_open")


def value(scenario, log, scope: str, measure: str) -> float:  # type: ignore[no-untyped-def]  # of a test
    plan = measure_plan(scenario)
    table = measured(scenario, plan, log)
    return float(table[[each.key for each in plan.scopes].index(scope), plan.ids.index(measure)])


@given(
    seed=st.integers(0, 10_000),
    stays=st.booleans(),
    slots=st.integers(1, 3),
    end_h=st.floats(0.2, 3),
)
def test_arrivals_equal_their_outcomes_in_every_scope(
    seed: int, stays: bool, slots: int, end_h: float
) -> None:
    chat = kind(
        rate_per_h=90.0, stays=stays, patience_s=200.0,
        retry=Retry(0.5, exponential(300.0)), bot=Bot(0.2, fixed(15.0)),
    )  # fmt: skip
    other = kind("other", groups=["more", "team"], rate_per_h=40.0)
    groups = [team(slots=slots, shifts=[(0.0, end_h * HOUR_S)]), team("more")]
    scenario = desk(kinds=[chat, other], groups=groups, horizon_s=2 * HOUR_S, interval_s=600.0)
    plan = measure_plan(scenario)

    log = contact_log(scenario, sampled_contacts(scenario, seed=seed, replication=0))
    table = measured(scenario, plan, log)

    count = {id_: table[:, plan.ids.index(id_)] for id_ in ("arrived", "offered", *OUTCOMES)}
    assert np.array_equal(count["arrived"], sum(count[id_] for id_ in OUTCOMES))
    assert np.array_equal(count["offered"], count["arrived"] - count["bot_ended"])
    intervals = [n for n, scope in enumerate(plan.scopes) if scope.stretch.startswith("interval")]
    assert count["arrived"][intervals].sum() == count["arrived"][0] == log.made.size


@given(seed=st.integers(0, 10_000))
def test_littles_law_holds_on_the_path(seed: int) -> None:
    # everybody has left before the end: the time average is the sum of waits over the length
    chat = kind(rate_per_h=50.0, patience_s=300.0)
    scenario = desk(kinds=[chat], horizon_s=HOUR_S)
    log = contact_log(scenario, sampled_contacts(scenario, seed=seed, replication=0))
    rows = contact_rows(scenario, log)
    end_s = max(
        HOUR_S, float(np.max(log.made["released_s"], initial=0, where=log.made["agent"] >= 0))
    )
    longer = desk(kinds=[chat], horizon_s=end_s + 1.0)

    queue = value(longer, log, "day", "queue_mean")

    assert queue * (end_s + 1.0) == pytest.approx(rows["wait_s"].sum(), rel=1e-9, abs=1e-6)


class TestTimes:
    """Two agents with two slots each until 600; contacts at 0 (300 s) and at 60 (240 s)."""

    scenario = desk(
        groups=[team(agents=2, slots=2, speed=[1.0, 1.0], shifts=[(0.0, 600.0)])],
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
            ("slot_occupancy", (330 + 240) / 2_400),
            ("open_chats_mean", (300 + 240) / 600),
            ("concurrency", 1.0),
            ("queue_mean", 0.0),
            ("backlog", 0.0),
            ("contacts_per_agent_h", 6.0),
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
    assert value(scenario, log, "interval:0", "queue_mean") == pytest.approx((150 + 100) / 300)


def test_an_agent_who_finishes_after_the_shift_is_staffed_until_then() -> None:
    scenario = desk(groups=[team(shifts=[(0.0, 100.0)])], horizon_s=600.0)

    log = played(scenario, [{"arrival_s": 50.0, "work_s": 100.0}])

    assert value(scenario, log, "day", "staffed_h") == pytest.approx(150 / 3_600)
    assert value(scenario, log, "day", "occupancy") == pytest.approx(100 / 150)


def test_a_class_has_no_occupancy_of_its_own() -> None:
    scenario = desk()

    log = played(scenario, [{"arrival_s": 0.0}])

    assert np.isnan(value(scenario, log, "day/class:chat", "occupancy"))
    assert value(scenario, log, "day/class:chat", "open_chats_mean") == pytest.approx(60 / 3_600)


def test_abandoned_contacts_count_for_the_group_their_class_prefers() -> None:
    scenario = desk(kinds=[kind(groups=["b", "a"])], groups=[team("a"), team("b")])
    contacts = [{"arrival_s": 0.0}, {"arrival_s": 1.0}, {"arrival_s": 2.0, "patience_s": 5.0}]

    log = played(scenario, contacts)

    assert value(scenario, log, "day/group:b", "arrived") == 2
    assert value(scenario, log, "day/group:a", "arrived") == 1
