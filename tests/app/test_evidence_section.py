"""The effect table: interval under every effect, the confounder's absence beside it."""

from dataclasses import replace

from tests.app.conftest import OpenPage, page_html
from tests.app.sample import evidence_pack, full_pack


def test_effect_stands_with_and_without_the_confounder(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "zh"))

    assert "−2.13<small>−2.55～−1.71</small>" in html
    assert "−4.47<small>" in html
    assert "不控制混杂" in html


def test_truth_is_shown_for_generated_data_only(open_page: OpenPage) -> None:
    pack = evidence_pack()
    fit = pack.evidence[0]
    real = replace(fit, effects=tuple(replace(row, truth=None) for row in fit.effects))

    assert "Truth" in page_html(open_page("decision", pack, "en"))
    assert "Truth" not in page_html(open_page("decision", replace(pack, evidence=(real,)), "en"))


def test_fit_says_its_sample_clusters_and_grade(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", evidence_pack(), "en"))

    assert "rate 18.2%, n = 702,881, 60 clusters, evidence grade C" in html


def test_every_effect_has_its_grade_and_a_confounder_none_above_c(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "en"))

    lever = html[html.index("First response time<small>lever") :][:600]
    held = html[html.index("Customer value<small>confounder") :][:600]
    assert "<td class='n'>B</td>" in lever
    assert "<td class='n'>C</td>" in held


def test_indicators_without_evidence_keep_the_judged_weight(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "en"))

    assert "Not enough evidence, keep the judged weight: First response time." in html
    assert "Against the better direction, counts 0 in the evidence weights" in html
