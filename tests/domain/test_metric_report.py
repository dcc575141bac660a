"""The report's parts keep what they were given, and cannot be changed afterwards."""

from dataclasses import FrozenInstanceError

import pytest

from engine.domain.metric_report import DataIssue, Effect


def test_an_issue_keeps_its_effect_and_cannot_be_changed() -> None:
    effect = Effect("frt", 41.0, 38.5, agents_moved=2)
    issue = DataIssue(
        "duplicate", "caution", "a.csv", "contacts", "", 3, 90, ("row 4",), "kept", {}, (effect,)
    )

    assert issue.effects[0].without_issue == 38.5
    with pytest.raises(FrozenInstanceError):
        issue.rows = 0  # type: ignore[misc] # what must fail
