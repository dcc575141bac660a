"""Similar names are suggested, never used."""

import pytest

from engine.files.header_maps import match_headers
from engine.files.header_schema import shipped_header_maps
from engine.files.header_suggestions import similarity, suggestions

MAPS = shipped_header_maps()


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("满意率", "满意率", 1.0),
        ("满意律", "满意率", 2 / 3),
        ("ABCD", "abce", 0.75),
        ("甲", "乙", 0.0),
        ("满意率 ", "满意率", 1.0),
    ],
)
def test_similarity_is_twice_the_matching_signs_over_all(
    left: str, right: str, alike: float
) -> None:
    assert similarity(left, right) == pytest.approx(alike)


def test_the_most_similar_name_comes_first_and_is_not_used() -> None:
    match = match_headers(["客服", "接待量", "首次平均响应时长", "邀评率"], MAPS)

    found = suggestions(match, MAPS)

    assert [each.header for each in match.unknown] == ["首次平均响应时长"]
    assert (found[0].name, found[0].map_id, found[0].target.column) == (
        "首次平均响应时间", "jd_workload", "frt",
    )  # fmt: skip
    assert [each.similarity for each in found] == sorted(
        (each.similarity for each in found), reverse=True
    )


def test_names_that_the_file_has_already_are_not_offered() -> None:
    match = match_headers(["客服", "接待量", "接待量2", "咨询量"], MAPS)

    assert "接待量" not in [each.name for each in suggestions(match, MAPS)]


def test_another_layout_is_asked_where_the_chosen_one_has_nothing() -> None:
    match = match_headers(["旺旺昵称", "日期", "咨询人数", "接待人数", "去退销售"], MAPS)

    assert {(each.name, each.map_id) for each in suggestions(match, MAPS)} >= {
        ("去退销售额", "pdd_agent_day")
    }


def test_nothing_like_it_suggests_nothing() -> None:
    match = match_headers(["旺旺昵称", "日期", "咨询人数", "zzzz"], MAPS)

    assert suggestions(match, MAPS) == ()
