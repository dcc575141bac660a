"""Unknown headers: suggested, never used before the reader confirms, and undone at will."""

from engine.app.metrics_session import MAPS
from tests.app.conftest import page_html
from tests.app.metrics_drawn import LOG, ODD, drawn

HEADERS = """
from engine.app.metrics_headers_section import put_headers
from engine.app.metrics_sources_section import put_files
from engine.app.uploads import exports_of
put_headers(reader, put_files(reader, exports_of([("log.csv", {0!r}.encode())])))
"""
TWICE = ODD.replace("问题类型", "首响时长(秒)数")


def test_likest_name_is_preselected_and_not_applied() -> None:
    page = drawn(HEADERS.format(ODD))

    assert "首响时长" in page.selectbox[0].label
    assert "frt_s" in page.selectbox[0].options[page.selectbox[0].index] or page.selectbox[0].value
    assert page.selectbox[0].value != ""
    assert MAPS not in page.session_state
    assert "5 / 6" in page_html(page)


def test_confirmed_headers_are_known_and_can_be_undone() -> None:
    page = drawn(HEADERS.format(ODD))

    page.button[0].click().run()
    confirmed = page_html(page)
    page.button[-1].click().run()

    assert "6 / 6" in confirmed
    assert "已由您确认" in confirmed
    assert "5 / 6" in page_html(page)


def test_one_meaning_for_two_headers_cannot_be_confirmed() -> None:
    page = drawn(HEADERS.format(TWICE))
    first = page.selectbox[0].value or page.selectbox[1].value

    for each in page.selectbox:
        each.set_value(first)
    page.run()

    assert "同一含义选了两次" in page_html(page)
    assert page.button[0].disabled


def test_guesses_are_folded_and_can_be_confirmed() -> None:
    page = drawn(HEADERS.format(LOG))

    assert [each.label for each in page.expander] == [
        "有 1 个文件的表头含义含我们的猜测，可核对后确认"
    ]
    page.button[0].click().run()
    assert "已由您确认" in page_html(page)
    assert not page.expander


def test_reader_says_what_a_file_is_that_no_map_knows() -> None:
    page = drawn(HEADERS.format("aa,bb\n1,2\n"))

    assert "没有版式认识这些表头" in page_html(page)
    page.selectbox[0].set_value("contacts").run()
    page.selectbox[1].set_value("客服").run()
    page.button[0].click().run()

    assert "1 / 2" in page_html(page)
