"""What a reader must know of people and their answers."""

from dataclasses import replace

from engine.domain.survey import Treatment
from engine.domain.texts import Finding, Sentence
from engine.i18n.translate import render_sentence
from tests.studies.panel_samples import (
    CIRCLE,
    GAP,
    OPPOSED,
    STEADY,
    calibrated,
    keys,
    nish,
    note,
    response,
    survey,
)

BACKWARD = tuple(1 / ratio for ratio in CIRCLE)


def test_consistent_group_that_hides_an_incoherent_panel_is_an_alarm() -> None:
    found = next(each for each in nish().findings if "incoherent" in each.sentence.key)

    told = found.sentence.values
    assert found is nish().findings[0]
    assert found.severity == "alarm"
    assert float(str(told["group"])) < 0.011
    assert (told["consistent"], told["respondents"]) == (28, 175)
    assert (told["complete_consistent"], told["complete"]) == (25, 164)


def test_two_opposite_circles_make_a_perfect_group() -> None:
    found = keys(calibrated(survey(response("r1", CIRCLE), response("r2", BACKWARD))))

    assert "incoherent" in found
    assert "group_inconsistent" not in found


def test_inconsistent_group_is_an_alarm() -> None:
    calibration = calibrated(survey(response("r1", CIRCLE), response("r2", CIRCLE)))

    assert calibration.findings[0].sentence.key == "finding.panel.group_inconsistent"


def test_consistent_panel_raises_no_alarm() -> None:
    calibration = calibrated(survey(response("r1", STEADY), response("r2", STEADY)))

    assert {each.severity for each in calibration.findings} <= {"note"}


def test_least_consistent_are_named_first() -> None:
    mild = (2.0, 1.0, 2.0)
    panel = survey(response("mild", mild), response("bad", CIRCLE), response("good", STEADY))

    found = calibrated(panel)

    told = next(e for e in found.findings if e.sentence.key == "finding.panel.ask_again")
    assert told.sentence.values["names"] == {"zh": "bad、mild", "en": "bad, mild"}
    assert told.sentence.values["respondents"] == 3


def test_of_many_above_the_limit_the_worst_are_named() -> None:
    told = next(e for e in nish().findings if e.sentence.key == "finding.panel.ask_again_most")

    assert told.sentence.values["count"] == 147
    assert told.sentence.values["names"] == {
        "zh": "99、97、142、70、64",
        "en": "99, 97, 142, 70, 64",
    }


def test_who_is_not_heard_is_named() -> None:
    panel = survey(
        response("r1", STEADY),
        response("r2", (2.0, GAP, GAP)),
        response("r3", STEADY, weight=0.0),
        notes=(note(Treatment.REJECTED, "r4", ""),),
    )

    found = {each.sentence.key: each.sentence.values for each in calibrated(panel).findings}

    for key, name in (("absent", "r4"), ("unlinked", "r2"), ("weightless", "r3")):
        values = found[f"finding.panel.{key}"]
        assert (values["names"], values["total"]) == ({"zh": name, "en": name}, 4)


def test_single_respondent_is_told() -> None:
    assert "one_voice" in keys(calibrated(survey(response("r1", STEADY))))
    assert "one_voice" not in keys(nish())


def test_bands_of_few_respondents_are_said_to_be_narrow() -> None:
    few = calibrated(survey(response("r1", STEADY), response("r2", STEADY)))

    assert "few_voices" in keys(few)
    assert "few_voices" not in keys(calibrated(survey(response("r1", STEADY))))
    assert "few_voices" not in keys(nish())


def test_rejected_and_repaired_answers_are_counted_by_respondent() -> None:
    notes = (
        note(Treatment.REJECTED, "r1"),
        note(Treatment.REJECTED, "r1"),
        note(Treatment.REPAIRED, "r2"),
        note(Treatment.BLANK, "r2"),
    )
    panel = survey(response("r1", STEADY), response("r2", OPPOSED), notes=notes)

    found = {each.sentence.key: each for each in calibrated(panel).findings}

    rejected = found["finding.panel.rejected"]
    assert (rejected.severity, rejected.sentence.values["answers"]) == ("caution", 2)
    assert rejected.sentence.values["count"] == 1
    assert found["finding.panel.repaired"].severity == "note"
    assert "finding.panel.blank" not in found


def test_published_count_is_told_where_it_differs() -> None:
    found = next(e for e in nish().findings if "as_written_consistent" in e.sentence.key)

    assert (found.sentence.values["consistent"], found.sentence.values["respondents"]) == (25, 171)


def test_index_for_matrices_without_gaps_flatters() -> None:
    assert "flattering_index" in keys(nish("saaty1980"))
    assert "flattering_index" not in keys(nish())


def test_what_the_survey_said_stands_among_the_findings_by_severity() -> None:
    told = Finding("caution", Sentence("survey.one_sided", {"count": 3}))
    given = replace(survey(response("r1", CIRCLE)), findings=(told,))

    found = calibrated(given).findings

    severities = [each.severity for each in found]
    assert severities == sorted(severities, key=("alarm", "caution", "note").index)
    assert told in found


def test_every_finding_of_the_published_survey_reads_in_both_languages() -> None:
    for each in nish().findings:
        assert render_sentence(each.sentence, "zh")
        assert "{" not in render_sentence(each.sentence, "en")
