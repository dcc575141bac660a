"""Verdicts in words: every one has its sentence in both languages."""

import re

import numpy as np
import pytest

from engine.domain.texts import Language
from engine.domain.trigger_states import TriggerState, TriggerVerdict
from engine.errors import MethodError
from engine.i18n.translate import render_sentence
from engine.studies.trigger_windows import WindowTest, window_test
from engine.studies.trigger_words import conflict_findings, verdict_sentence, window_findings
from tests.studies.trigger_samples import counts, rule

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


def test_later_days_are_told_once() -> None:
    tested = window(">=", IDLE)

    (finding,) = window_findings([tested, tested], counts("2026-12-05", 1, 100), LAST)

    assert finding.sentence.values["days"] == 5


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
