"""What a metric report calls its indicators, in both languages."""

import math
from dataclasses import replace

import pytest

from engine.domain.texts import Language
from engine.i18n.translate import keys
from engine.metrics.definitions import DEFINITIONS
from engine.report.metrics_words import MetricsWords, finite, indicator_name
from tests.report.metric_report_samples import report


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_indicator_of_the_catalogue_has_a_name(language: Language) -> None:
    missing = [id_ for id_ in DEFINITIONS if f"indicator.{id_}" not in keys(language)]

    assert missing == []


@pytest.mark.parametrize(
    ("id_", "language", "expected"),
    [
        ("frt", "en", "First response time"),
        ("frt", "zh", "平均首次响应时间"),
        ("frt:8-23", "en", "First response time (8-23)"),
        ("frt:8-23@jd", "zh", "平均首次响应时间（8-23, jd）"),
        ("platform_score", "en", "platform_score"),
    ],
)
def test_name_carries_variant_and_layout(id_: str, language: Language, expected: str) -> None:
    assert indicator_name(id_, language) == expected


def test_figures_are_written_in_their_unit() -> None:
    words = MetricsWords(report(), "en")

    assert words.figure("frt", 20.4) == "20 s"
    assert words.figure("fcr", 0.5) == "50.0%"
    assert words.figure("fcr", math.nan) == "—"
    assert words.interval("fcr", 0.79, 0.91) == "79.0–91.0%"
    assert words.figure("unknown", 2.5) == "2.50"


def test_groups_are_named_as_ours_or_as_the_user_wrote_them() -> None:
    words = MetricsWords(report(), "en")

    assert words.group("presale_vip") == "Pre-sale, key customers"
    assert words.group("own group") == "own group"
    assert words.group("") == "—"


def test_reading_is_said_in_words_where_there_are_some() -> None:
    words = MetricsWords(report(), "en")

    assert words.reading("percent_sign") == words.reading("reading.percent_sign") != "percent_sign"
    assert words.reading("nothing_of_ours") == "nothing_of_ours"


def test_unknown_figure_is_an_empty_cell() -> None:
    assert finite(math.nan) is None
    assert finite(0.5) == 0.5


def test_duration_of_an_hour_and_more_is_told_in_hours() -> None:
    first, *others = report().indicators
    slow = replace(first, shop=replace(first.shop, value=7200.0))
    words = MetricsWords(replace(report(), indicators=(slow, *others)), "en")

    assert words.figure(first.indicator, 5400.0) == "1.5 h"
    assert words.interval(first.indicator, 3600.0, 7200.0) == "1.0–2.0 h"
