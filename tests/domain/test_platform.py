"""Platform rules are dated facts with a source."""

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from engine.domain.platform import PlatformRule, rules_in_force
from engine.domain.texts import Text


def made(**terms: object) -> PlatformRule:
    rule = PlatformRule(
        id="rate_3min", name=Text("3分钟", "3 min"), unit="round", threshold_s=180.0,
        hours_start_s=8 * 3600.0, hours_end_s=23 * 3600.0, bot_reply_counts=True,
        greeting_counts=False, offline_counts=False, window_days=30, valid_from="2025-01-01",
        valid_to="", source="page", source_date="2025-06-01", grade="c", note=Text("", ""),
    )  # fmt: skip
    return replace(rule, **terms)  # type: ignore[arg-type]  # each test names a term of its own


def test_a_rule_carries_its_source_its_date_and_how_well_it_is_known() -> None:
    rule = made()

    assert (rule.source, rule.source_date, rule.grade) == ("page", "2025-06-01", "c")
    with pytest.raises(FrozenInstanceError):
        rule.threshold_s = 60.0  # type: ignore[misc]  # the assignment is what is tested


def test_a_person_always_answers_and_others_as_the_rule_says() -> None:
    assert made(bot_reply_counts=False).answers == ("agent",)
    assert made(assist_reply_counts=True).answers == ("agent", "assist", "bot")


def test_a_bot_settles_questions_where_it_is_no_answer_and_not_all_count() -> None:
    assert made(bot_reply_counts=False, asks="needs_person").bot_settles
    assert not made(bot_reply_counts=True, asks="needs_person").bot_settles
    assert not made(bot_reply_counts=False, asks="all").bot_settles


def test_a_rule_is_in_force_from_its_first_to_its_last_day() -> None:
    rule = made(platform="p", valid_from="2025-01-01", valid_to="2025-12-31")
    open_ended = made(platform="p", valid_from="2025-06-01")
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]

    assert [len(rules_in_force((rule, open_ended), "p", day)) for day in days] == [0, 1, 2, 1]
    assert rules_in_force((rule,), "other", days[1]) == ()
