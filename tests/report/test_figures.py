"""Numbers are written as each language writes them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.texts import Language
from engine.report import figures


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (figures.number(412_000), "412,000"),
        (figures.number(-3.25, 1), "−3.2"),
        (figures.number(-0.001, 1), "0.0"),
        (figures.number(None), "—"),
        (figures.number(math.nan), "—"),
        (figures.large_number(412_000, "zh"), "41.2 万"),
        (figures.large_number(412_000, "en"), "412,000"),
        (figures.large_number(9_999, "zh"), "9,999"),
        (figures.signed(2.04), "+2.0"),
        (figures.signed(-2.04), "−2.0"),
        (figures.signed(0.04), "±0.0"),
        (figures.share(0.8714), "87.1%"),
        (figures.points(-0.07, "zh"), "−7.0 个百分点"),
        (figures.points(0.07, "en"), "+7.0 pp"),
        (figures.probability(0.995), "> 99%"),
        (figures.probability(0.004), "< 1%"),
        (figures.probability(0.64), "64%"),
        (figures.money(2150, "zh"), "¥ 2,150"),
        (figures.money(-2150, "en"), "−CNY 2,150"),
        (figures.money(2150, "en", with_sign=True), "+CNY 2,150"),
        (figures.points_range(-0.022, -0.0001, "en"), "−2.2 to 0.0 pp"),
        (figures.points_range(0.028, 0.04, "zh"), "+2.8～+4.0 个百分点"),
        (figures.points_range(None, 0.04, "zh"), "—"),
        (figures.times(6), "×6"),
        (figures.times(2.5), "×2.5"),
        (figures.clock(72_000), "20:00"),
        (figures.clock(90_000), "25:00"),
        (figures.clock_range(0, 3600, "zh"), "0:00～1:00"),
        (figures.clock_range(0, 3600, "en"), "0:00–1:00"),
        (figures.instant("2026-09-14T10:22:31+00:00"), "2026-09-14 10:22"),
        (figures.quantity(60, "s", "zh"), "60 秒"),
        (figures.quantity(4.25, "s", "en"), "4.2 s"),
        (figures.quantity(0.8714, "share", "en"), "87.1%"),
        (figures.quantity(4.306, "points", "zh"), "4.31 分"),
        (figures.quantity(2150, "CNY", "zh"), "¥ 2,150"),
        (figures.quantity(None, "s", "zh"), "—"),
        (figures.limit(0.9, "share", "en"), "90%"),
        (figures.limit(0.855, "share", "en"), "85.5%"),
        (figures.limit(60, "s", "zh"), "60 秒"),
        (figures.limit(4.2, "points", "en"), "4.2"),
        (figures.limit(1440, "min", "zh"), "1,440 分钟"),
        (figures.limit(2000, "CNY", "en"), "CNY 2,000"),
        (figures.quantity_range(0.871, 0.897, "share", "zh"), "87.1%～89.7%"),
        (figures.quantity_range(0.871, 0.897, "share", "en"), "87.1–89.7%"),
        (figures.quantity_range(41, 63, "s", "en"), "41–63 s"),
        (figures.quantity_range(-0.02, 0.01, "share", "en"), "−2.0 to 1.0%"),
        (figures.quantity_range(900, 1200, "CNY", "en"), "CNY 900 to CNY 1,200"),
        (figures.quantity_range(None, 1, "s", "zh"), "—"),
    ],
)
def test_figure_is_written_as_the_language_writes_it(written: str, expected: str) -> None:
    assert written == expected


@settings(derandomize=True, deadline=None)
@given(
    value=st.floats(-1e9, 1e9),
    unit=st.sampled_from(["s", "h", "share", "points", "count", "CNY", "per_h"]),
    language=st.sampled_from(["zh", "en"]),
)
def test_no_figure_has_a_hyphen_for_a_minus(value: float, unit: str, language: Language) -> None:
    written = figures.quantity(value, unit, language)

    assert "-" not in written
    assert ("−" in written) <= (value < 0)
