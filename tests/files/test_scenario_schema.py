"""The schema refuses slips of unit and form before anything is computed."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.scenario_file import read_scenario
from tests.files.test_scenario_file import SMALL


@pytest.mark.parametrize(
    ("good", "bad", "code"),
    [
        ("mean_s = 120", "mean_s = 120000000", "document.at_most"),
        ("mean_s = 120", "mean_s = 0", "document.more_than"),
        ("agents = 3", "agents = 3.5", "document.whole_number"),
        ("slots = 2", "slots = 0", "document.at_least"),
        ('channel = "chat"', 'channel = "chatt"', "document.choice_near"),
        ('"lognormal"', '"log-normal"', "document.choice_near"),
        ('start = "20:00"', 'start = "25:00"', "document.clock"),
        ("generated = false\n", "", "document.missing_key"),
        ("horizon_h = 48", "horizon = 48", "document.unknown_key_near"),
        ("schema_version = 1", "schema_version = 2", "document.schema_version"),
    ],
)
def test_slip_is_named(tmp_path: Path, good: str, bad: str, code: str) -> None:
    path = tmp_path / "scenario.toml"
    assert good in SMALL
    path.write_text(SMALL.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_scenario(path)

    assert code in {fault.code for fault in caught.value.faults}
