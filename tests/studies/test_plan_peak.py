"""A load becomes a picture, measures and verdicts."""

from dataclasses import replace

import pytest

from engine.domain.durations import Duration, Shape
from engine.domain.pack import ScenarioPart
from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup, Shift, StaffingPlan
from engine.domain.targets import Comparison, Target
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Channel,
    ContactClass,
    OnPatience,
    Patience,
    Wave,
)
from engine.studies.plan_peak import plan_peak

HOUR_S = 3600.0
QUIET = Scenario(
    id="quiet",
    name=Text("平静", "Quiet"),
    horizon_s=2 * HOUR_S,
    classes=(
        ContactClass(
            id="logistics",
            name=Text("物流", "Logistics"),
            channel=Channel.CHAT,
            arrivals=ArrivalProfile(HOUR_S, (20.0, 40.0)),
            work=Duration(Shape.EXPONENTIAL, 60.0),
            reply_work=Duration(Shape.DETERMINISTIC, 10.0),
            patience=Patience(Duration(Shape.EXPONENTIAL, 300.0), OnPatience.HANGS_UP),
            groups=("team",),
        ),
    ),
    staffing=StaffingPlan(
        (AgentGroup("team", Text("组", "Team"), 2, (1.0, 0.5), (Shift(0.0, 2 * HOUR_S, 6),)),)
    ),
    targets=(
        Target("frt_attainment_60_s", Comparison.AT_LEAST, 0.5),
        Target("frt_mean_s", Comparison.AT_MOST, 0.001),
    ),
    waves=(Wave("opening", Text("开场", "Opening"), HOUR_S, 1.5 * HOUR_S, 1.5),),
)


@pytest.fixture(scope="module")
def part() -> ScenarioPart:
    return plan_peak(QUIET, seed=1, replications=100, workers=1, progress=None)


def test_easy_target_is_held_and_impossible_one_missed(part: ScenarioPart) -> None:
    assert [row.verdict for row in part.verdicts] == ["held", "missed"]
    assert all(row.replications == 100 for row in part.verdicts)


def test_every_interval_has_arrivals_in_their_band_and_capacity(part: ScenarioPart) -> None:
    assert len(part.intervals) == 4
    for row in part.intervals:
        assert row.arrivals_p10 <= row.arrivals_per_h <= row.arrivals_p90
        assert row.capacity_per_h > 0
    assert part.intervals[2].arrivals_per_h == pytest.approx(60.0, abs=6.0)


def test_means_lie_in_their_intervals(part: ScenarioPart) -> None:
    for row in part.measures:
        assert row.mean.low is not None
        assert row.mean.high is not None
        assert row.mean.low <= row.mean.value <= row.mean.high


def test_load_without_contacts_shows_no_figure_it_does_not_have() -> None:
    silent = replace(
        QUIET,
        classes=(replace(QUIET.classes[0], arrivals=ArrivalProfile(HOUR_S, (0.0, 0.0))),),
    )

    part = plan_peak(silent, seed=1, replications=2, workers=1, progress=None)

    assert part.contacts_mean == 0
    assert all(row.first_response_p90_s is None for row in part.intervals)
    assert part.verdicts[0].simulated is None
    assert part.verdicts[0].without_contacts == 2


def test_progress_reaches_all() -> None:
    told: list[tuple[int, int]] = []

    plan_peak(QUIET, 1, 3, 1, lambda done, all_: told.append((done, all_)))

    assert told[-1] == (3, 3)


def test_shift_after_the_last_arrival_adds_no_agent_to_the_load() -> None:
    group = QUIET.staffing.groups[0]
    later = replace(group, shifts=(*group.shifts, Shift(2 * HOUR_S, 3 * HOUR_S, 4)))
    scenario = replace(QUIET, staffing=StaffingPlan((later,)))

    assert plan_peak(scenario, 1, 1, 1, None).agents == 6
