"""The schema refuses slips of unit and form before anything is computed."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from engine.errors import InputError
from engine.files.scenario_file import read_scenario
from engine.files.scenario_schema import ScenarioFile
from tests.files.scenario_samples import SMALL


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
        ("horizon_h = 48", 'horizon_h = 48\nfidelity = "turn"', "document.choice_near"),
        (
            "horizon_h = 48",
            "horizon_h = 48\ninterval_busyness_shape = 0.01",
            "document.at_least",
        ),
        ("horizon_h = 48", "horizon_h = 48\nabsence = 5", "document.per_cent"),
        ("horizon_h = 48", 'horizon_h = 48\nplatforms = "jd-30s"', "document.list"),
    ],
)
def test_slip_is_named(tmp_path: Path, good: str, bad: str, code: str) -> None:
    path = tmp_path / "scenario.toml"
    assert good in SMALL
    path.write_text(SMALL.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_scenario(path)

    assert code in {fault.code for fault in caught.value.faults}


GUIDE = (Path(__file__).parents[2] / "docs" / "scenario.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def keys(model: type[BaseModel]) -> Iterator[str]:
    for definition in (schema := model.model_json_schema())["$defs"].values():
        yield from definition.get("properties", {})
    yield from schema["properties"]


def test_every_key_is_in_the_guide() -> None:
    told = set(re.findall(r"[a-z][a-z0-9_]*", GUIDE))

    assert set(keys(ScenarioFile)) - told == set()


def test_every_choice_is_in_the_guide() -> None:
    told = set(re.findall(r"[a-z][a-z0-9_]*", GUIDE))
    choices = {
        choice
        for definition in ScenarioFile.model_json_schema()["$defs"].values()
        for choice in definition.get("enum", ())
        if choice not in {">=", "<="}
    }

    assert choices - told == set()


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split('"')[1])
def test_every_example_of_the_guide_is_sound(tmp_path: Path, text: str) -> None:
    path = tmp_path / "example.toml"
    path.write_text(text, encoding="utf-8")

    assert read_scenario(path).classes


def test_the_guide_has_an_example_of_each_fidelity(tmp_path: Path) -> None:
    path = tmp_path / "example.toml"
    fidelities = []
    for text in EXAMPLES:
        path.write_text(text, encoding="utf-8")
        fidelities.append(read_scenario(path).fidelity.value)

    assert fidelities == ["rate", "turns"]
