"""Pictures place the report's figures: claims in units of the claim, names in two lines."""

from dataclasses import replace
from typing import Any

from engine.report.evidence_charts import (
    BAD,
    FIRM,
    QUIET,
    Interval,
    agent_intervals,
    claims_chart,
    drift_chart,
    effect_intervals,
    folded,
    importance_intervals,
    intervals_chart,
)
from engine.report.evidence_words import EvidenceWords
from engine.report.tokens import LIGHT
from tests.app.evidence_sample import claims, effects, evidence_report

WORDS = EvidenceWords(evidence_report(), "en")


def rows_of(chart: Any) -> list[dict[str, Any]]:
    """Return every row of a chart's tables."""
    return [row for table in chart.to_dict()["datasets"].values() for row in table]


def test_claims_stand_in_units_of_what_was_claimed() -> None:
    rows = rows_of(claims_chart(WORDS, claims(), LIGHT))

    told = {row["name"].replace("\n", " "): row for row in rows if "text" in row}
    first = told["One second faster, 0.3 % more conversion"]
    assert round(first["value"], 4) == 0.2667
    assert (first["look"], first["text"]) == (BAD, "+0.08%")
    areas = [(row["low"], row["high"]) for row in rows if "text" not in row and "low" in row]
    assert areas == [(0.5, 1.5), (1.0, 1.5)]


def test_claim_of_no_change_is_drawn_in_units_of_its_margin() -> None:
    none = replace(claims()[0], claimed=0.0, margin=0.001)

    row = next(row for row in rows_of(claims_chart(WORDS, [none], LIGHT)) if "text" in row)

    assert round(row["value"], 6) == 0.8


def test_effects_of_a_chance_are_drawn_in_points() -> None:
    rows = effect_intervals(WORDS, effects()[:3])

    assert [round(row.value, 3) for row in rows] == [-0.36, 7.2, 0.1]
    assert [row.look for row in rows] == [FIRM, FIRM, QUIET]
    assert rows[0].text == "−0.36"


def test_tied_and_contradicted_levers_look_so() -> None:
    rows = importance_intervals(WORDS, WORDS.report.importance[0])

    assert [row.look for row in rows] == [QUIET, BAD]
    assert rows[0].name == "Solved at first contact (tie 1)"


def test_long_names_take_two_lines_and_the_rows_more_room() -> None:
    short, long = Interval("a", 1.0, None, None, "1"), "响应时间超过三十秒之后每增加一个对数单位"
    more = replace(short, name=long)

    assert folded("First response time +10 s") == "First response time +10 s"
    assert folded(long).count("\n") == 1
    assert folded("x" * 40) == "x" * 40
    low = intervals_chart([short], LIGHT).to_dict()["height"]
    assert intervals_chart([more], LIGHT).to_dict()["height"] > low


def test_agents_keep_the_order_of_their_names() -> None:
    agents = WORDS.report.dispatch[0].agents

    rows = [row for row in rows_of(agent_intervals(agents, LIGHT)) if "agent" in row]

    assert [row["agent"] for row in rows] == ["A01", "A02", "A03"]
    assert [row["look"] for row in rows] == [FIRM, QUIET, QUIET]


def test_weeks_of_alarm_are_marked() -> None:
    rows = rows_of(drift_chart(WORDS.report.validation[0], LIGHT))

    assert [row["week"] for row in rows if row.get("alarm")] == ["2026-W12", "2026-W13"]
