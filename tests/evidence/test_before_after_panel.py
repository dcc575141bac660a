"""Teams by weeks: dates and numbers, starts from flags and dates, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import InputError
from engine.evidence.before_after_panel import (
    TeamWeeks,
    starts_by_flag,
    starts_by_week,
    starts_of_contacts,
    team_weeks,
    week_label,
    week_numbers,
)

TEAM = np.array(["a", "a", "a", "b", "b", None], dtype=object)
WEEK = np.array([1.0, 1.0, 3.0, 1.0, 2.0, 2.0])
OUTCOME = np.array([1.0, 0.0, 1.0, 0.0, np.nan, 1.0])


def panel() -> tuple[TeamWeeks, np.ndarray, np.ndarray]:
    return team_weeks(OUTCOME, TEAM, WEEK, dated=False)


def test_means_are_of_complete_contacts_and_gaps_stay_open() -> None:
    found, team, week = panel()

    assert found.teams == ("a", "b")
    assert found.weeks == (1, 2, 3)
    assert found.counts.tolist() == [[2, 0, 1], [1, 0, 0]]
    assert found.means[0, 0] == 0.5
    assert np.isnan(found.means[1, 2])
    assert team.tolist() == [0, 0, 0, 1, -1, -1]
    assert week.tolist() == [0, 0, 2, 0, -1, -1]


def test_dates_count_weeks_from_mondays() -> None:
    days = np.array(["2026-06-07", "2026-06-08 23:59:59", None], dtype=object)

    numbers, dated = week_numbers(days, "time")

    assert dated
    assert numbers[1] - numbers[0] == 1
    assert np.isnan(numbers[2])
    assert week_label(int(numbers[0]), dated=True) == "2026-06-01"


@pytest.mark.parametrize("values", [[1.5, 2.0], ["soon", "2026-06-01"]])
def test_times_that_are_no_weeks_are_named(values: list[object]) -> None:
    column = np.array(values, dtype=float if isinstance(values[0], float) else object)

    with pytest.raises(InputError, match=r"review\.time.*(1\.5|soon)"):
        week_numbers(column, "time")


@pytest.mark.parametrize(
    ("outcome", "team", "week", "code"),
    [
        (OUTCOME * np.nan, TEAM, WEEK, "review.empty"),
        (OUTCOME, np.array(["a"] * 6, dtype=object), WEEK, "review.one_team"),
        (OUTCOME, TEAM, WEEK * 0 + 4, "review.few_weeks"),
    ],
)
def test_tables_without_a_comparison_are_named(
    outcome: np.ndarray, team: np.ndarray, week: np.ndarray, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        team_weeks(outcome, team, week, dated=False)


def test_a_flag_gives_the_first_treated_week() -> None:
    found, team, week = panel()
    flag = np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0])

    assert starts_by_flag(found, flag, team, week).tolist() == [2, 3]


@pytest.mark.parametrize(
    ("flag", "code"),
    [
        ([0.0, 1.0, 1.0, 0.0, 0.0, 0.0], "review.mixed_week"),
        ([1.0, 1.0, 0.0, 0.0, 0.0, 0.0], "review.switches_off"),
        ([np.nan, 0.0, 0.0, 0.0, 0.0, 0.0], "review.flag_missing"),
    ],
)
def test_flags_that_are_no_rollout_are_named(flag: list[float], code: str) -> None:
    found, team, week = panel()

    with pytest.raises(InputError, match=code):
        starts_by_flag(found, np.array(flag), team, week)


def test_weeks_beyond_the_data_are_never_or_always() -> None:
    found, _, _ = panel()

    assert starts_by_week(found, {"a": 2, "b": None}).tolist() == [1, 3]
    assert starts_by_week(found, {"a": -5, "b": 99}).tolist() == [0, 3]
    with pytest.raises(InputError, match=r"review\.teams_unknown.*'b'"):
        starts_by_week(found, {"a": 2})


def test_a_team_has_one_start() -> None:
    found, team, _ = panel()
    begun = np.array([2.0, 2.0, 2.0, np.nan, np.nan, 7.0])

    assert starts_of_contacts(found, begun, team).tolist() == [1, 3]
    begun[1] = 3.0
    with pytest.raises(InputError, match=r"review\.two_starts.*2, 3"):
        starts_of_contacts(found, begun, team)


def test_a_part_of_the_teams_keeps_its_rows() -> None:
    found = replace(panel()[0], starts=np.array([1, 3]))

    part = found.take(np.array([False, True]))

    assert part.teams == ("b",)
    assert part.starts.tolist() == [3]
    assert part.label(2) == "3"


@pytest.mark.parametrize(
    ("outcome", "weeks", "code"),
    [
        ([1.0, 1.0, 1.0, 1.0], [1.0, 2.0, 1.0, 2.0], r"review\.constant"),
        ([1.0, 0.0, 1.0, 1.0], [202552.0, 202601.0, 202552.0, 202601.0], r"review\.week_gaps"),
    ],
)
def test_nothing_to_compare_and_jumping_weeks_are_refused(
    outcome: list[float], weeks: list[float], code: str
) -> None:
    team = np.array(["a", "a", "b", "b"], dtype=object)

    with pytest.raises(InputError, match=code):
        team_weeks(np.array(outcome), team, np.array(weeks), dated=False)
