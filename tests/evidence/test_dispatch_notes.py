"""Notes are findings of this room by key."""

from engine.evidence.dispatch_notes import note


def test_a_note_carries_its_severity_and_values() -> None:
    found = note("dispatch_sets", "caution", sets=3, agents=9)

    assert found.severity == "caution"
    assert found.sentence.key == "finding.evidence.dispatch_sets"
    assert found.sentence.values == {"sets": 3, "agents": 9}
