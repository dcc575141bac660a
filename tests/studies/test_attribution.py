"""Ranks under policies worked by hand: who moves, and whether the data can tell."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.attribution import AttributionPolicy
from engine.domain.metric_report import AttributionOutcome, PolicyRank
from engine.domain.tables import MetricTable
from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.scheme_file import read_scheme
from engine.studies.attribution import (
    compare_by_indicator,
    compare_by_scheme,
    side_by_side,
)

AGENTS = ("A", "B", "C")


def outcome(name: str, conversion: list[float], size: int) -> AttributionOutcome:
    policy = AttributionPolicy(name, Text(name, name), "paid", "last", 72, 0)
    shares = np.array(conversion)
    table = MetricTable(
        "2026-05",
        AGENTS,
        ("g",) * 3,
        ("presale",) * 3,
        ("conversion", "sales"),
        np.column_stack([shares, [3.0, 2.0, 1.0]]),
        np.full((3, 2), size),
        np.column_stack([np.sqrt(shares * (1 - shares) / size), [np.nan] * 3]),
    )
    return AttributionOutcome(policy, table, {})


def test_large_samples_separate_the_ranks_that_policies_give() -> None:
    first = outcome("first", [0.5, 0.4, 0.3], 10_000)
    last = outcome("last", [0.3, 0.4, 0.5], 10_000)

    compared = compare_by_indicator([first, last], "conversion")

    assert compared.outcomes[0].ranks == {"A": 1, "B": 2, "C": 3}
    assert compared.outcomes[1].ranks == {"A": 3, "B": 2, "C": 1}
    moved = {move.agent: (move.places, move.separable) for move in compared.moves}
    assert moved == {"A": (2, True), "C": (2, True), "B": (0, False)}
    assert [move.agent for move in compared.moves] == ["A", "C", "B"]
    assert compared.moves[0].ranks == (PolicyRank("first", 1, 1, 1), PolicyRank("last", 3, 3, 3))


def test_small_samples_do_not_and_it_is_said() -> None:
    first, last = outcome("first", [0.5, 0.4, 0.3], 20), outcome("last", [0.3, 0.4, 0.5], 20)

    compared = compare_by_indicator([first, last], "conversion")

    assert [move.places for move in compared.moves] == [2, 2, 0]
    assert not any(move.separable for move in compared.moves)
    (said,) = compared.findings
    assert said.sentence.values == {
        "movers": 2,
        "agents": 3,
        "places": 2,
        "separable": 0,
        "regraded": 0,
    }
    assert compared.moves[0].ranks[0] == PolicyRank("first", 1, 1, 3)


def test_an_agent_without_a_value_has_no_rank_under_that_policy() -> None:
    first, last = outcome("first", [0.5, np.nan, 0.3], 90), outcome("last", [0.5, 0.4, 0.3], 90)

    compared = compare_by_indicator([first, last], "conversion")

    assert compared.outcomes[0].ranks == {"A": 1, "C": 2}
    (alone,) = (move for move in compared.moves if move.agent == "B")
    assert [each.policy for each in alone.ranks] == ["last"]


def test_totals_have_no_interval_to_rank_by() -> None:
    with pytest.raises(InputError, match="score_indicator"):
        compare_by_indicator([outcome("first", [0.5, 0.4, 0.3], 9)], "sales")


def test_a_scheme_grades_its_score_under_each_policy() -> None:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")
    flat = {"frt": 20.0, "fcr": 0.75, "csat_rate": 0.95, "qa_session": 95.0}
    columns = np.tile(list(flat.values()), (3, 1))
    table = MetricTable(
        "2026-05",
        AGENTS,
        ("g",) * 3,
        ("presale",) * 3,
        tuple(flat),
        columns,
        np.full(columns.shape, 500),
        np.zeros(columns.shape),
    )
    poor = outcome("poor", [0.02, 0.40, 0.40], 5000)
    rich = outcome("rich", [0.40, 0.40, 0.02], 5000)

    compared = compare_by_scheme([poor, rich, poor], table, scheme)
    moves = {move.agent: move for move in compared.moves}

    assert compared.outcomes[0].ranks["A"] == 3
    assert compared.outcomes[1].ranks["A"] == 1
    assert moves["A"].separable
    assert moves["A"].regraded
    assert moves["A"].ranks[0] == moves["A"].ranks[2]
    assert compared.outcomes[0].grades["A"] != compared.outcomes[1].grades["A"]


def test_without_a_scheme_conversion_ranks_and_without_moves_nothing_is_said() -> None:
    same = outcome("same", [0.5, 0.4, 0.3], 100)

    compared = side_by_side([same, same], same.table, None)

    assert compared.outcomes[1].ranks == {"A": 1, "B": 2, "C": 3}
    assert compared.findings == ()


def test_the_doubt_of_a_score_is_that_of_its_leaves() -> None:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")
    few, many = outcome("few", [0.2, 0.21, 0.22], 30), outcome("many", [0.2, 0.21, 0.22], 10**6)

    compared = compare_by_scheme([few, many], few.table, scheme)
    (first,) = (move for move in compared.moves if move.agent == "C")

    assert [(each.low, each.high) for each in first.ranks] == [(1, 3), (1, 1)]


def test_enquiries_that_may_still_convert_are_said_of_the_policy_with_most() -> None:
    few, many = outcome("few", [0.5, 0.4, 0.3], 100), outcome("many", [0.5, 0.4, 0.3], 100)
    few = replace(few, shop={"open": 3.0, "enquiries": 90.0})
    many = replace(many, shop={"open": 7.0, "enquiries": 80.0})

    (said,) = side_by_side([few, many], few.table, None).findings

    assert said.sentence.key == "finding.attribution.open"
    assert said.sentence.values["open"] == 7
    assert said.sentence.values["enquiries"] == 80
    assert said.sentence.values["policy"] == {"zh": "many", "en": "many"}


def test_doubts_of_the_tables_are_said_once() -> None:
    doubtful = outcome("a", [0.5, 0.4, 0.3], 100)
    doubtful = replace(doubtful, shop={"repeated_orders": 2.0, "undated_orders": 0.0})

    findings = side_by_side([doubtful, doubtful], doubtful.table, None).findings

    assert [each.sentence.key for each in findings] == ["finding.attribution.repeated_orders"]
    assert findings[0].sentence.values == {"count": 2}
