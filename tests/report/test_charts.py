"""The pictures of a decision place the pack's numbers, and nothing but them."""

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.report.charts import (
    NOTABLE_RANKS,
    bands_chart,
    consistency_chart,
    rank_move,
    slope_chart,
    weights_chart,
)
from engine.report.tokens import DARK, LIGHT
from tests.app.sample import bands, judgement, review, weights


def rows_of(chart: Any) -> list[dict[str, Any]]:
    datasets = chart.to_dict()["datasets"]
    return [row for rows in datasets.values() for row in rows]


def texts_of(chart: Any) -> set[str]:
    return {row["text"] for row in rows_of(chart) if "text" in row}


def test_weights_stand_in_four_lanes_with_their_intervals() -> None:
    rows = [row for row in rows_of(weights_chart(weights(), LIGHT, "zh")) if "set" in row]

    judged = next(r for r in rows if r["name"] == "一次解决率" and r["set"] == "judged")
    assert (judged["low"], judged["share"], judged["high"]) == (0.19, 0.23, 0.28)
    incumbent = next(r for r in rows if r["name"] == "一次解决率" and r["set"] == "incumbent")
    assert incumbent["low"] is None
    assert {r["set"] for r in rows} == {"incumbent", "judged", "evidence", "recommended"}


def test_silent_evidence_is_not_drawn() -> None:
    leaf = replace(weights()[0], evidence_speaks=False)

    rows = [row for row in rows_of(weights_chart([leaf], LIGHT, "en")) if "set" in row]

    assert "evidence" not in {row["set"] for row in rows}


def test_moves_are_printed_and_those_of_five_points_are_notable() -> None:
    rows = [row for row in rows_of(weights_chart(weights(), LIGHT, "en")) if "big" in row]

    told = {row["name"]: (row["text"], row["big"]) for row in rows}
    assert told["First-contact resolution"] == ("15 → 22%", True)
    assert told["Order value per agent"] == ("10 → 5%", True)
    assert told["First response time"] == ("10 → 14%", False)


def test_equal_names_keep_rows_of_their_own() -> None:
    twins = [weights()[0], weights()[0]]

    rows = [row for row in rows_of(weights_chart(twins, LIGHT, "en")) if "set" in row]

    assert len({row["name"] for row in rows}) == 2


def test_slope_draws_people_without_the_alarm_colour() -> None:
    spec = json.dumps(slope_chart(review().agents[:12], LIGHT, "zh").to_dict())

    assert LIGHT["alarm"] not in spec
    assert LIGHT["accent"] in spec


def test_slope_labels_carry_team_ranks_and_notable_moves() -> None:
    agents = review().agents[:12]

    rows = [row for row in rows_of(slope_chart(agents, DARK, "en")) if "label" in row]

    assert len({(row["agent"], row["side"], row["label"]) for row in rows}) == 24
    for agent in agents:
        label = next(r["label"] for r in rows if r["agent"] == agent.agent and r["side"] == 1)
        assert label.startswith(f"{agent.standings['recommended'].rank}  ")
        assert (rank_move(agent.rank_change) in label) == (abs(agent.rank_change) >= NOTABLE_RANKS)


@pytest.mark.parametrize(("change", "told"), [(5, "▲5"), (-3, "▼3"), (0, "—")])
def test_rank_move_is_told_by_glyph(change: int, told: str) -> None:
    assert rank_move(change) == told


def test_consistency_is_sorted_worst_first_and_gaps_have_no_mark() -> None:
    rows = [r for r in rows_of(consistency_chart(judgement(), LIGHT, "en")) if "over" in r]

    assert rows[0]["name"] == "R09  He Miao"
    assert rows[0]["over"] is True
    assert rows[-1]["text"] == "—"
    assert rows[-1]["ratio"] is None


def test_bands_print_every_value_drawn() -> None:
    part = bands()[0]
    names = [f"band {i}" for i in range(len(part.rows))]

    chart = bands_chart(part, names, LIGHT)

    assert texts_of(chart) == {f"{row.mean.value:.3f}" for row in part.rows}
