"""Platform rules are dated facts with a source."""

from dataclasses import FrozenInstanceError

import pytest

from engine.domain.platform import PlatformRule
from engine.domain.texts import Text


def test_a_rule_carries_its_source_its_date_and_how_well_it_is_known() -> None:
    rule = PlatformRule(
        id="rate_3min", name=Text("3分钟", "3 min"), unit="round", threshold_s=180.0,
        hours_start_s=8 * 3600.0, hours_end_s=23 * 3600.0, bot_reply_counts=True,
        greeting_counts=False, offline_counts=False, window_days=30, valid_from="2025-01-01",
        valid_to="", source="page", source_date="2025-06-01", grade="c", note=Text("", ""),
    )  # fmt: skip

    assert (rule.source, rule.source_date, rule.grade) == ("page", "2025-06-01", "c")
    with pytest.raises(FrozenInstanceError):
        rule.threshold_s = 60.0  # type: ignore[misc]  # the assignment is what is tested
