"""Respondents: who is above the limit, who left gaps, what the group's ratio is."""

from tests.app.conftest import OpenPage, page_html
from tests.app.sample import full_pack


def test_notes_name_the_inconsistent_and_the_incomplete(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "zh"))

    assert "R09 何苗：超过上限" in html
    assert "R08 方圆：有未答题" in html
    assert "合并后的一致性比率 0.018（随机指数 Saaty 1980）" in html
