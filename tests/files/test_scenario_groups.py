"""Groups: breaks on every day, tenure, costs, what is left out."""

from pathlib import Path

from engine.domain.staffing import Break, LearningStep
from engine.files.scenario_group_schema import GroupTable
from engine.files.scenario_groups import group_of, plain_group
from tests.files.scenario_samples import SMALL, changed, scenario_of

SHIFT = '{ start = "08:00", end = "16:00", agents = 3 }'


def test_a_break_by_the_clock_is_taken_every_day(tmp_path: Path) -> None:
    resting = '{ start = "08:00", end = "16:00", agents = 3, tenure_weeks = 4, '
    resting += 'breaks = [{ start = "12:00", end = "12:30" }, { start = "15:00", end = "15:10" }] }'

    first, second, third = (
        scenario_of(tmp_path, changed(SMALL, SHIFT, resting)).staffing.groups[0].shifts
    )

    assert first.breaks == (Break(43_200.0, 45_000.0), Break(54_000.0, 54_600.0))
    assert second.breaks == (Break(129_600.0, 131_400.0), Break(140_400.0, 141_000.0))
    assert (first.tenure_weeks, second.tenure_weeks) == (4.0, 4.0)
    assert (third.breaks, third.tenure_weeks) == ((), None)


def test_what_a_group_may_say(tmp_path: Path) -> None:
    more = """slots = 2
push_cap = 2
pressure = [1.0, 0.9]
learning = [
    { from_week = 0, efficiency = 0.7, solved_factor = 0.9 },
    { from_week = 8, efficiency = 1.0 },
]
cost_per_h = 35.5
cost_per_contact = 0.4"""

    group = scenario_of(tmp_path, changed(SMALL, "slots = 2", more)).staffing.groups[0]

    assert (group.push_cap, group.pressure) == (2, (1.0, 0.9))
    assert group.learning == (LearningStep(0.0, 0.7, 0.9), LearningStep(8.0, 1.0, 1.0))
    assert (group.cost_per_h, group.cost_per_contact) == (35.5, 0.4)


def test_a_group_written_reads_back_equal(tmp_path: Path) -> None:
    (group,) = scenario_of(tmp_path, SMALL).staffing.groups

    table = GroupTable.model_validate(plain_group(group), strict=False)

    assert group_of(table, 48.0) == group
