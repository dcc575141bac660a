"""Which state a monthly review starts from."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.domain.proposal import Proposal, ProposalKind
from engine.domain.trigger_states import TriggerState, TriggerStates
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.files.proposal_file import proposal_document, proposal_text
from engine.files.trigger_states_file import states_text
from engine.i18n.translate import LANGUAGES, render_error, render_sentence
from engine.services.review_states import known_states

BEFORE = WeightSet.from_mapping(Origin.INCUMBENT, {"a": 0.5, "b": 0.5})
AFTER = WeightSet.from_mapping(Origin.RECOMMENDED, {"a": 0.4, "b": 0.6})
RAISED = (TriggerState("t", True, "2026-12", {"b": 0.1}, {"a": 0.1}),)
STATES = TriggerStates("p", "2026-11", RAISED)


def adopted(folder: Path, states: TriggerStates | None, **stated: Any) -> Path:
    kind = ProposalKind.RECALIBRATION if states is None else ProposalKind.TRIGGER
    proposal = Proposal(kind, "p", "2026-11", "2026-12", BEFORE, AFTER, (), states)
    path = folder / "proposal.json"
    path.write_text(proposal_text(proposal_document(proposal, {}, []) | stated), encoding="utf-8")
    return path


def state_file(folder: Path, period: str) -> Path:
    path = folder / "state.json"
    path.write_text(states_text(TriggerStates("p", period, ())), encoding="utf-8")
    return path


def test_a_proposal_in_force_holds_its_own_state(tmp_path: Path) -> None:
    path = adopted(tmp_path, STATES)

    found = known_states(None, path)

    assert (found.states, found.file) == (STATES, path)
    assert [each.severity for each in found.findings] == ["note"]


@pytest.mark.parametrize("period", ["2026-11", "2026-12"])
def test_a_state_of_the_same_or_a_later_review_counts(tmp_path: Path, period: str) -> None:
    path = state_file(tmp_path, period)

    found = known_states(path, adopted(tmp_path, STATES))

    assert (found.states, found.file, found.findings) == (
        TriggerStates("p", period, ()),
        path,
        (),
    )


def test_a_state_from_before_the_proposal_in_force_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"weight_review\.refused") as refused:
        known_states(state_file(tmp_path, "2026-10"), adopted(tmp_path, STATES))

    (fault,) = refused.value.faults
    assert (fault.code, fault.file) == ("weight_review.older_state", "state.json")
    assert all("2026-11" in render_error(refused.value, language) for language in LANGUAGES)


def test_a_recalibration_in_force_knows_no_state(tmp_path: Path) -> None:
    found = known_states(None, adopted(tmp_path, None))

    assert found.states is None
    (caution,) = found.findings
    assert caution.severity == "caution"
    assert all(
        "proposal.json" in render_sentence(caution.sentence, language) for language in LANGUAGES
    )


def test_a_proposal_with_a_faulty_state_is_refused_and_not_taken_as_idle(tmp_path: Path) -> None:
    path = adopted(tmp_path, STATES, state={"kind": "trigger-states", "triggers": []})

    with pytest.raises(InputError, match=r"review_file\.invalid"):
        known_states(None, path)


@pytest.mark.parametrize("text", ["", "[1]", json.dumps({"weights": {"a": 1}}), "indicator,weight"])
def test_weights_in_another_form_hold_no_state(tmp_path: Path, text: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(text, encoding="utf-8")

    found = known_states(None, path)

    assert (found.states, found.file, found.findings) == (None, None, ())
