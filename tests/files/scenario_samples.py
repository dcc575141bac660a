"""Scenario files written for a test, and what a reader says of them."""

from pathlib import Path

import pytest

from engine.domain.scenario import Scenario
from engine.errors import InputError
from engine.files.scenario_file import read_scenario
from engine.i18n.translate import LANGUAGES, render_error

SMALL = """
schema_version = 1
id = "small"
name = { zh = "小", en = "Small" }
generated = false
horizon_h = 48

[[waves]]
id = "opening"
name = { zh = "开", en = "Opening" }
start = "20:00"
end = "21:30"
factor = 2.5

[[profiles]]
id = "day"
step_min = 720
weights = [1, 3]

[[groups]]
id = "team"
name = { zh = "组", en = "Team" }
slots = 2
speed = [1.0, 0.6]
shifts = [
    { start = "08:00", end = "16:00", agents = 3 },
    { start_h = 0.1, end_h = 30.25, agents = 1 },
]

[[classes]]
id = "chat"
name = { zh = "聊", en = "Chat" }
channel = "chat"
groups = ["team"]
profile = "day"
contacts_per_day = 480
work = { shape = "lognormal", mean_s = 120, cv = 0.8 }
reply_work = { shape = "exponential", mean_s = 10 }
patience = { duration = { shape = "deterministic", mean_s = 60 }, on_patience = "message_stays" }

[[targets]]
measure = "frt_attainment_60_s"
comparison = ">="
threshold = 0.9
scope = "wave:opening"
"""

# one chat class by rounds and one phone class; two groups
TURNS = """
schema_version = 1
id = "rounds"
name = { zh = "轮次", en = "Rounds" }
generated = true
fidelity = "turns"
horizon_h = 48

[[groups]]
id = "front"
name = { zh = "前台", en = "Front" }
slots = 3
shifts = [{ start = "08:00", end = "20:00", agents = 4 }]

[[groups]]
id = "back"
name = { zh = "后台", en = "Back" }
shifts = [{ start_h = 8, end_h = 20, agents = 2 }]

[[classes]]
id = "chat"
name = { zh = "聊", en = "Chat" }
channel = "chat"
groups = ["front"]
step_min = 60
rates_per_h = [12]
turns.rounds = { shape = "geometric", mean = 4 }
turns.think = { shape = "exponential", mean_s = 40 }
turns.reply = { shape = "exponential", mean_s = 20 }

[[classes]]
id = "call"
name = { zh = "电", en = "Call" }
channel = "phone"
groups = ["back"]
step_min = 60
rates_per_h = [6]
work = { shape = "exponential", mean_s = 180 }
"""


def scenario_of(folder: Path, text: str) -> Scenario:
    """Return the scenario that a text holds."""
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(path)


def changed(text: str, good: str, bad: str) -> str:
    """Return a text with one passage replaced, which must stand in it."""
    assert good in text
    return text.replace(good, bad, 1)


def faults_of(folder: Path, text: str) -> set[tuple[str, str]]:
    """Return code and key path of every fault of a text; each has its sentence in zh and en."""
    with pytest.raises(InputError) as caught:
        scenario_of(folder, text)
    assert all(render_error(caught.value, language) for language in LANGUAGES)
    return {(fault.code, fault.place.split(" (")[0]) for fault in caught.value.faults}
