"""Cautions first, absent parts named, method and sources last."""

from dataclasses import replace

from engine.app.method_section import all_findings
from engine.domain.pack import SetAside
from engine.domain.texts import Finding, Sentence
from tests.app.conftest import OpenPage, page_html
from tests.app.sample import bands_pack, full_pack

ALARM = Finding("alarm", Sentence("finding.panel.single"))


def test_alarms_stand_before_the_figures_and_once(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", replace(full_pack(), findings=(ALARM, ALARM)), "zh"))

    assert html.count("只有一位受访者") == 1
    assert html.index("h-note bad") < html.index("10 项指标的权重")


def test_findings_are_ordered_by_gravity() -> None:
    pack = replace(full_pack(), findings=(*full_pack().findings, ALARM))

    assert [finding.severity for finding in all_findings(pack)] == ["alarm", "caution", "note"]


def test_method_is_last_and_names_seed_version_and_inputs(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", full_pack(), "en"))

    last = html[html.index("Assumptions and method") :]
    assert "seed 618" in last
    assert "Heng 0.1.0" in last
    assert "panel.csv · cdcdcdcdcdcd" in last


def test_rows_set_aside_are_counted_and_the_first_listed(open_page: OpenPage) -> None:
    rows = tuple(SetAside(i, "response_min", "-3", "below 0") for i in range(2, 35))

    html = page_html(open_page("decision", replace(bands_pack(), set_aside=rows), "en"))

    assert "33 rows were not used" in html
    assert "row 2," in html
    assert "The other 23 rows" in html
