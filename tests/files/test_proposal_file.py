"""proposal.json: both languages, the next incumbent, and back again."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.domain.proposal import Proposal, ProposalKind
from engine.domain.texts import Sentence
from engine.domain.trigger_states import TriggerState, TriggerStates
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.files.proposal_file import proposal_document, proposal_text, read_proposal
from engine.files.weights_file import read_weights
from engine.i18n.translate import LANGUAGES, render_error

BEFORE = WeightSet.from_mapping(Origin.INCUMBENT, {"a": 0.5, "b": 0.5})
AFTER = WeightSet.from_mapping(Origin.RECOMMENDED, {"b": 0.6, "a": 0.4})
STATES = TriggerStates("p", "2026-11", (TriggerState("t", True, "2026-12", {"b": 0.1}),))
REASON = Sentence("monthly_review.no_proposal")
PROPOSAL = Proposal(
    ProposalKind.TRIGGER, "p", "2026-11", "2026-12", BEFORE, AFTER, (REASON,), STATES
)


def document() -> dict[str, Any]:
    return proposal_document(PROPOSAL, {"version": "1"}, [{"trigger": "t"}])


def written(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "proposal.json"
    path.write_text(proposal_text(content), encoding="utf-8")
    return path


def test_a_document_says_from_when_what_and_why_in_both_languages() -> None:
    found = document()

    assert next(iter(found)) == "heng"
    assert (found["running_period"], found["effective_from"]) == ("2026-11", "2026-12")
    assert found["from"] == {"a": 0.5, "b": 0.5}
    assert found["to"] == found["weights"] == {"a": 0.4, "b": 0.6}
    assert found["moves"] == pytest.approx({"a": -0.1, "b": 0.1})
    assert found["reasons"] == [
        {"zh": "不提出权重改变。", "en": "No change of weights is proposed."}
    ]
    assert (found["status"], found["needs_approval"]) == ("proposed", True)


def test_a_proposal_comes_back_without_its_sentences(tmp_path: Path) -> None:
    found = read_proposal(written(tmp_path, document()))

    assert (found.kind, found.policy, found.state) == (ProposalKind.TRIGGER, "p", STATES)
    assert found.moves == pytest.approx(PROPOSAL.moves)


def test_an_adopted_proposal_is_the_next_incumbent(tmp_path: Path) -> None:
    path = written(tmp_path, document())

    found = read_weights(path, Origin.INCUMBENT, ("a", "b")).set

    assert found is not None
    assert found.share("b") == 0.6


def test_a_declined_proposal_is_nobodys_incumbent(tmp_path: Path) -> None:
    path = written(tmp_path, document() | {"status": "declined"})

    with pytest.raises(InputError) as refused:
        read_weights(path, Origin.INCUMBENT, ("a", "b"))

    assert [each.code for each in refused.value.faults] == ["weights_file.declined"]
    for language in LANGUAGES:
        render_error(refused.value, language)


def test_an_adopted_proposal_may_say_so(tmp_path: Path) -> None:
    path = written(tmp_path, document() | {"status": "adopted"})

    assert read_proposal(path).state == STATES


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"kind": "wish"}, [("kind", "kind")]),
        ({"effective_from": "2026-11"}, [("not_later", "effective_from")]),
        ({"running_period": "now"}, [("month", "running_period")]),
        ({"to": {"a": 0.4, "b": 0.5}}, [("sum", "to")]),
        ({"to": {"a": 0.4, "c": 0.6}}, [("indicators", "to")]),
        ({"from": {"a": "half", "b": 0.5}}, [("share", "from.a"), ("sum", "from")]),
        ({"policy": None, "from": 3}, [("text", "policy"), ("table", "from")]),
        ({"state": {"kind": "x"}}, [("kind", "kind")]),
        ({"status": "declined"}, [("declined", "status")]),
        ({"status": "maybe"}, [("status", "status")]),
    ],
)
def test_every_fault_is_named_by_its_place(
    tmp_path: Path, change: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    path = written(tmp_path, json.loads(json.dumps(document() | change)))

    with pytest.raises(InputError) as refused:
        read_proposal(path)

    found = [(f.code.removeprefix("review_file."), f.place) for f in refused.value.faults]
    assert found == faults
    for language in ("zh", "en"):
        render_error(refused.value, language)
