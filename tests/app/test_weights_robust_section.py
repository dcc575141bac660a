"""How robust the recommendation is, on the page *Decision*."""

from dataclasses import replace

from tests.app.conftest import OpenPage, has_fault, page_html
from tests.app.weights_sample import bare_pack, weights_report, without_scores


def test_only_agents_whose_grade_is_in_doubt_are_unfolded(open_page: OpenPage) -> None:
    page = open_page("decision", bare_pack(), "en")

    labels = [each.label for each in page.expander]
    assert "All 5 agents" in labels
    assert "Agents, open grades first" in labels
    assert "2 have not: A2, A4." in page_html(page)


def test_case_without_scores_shows_the_robust_choices_alone(open_page: OpenPage) -> None:
    pack = bare_pack(without_scores(weights_report()))

    page = open_page("decision", pack, "en")

    html = page_html(page)
    assert not has_fault(page)
    assert "Robust alternatives" in html
    assert "How few grades need change" not in html
    assert "How far one weight may move" not in html


def test_nothing_to_say_has_no_chapter(open_page: OpenPage) -> None:
    bare = replace(without_scores(weights_report()), robust=())
    pack = bare_pack(bare)

    assert "How robust it is" not in page_html(open_page("decision", pack, "en"))
