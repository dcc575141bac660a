"""A plan is filled from past contacts, and its schedule can be read again."""

import json
from pathlib import Path

import pytest

from engine.errors import InputError
from engine.services.rollouts import PastContacts, past_parts, planned_rollout, write_schedule
from tests.rollout_samples import contacts_csv

STATED = {
    "teams": 8,
    "agents_per_team": 4,
    "contacts_per_agent_week": 100,
    "weeks": 10,
    "mean": 0.4,
    "effect": 0.05,
}


def past(path: Path, **settings: str) -> PastContacts:
    names = {"outcome": "solved", "team": "team", "agent": "agent", "week": "week"}
    return PastContacts(path, **(names | settings))


def test_what_is_not_stated_comes_from_the_past(tmp_path: Path) -> None:
    contacts_csv(tmp_path / "past.csv", effect=0.0)

    found = planned_rollout({"effect": 0.05, "weeks": 9}, 100, 1, past(tmp_path / "past.csv"))

    plan = found.study.plan
    assert found.past is not None
    assert (plan.teams, plan.agents_per_team, plan.weeks) == (8, 4, 9)
    assert plan.contacts_per_agent_week == pytest.approx(30)
    assert plan.mean == found.past.mean
    assert plan.sd is None


def test_dates_are_weeks_too(tmp_path: Path) -> None:
    contacts_csv(tmp_path / "past.csv", dated=True)

    assert past_parts(past(tmp_path / "past.csv")).weeks == 12


def test_what_is_missing_is_named_by_its_option() -> None:
    with pytest.raises(InputError, match=r"rollout\.missing.*--agents-per-team.*--baseline"):
        planned_rollout({"teams": 8, "effect": 0.1}, 100, 1)


def test_what_cannot_be_is_named_by_its_option() -> None:
    with pytest.raises(InputError, match=r"rollout\.invalid") as refused:
        planned_rollout({**STATED, "mean": 40.0}, 100, 1)

    assert refused.value.faults[0].file == "heng experiment"


def test_names_must_be_as_many_as_teams() -> None:
    with pytest.raises(InputError, match=r"rollout\.names"):
        planned_rollout(STATED, 100, 1, teams=("a", "b"))


def test_texts_are_no_outcome(tmp_path: Path) -> None:
    contacts_csv(tmp_path / "past.csv", weeks=3)

    with pytest.raises(InputError, match=r"rollout\.not_numeric.*'agent'"):
        past_parts(past(tmp_path / "past.csv", outcome="agent"))


def test_the_schedule_is_written_with_its_seed(tmp_path: Path) -> None:
    study = planned_rollout(STATED, 100, 7).study

    write_schedule(study, tmp_path / "s.json", "2026-06-01", 7)

    told = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert told["randomised"] is True
    assert told["seed"] == 7
    assert told["first_week"] == "2026-06-01"
    assert [each["team"] for each in told["schedule"]] == [each.team for each in study.schedule]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    study = planned_rollout(STATED, 100, 7).study

    with pytest.raises(InputError, match=r"rollout\.out.*'s\.json'"):
        write_schedule(study, tmp_path / "nowhere" / "s.json", "", 7)
