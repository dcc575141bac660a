"""The triggers' states between two monthly reviews, as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path

from engine.domain.months import is_month
from engine.domain.trigger_states import TriggerState, TriggerStates
from engine.domain.weights import SUM_TOLERANCE
from engine.files.review_json import ReviewJson

KIND = "trigger-states"
_IDLE, _RAISED = "idle", "raised"


def states_document(states: TriggerStates) -> dict[str, object]:
    """Return states as plain JSON."""
    return {
        "kind": KIND,
        "schema_version": 1,
        "policy": states.policy,
        "period": states.period,
        "triggers": [
            {
                "id": each.trigger,
                "state": _RAISED if each.is_raised else _IDLE,
                "since": each.since or None,
                "raised": dict(each.raised),
                "taken": dict(each.taken),
            }
            for each in states.triggers
        ],
    }


def states_text(states: TriggerStates) -> str:
    """Return states as the text of a file."""
    return json.dumps(states_document(states), ensure_ascii=False, indent=1) + "\n"


def read_trigger_states(path: Path) -> TriggerStates:
    """Return the states of a file; those inside a proposal hold once it is adopted.

    Raises
    ------
    InputError
        ``review_file.invalid`` with every fault at once.
    """
    file = ReviewJson(path)
    document = file.loaded()
    inside = document.get("state")
    if document.get("kind") != KIND and isinstance(inside, Mapping):
        document = inside
    states = states_of(document, file)
    file.raise_if_any()
    return states


def states_of(document: Mapping[str, object], file: ReviewJson) -> TriggerStates:
    """Return the states of a document, noting every fault."""
    if document.get("kind") != KIND:
        file.add("kind", "kind", document.get("kind"), kind=KIND)
        return TriggerStates("", "", ())
    entries = document.get("triggers")
    if not isinstance(entries, list):
        file.add("list", "triggers", entries)
        entries = []
    triggers = [_state(entry, f"triggers[{i}]", file) for i, entry in enumerate(entries)]
    ids = [each.trigger for each in triggers]
    for place, id_ in enumerate(ids):
        if id_ in ids[:place]:
            file.add("twice", f"triggers[{place}].id", id_)
    policy = file.text(document, "policy", "policy")
    return TriggerStates(policy, _month(document, "period", "period", file), tuple(triggers))


def _state(entry: object, place: str, file: ReviewJson) -> TriggerState:
    if not isinstance(entry, Mapping):
        file.add("table", place, entry)
        return TriggerState("")
    word = entry.get("state")
    if word not in (_IDLE, _RAISED):
        file.add("state", f"{place}.state", word)
    since = ""
    if entry.get("since") is not None or word == _RAISED:
        since = _month(entry, "since", f"{place}.since", file)
    raised = file.shares(entry.get("raised", {}), f"{place}.raised")
    taken = file.shares(entry.get("taken", {}), f"{place}.taken")
    added, paid = sum(raised.values()), sum(taken.values())
    if taken and abs(added - paid) > SUM_TOLERANCE:
        file.add("unequal", f"{place}.taken", f"{paid:.6g}", raised=added)
    if word == _RAISED and not any(raised.values()) and not file.faults:
        file.add("raised", f"{place}.raised", entry.get("raised"))
    id_ = file.text(entry, "id", f"{place}.id")
    return TriggerState(id_, word == _RAISED, since, raised, taken)


def _month(table: Mapping[str, object], key: str, place: str, file: ReviewJson) -> str:
    month = table.get(key)
    if not is_month(month):
        file.add("month", place, month)
        return ""
    return str(month)
