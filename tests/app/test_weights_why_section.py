"""The summary, the reasons and the prices on the page *Decision*."""

from dataclasses import replace

from tests.app.conftest import OpenPage, has_fault, page_html
from tests.app.weights_sample import OPEN, bare_pack, infeasible, weights_report


def test_rules_say_what_they_cost_in_words_and_fold_the_others(open_page: OpenPage) -> None:
    page = open_page("decision", bare_pack(), "en")

    html = page_html(page)
    assert "fcr &lt;= 0.22" in html
    assert "2.00 points nearer" in html
    assert "All 3 rules of the policy" in [each.label for each in page.expander]


def test_answer_that_is_not_proven_is_never_called_the_best(open_page: OpenPage) -> None:
    pack = bare_pack(replace(weights_report(), solver=OPEN))

    html = page_html(open_page("decision", pack, "en"))

    assert "not proven; no set can be better than 1.2" in html
    assert "no admissible set is better" not in html


def test_policy_without_rules_that_bind_says_so(open_page: OpenPage) -> None:
    pack = bare_pack(replace(weights_report(), binding=()))

    assert "No rule binds" in page_html(open_page("decision", pack, "en"))


def test_clash_is_told_in_words(open_page: OpenPage) -> None:
    pack = bare_pack(infeasible(weights_report()))

    page = open_page("decision", pack, "zh")

    html = page_html(page)
    assert not has_fault(page)
    assert "没有权重符合这份政策" in html
    assert "frt &gt;= 0.14" in html


def test_earlier_packs_keep_their_table_of_rules(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", replace(bare_pack(), weights_report=None), "en"))

    assert "Shadow price" in html
    assert "In short" not in html
