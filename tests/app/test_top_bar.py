"""The bar says what the reader looks at."""

from tests.app.conftest import OpenPage, page_html
from tests.app.sample import full_pack


def test_bar_names_case_scheme_period_and_that_the_data_are_invented(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "zh"))

    for text in ("618 权重调整", "绩效方案 60/25/15", "2026-05", "示例数据"):
        assert text in html


def test_language_labels_are_the_same_in_both_languages(open_page: OpenPage) -> None:
    page = open_page("decision", full_pack(), "zh")
    before = page.get("button_group")[0].options

    page.get("button_group")[0].set_value("en").run()

    assert page.get("button_group")[0].options == before == ["中文", "EN"]
