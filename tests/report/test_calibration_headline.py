"""The answer of a calibration: what weighs most, who was asked, how sure it is."""

from engine.report.calibration_headline import (
    calibration_headline,
    consistency_count,
    people_sentence,
)
from engine.report.calibration_words import CalibrationWords
from tests.report.calibration_samples import (
    agreed,
    alone,
    english,
    published,
    shipped,
    small,
    undecided,
)


def test_leader_is_named_with_its_band() -> None:
    found = calibration_headline(english(shipped()))

    assert found.title.startswith("QA score of conversations weighs most: 22.4% (")
    assert found.ground.startswith("Respondents: 9. Panel consensus 0.95 (very high). Within")


def test_two_items_are_named_where_the_first_rank_is_open() -> None:
    title = calibration_headline(english(undecided())).title

    assert title.startswith("No item clearly weighs most: ")
    assert title.count("33.3%") == 2


def test_group_that_hides_incoherent_members_is_told_in_the_title() -> None:
    words = english(published())

    assert calibration_headline(words).title.endswith(
        "yet few respondents answer consistently: 28 of 175"
    )
    assert people_sentence(words) == (
        "The group looks consistent (0.010) while its members are not: "
        "28 of 175 within the limit of 0.10"
    )


def test_title_is_quiet_where_the_group_itself_is_inconsistent() -> None:
    assert "yet few" not in calibration_headline(english(small())).title
    assert people_sentence(english(agreed())) == (
        "Within the consistency limit of 0.10: 2 of 2 respondents"
    )


def test_single_respondent_has_no_consensus() -> None:
    ground = calibration_headline(CalibrationWords(alone(), "zh")).ground

    assert "谈不上共识" in ground


def test_count_leaves_out_who_has_no_ratio() -> None:
    count = consistency_count(english(small()))

    assert (count.respondents, count.consistent) == (3, 2)
