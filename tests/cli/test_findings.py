"""Findings as JSON and as sentences."""

from engine.cli.findings import finding_documents, finding_lines
from engine.domain.texts import Finding, Sentence

FINDING = Finding("caution", Sentence("finding.goals.idle", {"items": "art"}))


def test_a_document_keeps_key_and_values() -> None:
    assert finding_documents([FINDING]) == [
        {"severity": "caution", "key": "finding.goals.idle", "values": {"items": "art"}}
    ]


def test_a_line_is_a_sentence_of_the_language() -> None:
    assert finding_lines([FINDING], "en") == ["Serves no goal and so weighs nothing: art."]
    assert "art" in finding_lines([FINDING], "zh")[0]
