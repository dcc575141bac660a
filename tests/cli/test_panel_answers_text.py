"""What the text says was read of whom, cell by cell."""

from dataclasses import replace

from engine.cli.panel_answers_text import MOST_CELLS, MOST_LINES, answers_lines
from engine.domain.survey import AnswerNote, Treatment
from engine.domain.texts import Language, Sentence
from tests.studies.panel_samples import STEADY, calibrated, nish, note, response, survey


def lines(*notes: AnswerNote, language: Language = "en") -> list[str]:
    calibration = calibrated(survey(response("r1", STEADY), notes=notes))
    return list(answers_lines(calibration, language))


def rejected(given: str, key: str = "survey.not_an_answer") -> AnswerNote:
    return replace(note(Treatment.REJECTED, "r1"), given=given, why=Sentence(key))


def test_blanks_of_the_published_survey_are_named_by_respondent_and_pair() -> None:
    told = list(answers_lines(nish(), "en"))

    start = told.index("  Blank: 30. Respondents: 6.")
    assert told[start + 1] == "    10  GP:BL, GP:BB, BL:QL, QL:BB"
    assert [line.split()[0] for line in told[start + 1 : start + 7]] == [
        *("10", "11", "17", "52", "63", "80")
    ]


def test_answers_outside_the_scale_stand_as_written_with_what_became_of_them() -> None:
    told = list(answers_lines(nish(), "en"))

    start = told.index("  Outside the scale from 1/9 to 9 as written: 26. Respondents: 8.")
    assert told[start + 1].startswith("    1    repaired: GP:QL 0.111 -> 1/9, BB:BL 0.11 -> 1/9")
    assert told[start + 5] == "    107  rejected: BB:BL 0.001094091904"
    assert [line.split()[0] for line in told[start + 1 : start + 9]] == [
        *("1", "53", "54", "58", "107", "110", "117", "167")
    ]


def test_repairs_are_counted_and_who_is_left_out_is_named() -> None:
    told = list(answers_lines(nish(), "en"))

    assert told[0].endswith("Respondents with usable answers: 176 of 177; answers are ratios.")
    assert "587. Respondents: 157 (1, 2, 3" in told[-2]
    assert told[-1].endswith("52")


def test_other_rejections_stand_as_written() -> None:
    told = lines(rejected("very important, I would say"))

    assert told[-2:] == [
        "  Rejected for other reasons, so that the pair stays open: 1. Respondents: 1.",
        "    r1  a:b very important, I w\u2026",
    ]


def test_one_respondent_may_be_repaired_and_rejected() -> None:
    repaired = replace(
        note(Treatment.REPAIRED, "r1"),
        given="0.11",
        taken=1 / 9,
        why=Sentence("survey.repaired_out_of_scale"),
    )

    told = lines(repaired, rejected("12", "survey.out_of_scale"), language="zh")

    assert told[2] == "    r1  修正：a:b 0.11 -> 1/9；拒收：a:b 12"


def test_long_lists_say_how_many_more_there_are() -> None:
    many = [note(Treatment.BLANK, f"r{k}") for k in range(MOST_LINES + 2)]

    told = lines(*many, *[note(Treatment.BLANK, "r0")] * MOST_CELLS)

    assert told[2].endswith(" and 1 more")
    assert told[-1] == "    Not shown: 2; --json lists all."
    assert len(told) == MOST_LINES + 3


def test_untouched_answers_take_one_line() -> None:
    assert len(lines()) == 1
