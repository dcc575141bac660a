"""The report for people: grade first, business units, doubts last."""

from dataclasses import replace

import pytest

from engine.cli.evidence_text import amount, evidence_text, finding_text, findings_lines, p_text
from engine.domain.texts import Finding, Language, Sentence
from tests.studies.evidence_samples import shop_study


def test_grade_effects_claims_and_doubts_stand_in_order() -> None:
    text = evidence_text(shop_study().report, "en")

    order = ["(conversion): grade C", "frt_s +10 s", "Importance", "Claims:", "Validation", "doubt"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_of_a_cause_stands_in_an_association(language: Language) -> None:
    text = evidence_text(shop_study().report, language)

    for word in ("leads to", "lifts", "drives", "导致", "提升", "带来", "拉动", "使得"):
        assert word not in text


def test_a_change_of_a_chance_is_in_points_and_never_rounded_to_nothing() -> None:
    assert amount(-0.0803, "en", chance=True) == "−8.03 pp"
    assert amount(0.0000123, "en", chance=True) == "+0.0012 pp"
    assert amount(1.23456, "en", chance=False) == "+1.235"


def test_small_p_values_are_not_written_as_nought() -> None:
    assert (p_text(0.0004), p_text(0.048)) == ("< 0.001", "0.048")


def test_alarms_stand_first_and_a_dozen_notes_suffice() -> None:
    def said(severity: str) -> Finding:
        return Finding(severity, Sentence("finding.evidence.weights_need_scheme"))  # type: ignore[arg-type]  # one of three

    lines = findings_lines([*[said("note")] * 14, said("caution"), said("alarm")], "en")

    assert [line[:2] for line in lines[:3]] == ["!!", "! ", "  "]
    assert lines[-1].strip() == "and 2 more notes: see --json."


@pytest.mark.parametrize(("chance", "told"), [(True, "−5.23 pp with"), (False, "-0.05226 with")])
def test_an_effect_in_a_sentence_is_told_as_in_the_table(chance: bool, told: str) -> None:
    values = {"column": "x", "withheld": "w", "adjusted": -0.0522639, "unadjusted": 0.01}
    finding = Finding("note", Sentence("finding.evidence.withheld", values))

    assert told in finding_text(finding, "en", chance=chance)


def test_a_confounder_is_not_to_be_read_as_an_effect() -> None:
    lines = evidence_text(shop_study().report, "en").splitlines()

    own = [line for line in lines if "adjusted for; not to be read as an effect" in line]
    assert own
    assert not any("frt_s" in line or "solved" in line for line in own)


def test_a_finding_of_the_validation_names_its_question_and_drift_is_told_once() -> None:
    report = shop_study().report
    alarm = Finding("caution", Sentence("finding.evidence.no_time"))
    weeks = Sentence(
        "finding.evidence.drift_weeks", {"weeks": "3", "count": 1, "false_alarm": 0.05}
    )
    checked = replace(report.validation[0], findings=(alarm, Finding("caution", weeks)))

    text = evidence_text(replace(report, validation=(checked,)), "en")

    assert f"!  [{checked.fit}] " in text
    assert "outside the limits" not in text
