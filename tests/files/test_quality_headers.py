"""Headers of quality sheets, in either language."""

from engine.domain.records import TableKind
from engine.files.quality_form_file import named_quality_form, read_quality_form
from engine.files.quality_headers import folded, header_faults, header_names, kind_of

FORM = read_quality_form(named_quality_form("session"))


def test_headers_are_known_by_name_and_by_words_of_both_languages() -> None:
    headers = ("sample_id", "客服", "Rater", "Session Score", "解答错误", "Wrong answer", "mood")

    assert header_names(headers, FORM) == (
        "sample_id",
        "agent",
        "rater",
        "session_score",
        "wrong_answer",
        "wrong_answer",
        "mood",
    )


def test_a_forms_item_goes_before_a_common_word() -> None:
    assert header_names(["泄露客户隐私", "greeting"], FORM) == ("privacy", "greeting")


def test_kind_follows_from_the_columns() -> None:
    assert kind_of(["month", "agent", "rater", "role", "indicator", "score"]) is TableKind.RATINGS
    assert kind_of(["month", "agent", "rating_self"]) is TableKind.STAFF
    assert kind_of(["agent", "session_score"]) is TableKind.SAMPLES


def test_columns_that_are_twice_or_lack_are_faults() -> None:
    headers = ("解答错误", "wrong_answer")

    found = list(header_faults(headers, header_names(headers, FORM), TableKind.SAMPLES, "qa.csv"))

    assert [each.code for each in found] == [
        "quality_sheet.column_twice",
        "quality_sheet.column_missing",
    ]
    assert found[0].values["first"] == "解答错误"
    assert "客服" in str(found[1].values["words"])


def test_writing_does_not_matter() -> None:
    assert folded("Session  Score") == folded("session_score") == folded("ｓｅｓｓｉｏｎＳｃｏｒｅ")
