"""Claims: the verdict as a chip with its word, the stretches folded away."""

from tests.app.conftest import OpenPage, page_html
from tests.app.sample import full_pack


def test_verdicts_have_glyph_and_word(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "en"))

    assert "<span aria-hidden='true'>✕</span>contradicted" in html
    assert "<span aria-hidden='true'>?</span>not decidable" in html


def test_stretches_are_folded(open_page: OpenPage) -> None:
    page = open_page("evidence", full_pack(), "en")

    folds = {fold.label: fold.proto.expanded for fold in page.expander}
    assert folds["Where on the curve each claim holds"] is False
