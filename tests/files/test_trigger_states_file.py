"""States of triggers in files."""

import json
from pathlib import Path

import pytest

from engine.domain.trigger_states import TriggerState, TriggerStates
from engine.errors import InputError
from engine.files.trigger_states_file import read_trigger_states, states_document, states_text
from engine.i18n.translate import render_error

STATES = TriggerStates(
    "p",
    "2026-11",
    (
        TriggerState("a", True, "2026-12", {"fcr": 0.03}, {"frt": 0.02, "csat": 0.01}),
        TriggerState("b"),
    ),
)


def test_states_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text(states_text(STATES), encoding="utf-8")

    assert read_trigger_states(path) == STATES


def test_a_proposal_carries_its_states(tmp_path: Path) -> None:
    path = tmp_path / "proposal.json"
    document = {"kind": "trigger", "state": states_document(STATES)}
    path.write_text(json.dumps(document), encoding="utf-8")

    assert read_trigger_states(path) == STATES


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"kind": "proposal"}, [("kind", "kind")]),
        ({"triggers": None}, [("list", "triggers")]),
        ({"period": "2026-13"}, [("month", "period")]),
        ({"policy": 3}, [("text", "policy")]),
        (
            {"triggers": [{"id": "a", "state": "up", "since": "soon", "raised": [1]}, 7]},
            [
                ("state", "triggers[0].state"),
                ("month", "triggers[0].since"),
                ("table", "triggers[0].raised"),
                ("table", "triggers[1]"),
            ],
        ),
        (
            {"triggers": [{"id": "a", "state": "raised", "since": None}]},
            [("month", "triggers[0].since")],
        ),
        (
            {"triggers": [{"id": "a", "state": "raised", "since": "2026-12"}]},
            [("raised", "triggers[0].raised")],
        ),
        (
            {
                "triggers": [
                    {
                        "id": "a",
                        "state": "raised",
                        "since": "2026-12",
                        "raised": {"fcr": 0.03},
                        "taken": {"frt": 0.02},
                    }
                ]
            },
            [("unequal", "triggers[0].taken")],
        ),
        ({"schema_version": 2}, [("version", "schema_version")]),
        (
            {"triggers": [{"id": "a", "state": "idle"}, {"id": "a", "state": "idle"}]},
            [("twice", "triggers[1].id")],
        ),
    ],
)
def test_every_fault_is_named_by_its_place(
    tmp_path: Path, change: dict[str, object], faults: list[tuple[str, str]]
) -> None:
    path = tmp_path / "state.json"
    path.write_text(json.dumps(states_document(STATES) | change), encoding="utf-8")

    with pytest.raises(InputError) as refused:
        read_trigger_states(path)

    found = [(f.code.removeprefix("review_file."), f.place) for f in refused.value.faults]
    assert found == faults
    assert {fault.file for fault in refused.value.faults} == {"state.json"}
    for language in ("zh", "en"):
        render_error(refused.value, language)
