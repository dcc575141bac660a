"""Classes in a scenario file: one form of arrivals, groups by name or with their delay."""

from pathlib import Path

import pytest

from engine.files.scenario_schema import ScenarioFile
from tests.files.scenario_samples import SMALL, changed, faults_of, scenario_of

ARRIVALS = 'profile = "day"\ncontacts_per_day = 480'
GROUPS = 'groups = ["team"]'
MINUTE = '{ shape = "exponential", mean_s = 60 }'


@pytest.mark.parametrize(
    "bad",
    [
        'profile = "day"',
        "step_min = 60",
        "step_min = 60\nrates_per_h = [1.0]\narrival_times_s = [1.0]",
        'arrival_times_s = [1.0]\narrival_times_file = "times.csv"',
        "",
    ],
)
def test_arrivals_have_one_form(tmp_path: Path, bad: str) -> None:
    found = faults_of(tmp_path, changed(SMALL, ARRIVALS, bad))

    assert ("scenario.arrivals_form", "classes[0]") in found


@pytest.mark.parametrize(
    ("bad", "code", "place"),
    [
        ('groups = "team"', "document.list", "groups"),
        ("groups = []", "document.too_short", "groups"),
        ("groups = [7]", "document.table", "groups[0]"),
        ('groups = [{ id = "team", after = 60 }]', "document.unknown_key_near", "groups[0].after"),
        ('groups = ["team"]\nwaiting_room = -1', "document.at_least", "waiting_room"),
        ('groups = ["team"]\nwaiting_room = 2.5', "document.whole_number", "waiting_room"),
        ('groups = ["team"]\ndispatch = "puhs"', "document.choice_near", "dispatch"),
        ('groups = ["team"]\noffline = "closed"', "document.choice_near", "offline"),
        (
            'groups = ["team"]\ntransfers = [{ to = "team", probability = 15 }]',
            "document.per_cent", "transfers[0].probability",
        ),
        (
            'groups = ["team"]\ntransfers = [{ to = "team", probability = 0.1, form = ["a"] }]',
            "document.unknown_key_near", "transfers[0].form",
        ),
        (
            f'groups = ["team"]\nretry = {{ probability = 80, delay = {MINUTE} }}',
            "document.per_cent", "retry.probability",
        ),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_slip_is_named(tmp_path: Path, bad: str, code: str, place: str) -> None:
    assert (code, f"classes[0].{place}") in faults_of(tmp_path, changed(SMALL, GROUPS, bad))


def test_a_group_may_be_named_or_told_with_its_delay(tmp_path: Path) -> None:
    text = changed(SMALL, GROUPS, 'groups = [{ id = "team" }]')

    assert scenario_of(tmp_path, text).classes[0].groups == ("team",)


def test_the_json_schema_allows_both_ways_to_name_a_group() -> None:
    schema = ScenarioFile.model_json_schema()

    groups = schema["$defs"]["ClassTable"]["properties"]["groups"]["items"]

    assert {"type": "string"} in groups["anyOf"]
    assert "from" in schema["$defs"]["TransferTable"]["properties"]
    assert "class" in schema["$defs"]["SkillTable"]["properties"]
