"""The weights' legend, the silent indicators and the policy beside them."""

from dataclasses import replace

from tests.app.conftest import OpenPage, page_html
from tests.app.sample import full_pack


def test_indicators_without_evidence_are_named(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "en"))

    assert "have too little evidence: Conversation quality, Ticket quality" in html


def test_binding_rules_show_their_price_and_none_as_a_dash(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "zh"))

    assert "升幅受限" in html
    assert "0.021" in html
    assert "<td class='r'>—</td>" in html
    assert "HiGHS" in html


def test_unproven_answer_is_said_to_be_so(open_page: OpenPage) -> None:
    pack = full_pack()
    assert pack.solver is not None
    unproven = replace(pack, solver=replace(pack.solver, proven=False, gap=0.03), binding=())

    html = page_html(open_page("decision", unproven, "en"))

    assert "not proven best (gap 3.0%)" in html
    assert "No rule binds" in html


def test_legend_leaves_out_a_set_that_is_absent(open_page: OpenPage) -> None:
    pack = full_pack()
    leaves = tuple(replace(leaf, evidence=None, evidence_speaks=False) for leaf in pack.weights)

    html = page_html(open_page("decision", replace(pack, weights=leaves), "en"))

    assert "▲</i>Evidence" not in html
    assert "◆</i>Recommended" in html
