"""Trust: alarms before figures, validation side by side, agents without a ranking."""

from dataclasses import replace

from tests.app.conftest import OpenPage, has_fault, page_html
from tests.app.sample import full_pack


def test_alarms_stand_before_the_claims(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "en"))

    assert html.index("Levers name indicators") < html.index("Claims, put to the test")


def test_validation_by_time_stands_beside_random_rows(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "en"))

    assert html.index("random rows</td>") < html.index("later rows</td>")
    assert "0.601" in html


def test_agents_are_not_ranked(open_page: OpenPage) -> None:
    html = page_html(open_page("evidence", full_pack(), "en"))

    assert "small sample, not compared" in html
    assert "They are not ranked" in html


def test_dispatch_that_is_not_random_shows_no_agents(open_page: OpenPage) -> None:
    pack = full_pack()
    assert pack.evidence_report is not None
    part = replace(pack.evidence_report.dispatch[0], verdict="not_random", agents=(), grade="D")
    report = replace(pack.evidence_report, dispatch=(part,))

    page = open_page("evidence", replace(pack, evidence_report=report), "en")

    assert not has_fault(page)
    assert "not random here" in page_html(page)
    assert "They are not ranked" not in page_html(page)
