"""The pictures of a day: a shortfall is seen where arrivals exceed capacity, and only there."""

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.domain.texts import Text
from engine.report.peak_charts import (
    arrivals_chart,
    first_response_chart,
    shortfall_per_h,
    wave_number,
)
from engine.report.tokens import DARK, LIGHT
from tests.app.sample import scenario

CALM = scenario("daily", Text("平日", "Ordinary day"), 1.0)
STRAINED = scenario("618", Text("大促", "Sale"), 2.8)


def rows_of(chart: Any) -> list[dict[str, Any]]:
    return [row for rows in chart.to_dict()["datasets"].values() for row in rows]


def test_shortfall_is_the_greatest_excess_of_arrivals() -> None:
    expected = max(row.arrivals_per_h - row.capacity_per_h for row in STRAINED.intervals)

    assert shortfall_per_h(STRAINED) == pytest.approx(expected)
    assert shortfall_per_h(CALM) == 0.0


def test_shortfall_area_lies_above_capacity_exactly_where_arrivals_do() -> None:
    fine = [row for row in rows_of(arrivals_chart(STRAINED, LIGHT, "en")) if "above" in row]

    assert all(row["above"] == max(row["arrivals"], row["capacity"]) for row in fine)
    assert any(row["above"] > row["capacity"] for row in fine)


def test_capacity_steps_at_its_interval_and_not_before() -> None:
    fine = [row for row in rows_of(arrivals_chart(STRAINED, LIGHT, "en")) if "above" in row]

    before = max((r for r in fine if r["hour"] < 8 - 1e-6), key=lambda r: r["hour"])
    at = min((r for r in fine if r["hour"] >= 8 - 1e-6), key=lambda r: r["hour"])
    assert (before["capacity"], at["capacity"]) == (420.0, 980.0)


def test_greatest_shortfall_is_printed_only_when_there_is_one() -> None:
    strained = {row.get("text") for row in rows_of(arrivals_chart(STRAINED, LIGHT, "en"))}
    calm = {row.get("text") for row in rows_of(arrivals_chart(CALM, LIGHT, "en"))}

    assert f"short by {shortfall_per_h(STRAINED):,.0f} an hour" in strained
    assert not [text for text in calm if text and "short" in text]


def test_waves_are_numbered_in_order() -> None:
    rows = [row for row in rows_of(arrivals_chart(STRAINED, LIGHT, "zh")) if "mark" in row]

    assert [row["mark"] for row in rows] == ["①", "②", "③"]
    assert wave_number(20) == "21"


def test_both_charts_share_the_time_axis_and_the_left_edge() -> None:
    charts = [
        arrivals_chart(STRAINED, DARK, "en").to_dict(),
        first_response_chart(STRAINED, DARK, "en", target_s=60).to_dict(),
    ]

    domains = [
        {tuple(layer["encoding"]["x"]["scale"]["domain"]) for layer in chart["layer"]
         if "scale" in layer["encoding"].get("x", {})}
        for chart in charts
    ]  # fmt: skip
    assert domains == [{(0.0, 24.0)}, {(0.0, 24.0)}]
    assert all('"minExtent": 44' in json.dumps(chart) for chart in charts)


def test_target_is_dashed_and_named() -> None:
    chart = first_response_chart(STRAINED, LIGHT, "zh", target_s=60)

    assert "目标 60 秒" in {row.get("text") for row in rows_of(chart)}
    assert '"strokeDash": [4, 3]' in json.dumps(chart.to_dict())


def test_interval_without_answers_leaves_a_gap() -> None:
    first = replace(STRAINED.intervals[0], first_response_p90_s=None)
    part = replace(STRAINED, intervals=(first, *STRAINED.intervals[1:]))

    rows = rows_of(first_response_chart(part, LIGHT, "en", target_s=None))

    assert rows[0]["p90"] is None
