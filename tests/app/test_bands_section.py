"""Bands: half-open names, samples, ties."""

from dataclasses import replace

from tests.app.conftest import OpenPage, page_html
from tests.app.sample import bands_pack


def test_bands_are_half_open_and_the_last_is_open(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", bands_pack(), "en"))

    assert "[240, 1,440)" in html
    assert "≥ 1,440" in html


def test_every_mean_has_interval_sample_and_tie(open_page: OpenPage) -> None:
    html = page_html(open_page("decision", bands_pack(), "zh"))

    row = html[html.index("[1, 2)") :][:200]
    assert "4.500<small>4.450～4.550</small>" in row
    assert "4,500" in row
    assert "<td class='r'>1</td>" in row


def test_band_of_few_rows_tells_no_mean(open_page: OpenPage) -> None:
    pack = bands_pack()
    part = pack.bands[0]
    rows = (replace(part.rows[0], n=29), *part.rows[1:])

    html = page_html(open_page("decision", replace(pack, bands=(replace(part, rows=rows),)), "en"))

    row = html[html.index("[0, 1)") :][:120]
    assert "not enough evidence" in row
