"""The page *Metrics*, alone, from an empty session: upload, confirm, compute, read."""

import pytest
from streamlit.testing.v1 import AppTest

from engine.domain.texts import Language
from tests.app.conftest import TIMEOUT_S, has_fault, page_html
from tests.app.metrics_drawn import LOG

PAGE = """
from engine.app.metrics import draw
from engine.app.navigation import standing_alone
standing_alone(draw)()
"""


@pytest.fixture
def page() -> AppTest:
    script = AppTest.from_string(PAGE, default_timeout=TIMEOUT_S)
    script.query_params["lang"] = "zh"
    return script.run()


def upload(page: AppTest, *files: tuple[str, str]) -> AppTest:
    page.file_uploader[0].set_value([(name, text.encode(), "text/csv") for name, text in files])
    return page.run()


def compute(page: AppTest) -> AppTest:
    return next(each for each in page.button if each.label == "计算指标").click().run()


def test_empty_session_says_what_can_be_done(page: AppTest) -> None:
    assert "还没有结果" in page_html(page)
    assert "heng metrics" in page_html(page)
    assert not has_fault(page)


def test_uploaded_log_gives_headline_doubts_agents_and_downloads(page: AppTest) -> None:
    upload(page, ("log.csv", LOG))

    html = page_html(compute(page))

    assert not has_fault(page)
    assert "2026-05：" in html
    assert html.index("数据质量") < html.index("按所选指标排列")
    assert len(page.get("download_button")) == 2
    assert "张三" not in html
    assert "李四" not in html


def test_changed_choice_marks_the_report_as_old(page: AppTest) -> None:
    compute(upload(page, ("log.csv", LOG)))

    page.text_input[0].set_value("2026-05").run()

    assert "下面仍是改动前的结果" in page_html(page)


def test_every_fault_of_every_file_is_told_at_once(page: AppTest) -> None:
    upload(page, ("log.csv", LOG), ("a.csv", "x,y\n1,2\n"), ("b.csv", "客服,客服\n1,2\n"))

    html = page_html(compute(page))

    assert "这些文件还不能计算" in html
    assert "a.csv" in html
    assert "b.csv" in html
    assert not has_fault(page)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_wrong_period_is_told_in_the_readers_language(page: AppTest, language: Language) -> None:
    page.session_state["language"] = language
    upload(page.run(), ("log.csv", LOG))
    page.text_input[0].set_value("May").run()

    page.button[-1].click().run()

    assert "h-note bad" in page_html(page)
    assert not has_fault(page)
