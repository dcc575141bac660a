"""The frontier on the page *Decision*: a picture, how to read it, the corners folded."""

from dataclasses import replace

from tests.app.conftest import OpenPage, page_html
from tests.app.weights_sample import bare_pack, frontier, weights_report


def test_frontier_says_how_to_read_it_and_folds_the_corners(open_page: OpenPage) -> None:
    page = open_page("decision", bare_pack(), "en")

    html = page_html(page)
    assert "coming nearer to one source means leaving the other" in html
    assert "The recommended set lies off the line" in html
    assert "half the L1 distance" in html
    assert "The corners and their weights (4)" in [each.label for each in page.expander]


def test_single_corner_says_that_the_sources_do_not_compete(open_page: OpenPage) -> None:
    only = replace(frontier(), points=frontier().points[2:3], proven=False)
    pack = bare_pack(replace(weights_report(), frontier=only))

    html = page_html(open_page("decision", pack, "en"))

    assert "the two do not compete" in html
    assert "Not every corner is proven" in html


def test_case_without_both_sources_has_no_frontier(open_page: OpenPage) -> None:
    pack = bare_pack(replace(weights_report(), frontier=None))

    assert "Between judgement and evidence" not in page_html(open_page("decision", pack, "en"))
