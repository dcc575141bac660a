"""The pictures of recommended weights: their marks, words and figures."""

from dataclasses import replace
from typing import Any

import pytest

from engine.domain.texts import Language
from engine.report.tokens import DARK, LIGHT
from engine.report.weights_charts import frontier_chart, moves_chart, stability_chart
from engine.report.weights_page_words import WeightsWords
from tests.app.weights_sample import frontier, hostile, weights_report

WORDS = WeightsWords(weights_report(), "en")


def rows(chart: Any) -> list[dict[str, Any]]:
    """Return the data of every layer."""
    spec = chart.to_dict()
    return [row for data in spec["datasets"].values() for row in data]


def test_frontier_draws_every_set_in_points_with_its_words() -> None:
    drawn = rows(frontier_chart(WORDS, frontier(), LIGHT))

    assert [(row["judged"], row["evidence"], row["label"]) for row in drawn] == [
        (pytest.approx(5.0), pytest.approx(15.0), "nearest to judgement"),
        (pytest.approx(7.0), pytest.approx(9.0), "knee"),
        (pytest.approx(8.0), pytest.approx(10.0), "recommended"),
        (pytest.approx(15.0), pytest.approx(6.0), "nearest to evidence"),
    ]
    assert [row["corner"] for row in drawn] == [True, True, False, True]


def test_hovering_shows_every_share_under_its_name() -> None:
    spec = frontier_chart(WORDS, frontier(), LIGHT).to_dict()
    titles = [each["title"] for each in spec["layer"][1]["encoding"]["tooltip"]]

    assert titles[:3] == ["Point", "From judgement, points", "From evidence, points"]
    assert titles[3:] == [leaf.name.en for leaf in WORDS.report.indicators]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_with_marks_never_become_fields(language: Language) -> None:
    report = hostile(weights_report(), "a.b[0]:Q")

    spec = frontier_chart(WeightsWords(report, language), frontier(), DARK).to_dict()

    fields = [each["field"] for each in spec["layer"][1]["encoding"]["tooltip"]]
    assert all(field.startswith("text") for field in fields)


def test_single_set_has_axes_wide_enough_to_read() -> None:
    only = replace(frontier(), points=frontier().points[:1])
    spec = frontier_chart(WORDS, only, LIGHT).to_dict()

    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert high - low >= 3


def test_moves_are_drawn_from_nothing_the_greatest_first() -> None:
    drawn = rows(moves_chart(WORDS, WORDS.report.emphases[0], LIGHT))

    moved = [row for row in drawn if "text" in row]
    assert [row["text"] for row in moved] == ["+3.0", "−1.0", "−2.0"]
    assert [(row["low"], row["high"]) for row in moved[:2]] == [
        (0.0, pytest.approx(3.0)),
        (pytest.approx(-1.0), 0.0),
    ]


def test_stability_draws_the_interval_of_grades_else_of_ranks() -> None:
    without = tuple(replace(row, grade_low=None) for row in WORDS.report.stability)
    ranks = WeightsWords(replace(WORDS.report, stability=without), "zh")

    graded = next(row for row in rows(stability_chart(WORDS, LIGHT)) if "text" in row)
    ranked = next(row for row in rows(stability_chart(ranks, LIGHT)) if "text" in row)

    assert graded["text"] == "20.0–25.0"
    assert ranked["text"] == "21.5～23.0"
