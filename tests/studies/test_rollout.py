"""A planned rollout: both ways, a schedule by lot, and what the planner should know."""

import numpy as np

from engine.evidence.rollout import RolloutPlan, staggered_starts
from engine.studies.rollout import rollout_study

PLAN = RolloutPlan(8, 8, 300, 12, 0.3, 0.02, icc_team=0.002, time_sd=0.004)
SMALL = RolloutPlan(6, 8, 300, 4, 0.3, 0.05, time_sd=0.004)


def keys(plan: RolloutPlan) -> set[str]:
    found = rollout_study(plan, 100, np.random.SeedSequence(1)).findings
    return {each.sentence.key.removeprefix("finding.rollout.") for each in found}


def test_a_study_has_both_ways_and_a_schedule_by_lot() -> None:
    study = rollout_study(PLAN, 200, np.random.SeedSequence(1))

    assert list(study.ways) == ["staggered", "parallel"]
    assert sorted(each.team for each in study.schedule) == [f"T{i}" for i in range(1, 9)]
    weeks = [each.start_week for each in study.schedule]
    assert weeks == (staggered_starts(8, 12) + 1).tolist()
    assert study.needed_teams is not None
    assert study.needed_teams <= 8
    assert len(study.analysis) == 7


def test_the_seed_draws_the_order() -> None:
    orders = {
        tuple(each.team for each in rollout_study(SMALL, 100, np.random.SeedSequence(s)).schedule)
        for s in range(3)
    }

    assert len(orders) == 3
    again = rollout_study(SMALL, 100, np.random.SeedSequence(0)).schedule
    assert tuple(each.team for each in again) in orders


def test_names_are_the_users() -> None:
    plan = RolloutPlan(3, 8, 300, 12, 0.3, 0.02, time_sd=0.004)

    study = rollout_study(plan, 100, np.random.SeedSequence(1), ("甲", "乙", "丙"))

    assert {each.team for each in study.schedule} == {"甲", "乙", "丙"}


def test_the_planner_is_told_what_is_wrong() -> None:
    assert keys(PLAN) == {"few_teams"}
    assert "too_few_orders" in keys(RolloutPlan(3, 8, 300, 12, 0.3, 0.02, time_sd=0.004))
    assert {"weak", "no_time_sd", "short"} <= keys(RolloutPlan(6, 2, 20, 6, 0.3, 0.01))
