"""Verdicts in words: every one has its sentence in both languages."""

import re

import numpy as np
import pytest

from engine.domain.daily_counts import DailyCounts
from engine.domain.texts import Finding, Language
from engine.domain.trigger_states import TriggerState, TriggerVerdict
from engine.errors import MethodError
from engine.i18n.translate import LANGUAGES, render_sentence
from engine.studies.trigger_changes import Cut, ShortRelease, TriggerChange
from engine.studies.trigger_windows import WindowTest, window_test
from engine.studies.trigger_words import (
    broken_findings,
    change_findings,
    conflict_findings,
    verdict_sentence,
    window_findings,
)
from tests.studies.trigger_samples import TREE, counts, rule

LAST = np.datetime64("2026-11-30")
IDLE = TriggerState("complaints")
RAISED = TriggerState("complaints", True, "2026-03")


def window(comparison: str, state: TriggerState, contacts: int = 5000) -> WindowTest:
    high = comparison == ">="
    each = rule(comparison=comparison, release=0.025 if high else 0.035)
    return window_test(each, state, counts("2026-11-30", min(150, contacts), contacts), LAST)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("comparison", [">=", "<="])
@pytest.mark.parametrize("verdict", list(TriggerVerdict))
def test_every_verdict_has_its_sentence(
    verdict: TriggerVerdict, comparison: str, language: Language
) -> None:
    raised = verdict in (TriggerVerdict.RELEASES, TriggerVerdict.STAYS_RAISED)
    contacts = 1 if verdict is TriggerVerdict.TOO_FEW else 5000
    tested = window(comparison, RAISED if raised else IDLE, contacts)

    said = render_sentence(
        verdict_sentence(rule(), tested, verdict, "2027-01", "2026-12"), language
    )

    assert said.startswith("投诉：" if language == "zh" else "Complaints: ")
    assert not re.search(r"nan|\{|inf", said)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_limit_that_no_rate_can_pass_is_not_said_to_lack_contacts(language: Language) -> None:
    each = rule(threshold=1.0, release=1.0)
    tested = window_test(each, IDLE, counts("2026-11-30", 150, 5000), LAST)

    told = verdict_sentence(each, tested, TriggerVerdict.TOO_FEW, "2027-01", "2026-12")

    assert told.key == "weight_review.verdict.never"
    assert not re.search(r"nan|\{|inf", render_sentence(told, language))


def told(findings: tuple[Finding, ...]) -> list[str]:
    """Return the findings' keys, once each is said in both languages."""
    for each in findings:
        for language in LANGUAGES:
            assert not re.search(r"nan|\{|inf", render_sentence(each.sentence, language))
    return [each.sentence.key.removeprefix("finding.weight_review.") for each in findings]


def test_later_and_earlier_days_are_told_once() -> None:
    tested = window(">=", IDLE)

    found = window_findings([tested, tested], counts("2026-12-05", 1, 100, days=50), LAST)

    assert told(found) == ["later_days", "earlier_days"]
    assert [each.sentence.values["days"] for each in found] == [5, 15]


@pytest.mark.parametrize(("gap", "keys"), [(30, []), (31, ["far_day"]), (36159, ["far_day"])])
def test_a_day_far_behind_all_others_is_named(gap: int, keys: list[str]) -> None:
    month = counts("2026-12-02", 100, 3000)
    far = month.days[-1] + gap
    stray = DailyCounts(
        np.append(month.days, far),
        np.append(month.contacts, 100),
        {"complaint": np.append(month.events["complaint"], 3)},
    )
    tested = window_test(rule(), IDLE, stray, far)

    found = [each for each in window_findings([tested], stray, far) if each not in tested.findings]

    assert told(tuple(found)) == [*keys, "earlier_days"]
    if keys:
        assert found[0].severity == "caution"
        assert found[0].sentence.values["day"] == str(far)
        assert found[0].sentence.values["before"] == "2026-12-02"


def test_weights_that_break_the_policy_are_an_alarm_and_what_moves_by_that_is_told() -> None:
    assert broken_findings((), {}, TREE) == ()
    assert told(broken_findings(("fcr <= 0.1",), {}, TREE)) == ["broken"]

    alarm, repaired = broken_findings(("fcr <= 0.1",), {"fcr": -0.1, "frt": 0.1}, TREE)

    assert (alarm.severity, alarm.sentence.values["rules"]) == ("alarm", "fcr <= 0.1")
    assert repaired.sentence.values["points"] == pytest.approx(10)
    assert told((alarm, repaired)) == ["broken", "repaired"]


def test_cuts_and_short_releases_are_said_in_words() -> None:
    change = TriggerChange(
        None,
        {"complaints": TriggerVerdict.RELEASES},
        {},
        {},
        (
            Cut("complaints", "fcr", 0.06, 0.02, ("fcr <= 0.22",)),
            Cut("complaints", "frt", 0.01, 0.0, ()),
        ),
        (ShortRelease(("complaints",), ()), ShortRelease(("complaints",), ("frt <= 0.2",))),
    )

    found = change_findings(change, [rule()], TREE)

    assert told(found) == [
        "cut",
        "cut_together",
        "release_in_proportion",
        "release_short",
        "release_unchanged",
    ]
    assert "+2.00 points" in render_sentence(found[0].sentence, "en")
    assert "fcr <= 0.22" in render_sentence(found[0].sentence, "zh")


@pytest.mark.parametrize(
    ("code", "values", "key"),
    [
        ("trigger.no_room", {"leaves": "fcr", "total": 1.2}, "no_room"),
        (
            "policy.infeasible",
            {"rules": "a <= 0.1", "changes": "a <= 0.1 (0.1)", "total": 0.1, "conflict": object()},
            "infeasible",
        ),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_conflict_is_an_alarm_in_words(
    code: str, values: dict[str, object], key: str, language: Language
) -> None:
    (finding,) = conflict_findings(MethodError(code, **values))

    assert finding.severity == "alarm"
    assert finding.sentence.key == f"finding.weight_review.{key}"
    assert "{" not in render_sentence(finding.sentence, language)


def test_no_conflict_is_nothing_to_tell() -> None:
    assert conflict_findings(None) == ()
