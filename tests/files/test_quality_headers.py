"""Header maps of quality sheets: the shipped ones, the form's items, the raters' roles."""

from engine.domain.records import TableKind
from engine.files.header_maps import HeaderMatch, match_headers
from engine.files.quality_form_file import named_quality_form, read_quality_form
from engine.files.quality_headers import column_spec, quality_maps, with_roles

FORM = read_quality_form(named_quality_form("session"))


def understood(*headers: str) -> HeaderMatch:
    return match_headers(headers, with_roles(quality_maps(FORM), [headers]))


def test_headers_are_known_by_name_and_by_words_of_both_languages() -> None:
    found = understood("sample_id", "客服", "Reviewer", "Session Score", "解答错误", "mood")

    assert [each.target.column for each in found.matched] == [
        "sample_id",
        "agent",
        "rater",
        "session_score",
        "wrong_answer",
    ]
    assert [each.header for each in found.unknown] == ["mood"]


def test_an_item_by_name_and_by_id_is_there_twice() -> None:
    assert understood("客服", "解答错误", "Wrong answer").duplicates


def test_the_table_follows_from_the_headers() -> None:
    kinds = {
        TableKind.RATINGS: ("month", "agent", "rater", "role", "indicator", "score"),
        TableKind.STAFF: ("month", "agent", "rating_peers"),
        TableKind.SAMPLES: ("客服", "质检得分"),
    }

    for kind, headers in kinds.items():
        chosen = understood(*headers).chosen
        assert chosen is not None
        assert chosen.kind is kind


def test_items_are_counts_and_roles_are_points() -> None:
    item = column_spec("cold", TableKind.SAMPLES, FORM)
    role = column_spec("rating_peers", TableKind.STAFF, FORM)

    assert item is not None
    assert (item.least, item.greatest) == (0, None)
    assert role is not None
    assert (role.least, role.greatest) == (0, 100)
    assert column_spec("cold", TableKind.STAFF, FORM) is None
