"""Verdicts worst first, loads side by side, the leading measures of the day."""

from dataclasses import replace

from engine.app.targets_section import first_response_target_s
from engine.domain.pack import Estimate, MeasureRow
from engine.domain.texts import Text
from tests.app.conftest import OpenPage, page_html
from tests.app.sample import full_pack, scenario


def test_verdicts_stand_worst_first(open_page: OpenPage) -> None:
    html = page_html(open_page("peak", full_pack(), "en"))

    places = [html.index(f"h-chip {verdict}'") for verdict in ("missed", "undecided", "held")]
    assert places == sorted(places)


def test_probability_has_its_interval_and_mark(open_page: OpenPage) -> None:
    html = page_html(open_page("peak", full_pack(), "zh"))

    assert "8%<small>3.5%～15.2%</small>" in html
    assert "竖线为要求的 95%" in html
    assert "left:95%" in html


def test_target_without_a_contact_shows_no_value(open_page: OpenPage) -> None:
    pack = full_pack()
    part = pack.scenarios[1]
    first = replace(part.verdicts[0], simulated=None, without_contacts=3)
    mended = replace(part, verdicts=(first, *part.verdicts[1:]))

    html = page_html(open_page("peak", replace(pack, scenarios=(mended,)), "en"))

    assert "3 runs had no contact and count as not met" in html


def test_matrix_tells_threshold_and_probability_under_each_load(open_page: OpenPage) -> None:
    html = page_html(open_page("peak", full_pack(), "en"))

    assert "≥ 90%, P 8%" in html
    assert "≥ 90%, P &gt; 99%" in html
    assert "2 of 4 held" in html


def test_measures_that_do_not_lead_are_folded(open_page: OpenPage) -> None:
    pack = full_pack()
    part = pack.scenarios[1]
    odd = MeasureRow("queue_mean", "day", "count", Estimate(3.0, 2.0, 4.0), 1.0, 3.0, 5.0, False)
    more = replace(part, measures=(*part.measures, odd))

    page = open_page("peak", replace(pack, scenarios=(more,)), "en")

    assert [fold.label for fold in page.expander] == ["1 more measures"]


def test_first_response_target_is_the_promised_threshold() -> None:
    part = scenario("daily", Text("平日", "Ordinary day"), 1.0)
    seconds = tuple(row for row in part.verdicts if row.unit == "s")

    assert first_response_target_s(part) == 60.0
    assert first_response_target_s(replace(part, verdicts=seconds)) == 60.0
    assert first_response_target_s(replace(part, verdicts=())) is None
