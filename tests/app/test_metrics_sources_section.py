"""The files: each with its kind and header map; one that cannot be read says why."""

import pytest

from engine.app.metrics_session import Reader
from engine.app.metrics_sources_section import example_exports, kind_name
from engine.domain.records import TableKind
from tests.app.conftest import page_html
from tests.app.metrics_drawn import LOG, ODD, drawn

FILES = f"""
from engine.app.metrics_sources_section import put_files
from engine.app.uploads import exports_of
LOG, ODD = {LOG!r}, {ODD!r}
put_files(reader, exports_of([("log.csv", LOG.encode()), ("<b>.csv", ODD.encode()),
                              ("no.csv", b"a,b\\n1,2\\n"), ("book.xlsx", b"none")]))
"""


def test_each_file_has_kind_map_and_how_many_headers_are_known() -> None:
    html = page_html(drawn(FILES))

    assert "会话明细" in html
    assert "6 / 6" in html
    assert "5 / 6" in html
    assert "未能识别" in html


def test_file_that_cannot_be_read_says_why_and_its_name_is_no_markup() -> None:
    html = page_html(drawn(FILES))

    assert "book.xlsx 无法读取" in html
    assert "_b_.csv" in html
    assert "<b>.csv" not in html


def test_upload_states_limits_and_that_nothing_is_kept() -> None:
    page = drawn("from engine.app.metrics_sources_section import put_sources\nput_sources(reader)")

    assert "100 MB" in page.file_uploader[0].label
    assert "读完即删" in page_html(page)


def test_example_is_the_generated_shop_without_its_mark() -> None:
    names = [each.name for each in example_exports(contacts=5_000)]

    assert "contacts.csv" in names
    assert "GENERATED.md" not in names


@pytest.mark.parametrize("kind", [kind for kind in TableKind if kind is not TableKind.ROUNDS])
def test_every_kind_has_a_name(kind: TableKind) -> None:
    assert kind_name(kind, Reader("zh")) != kind.value
