"""Who stands where, and who moves."""

from typing import Any

import numpy as np
import pytest

from engine.domain.grades import GradeRule
from engine.domain.indicators import (
    Controllability,
    Direction,
    Indicator,
    IndicatorNode,
    IndicatorTree,
    Population,
    Scheme,
    ScoreCurve,
    Source,
)
from engine.domain.tables import MetricTable
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.studies.review import Review, review
from engine.studies.team import team

PERIOD = "2026-05"


@pytest.fixture
def incumbent(scheme: Scheme) -> WeightSet:
    return WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent)


@pytest.fixture
def recommended(incumbent: WeightSet) -> WeightSet:
    shares = np.array(incumbent.shares)
    shares[incumbent.indicators.index("conversion")] -= 0.1
    shares[incumbent.indicators.index("attendance")] += 0.1
    return WeightSet(Origin.RECOMMENDED, incumbent.indicators, shares)


@pytest.fixture
def reviewed(shop: Any, scheme: Scheme, incumbent: WeightSet, recommended: WeightSet) -> Review:
    month = team(shop.sources, scheme, PERIOD)
    sets = [incumbent, recommended]
    return review(month.table, sets, scheme, month.base_pay_cny, np.random.default_rng(1))


def leaf(id_: str, population: Population) -> Indicator:
    return Indicator(
        id_,
        Text(id_, id_),
        "share",
        Direction.HIGHER,
        population,
        "month",
        Controllability.AGENT,
        Source.MEASURED,
        ScoreCurve(((0.0, 0.0), (1.0, 100.0))),
    )


@pytest.fixture
def scheme_of_two() -> Scheme:
    leaves = (leaf("solved", Population.ALL), leaf("sold", Population.PRESALE))
    tree = IndicatorTree(IndicatorNode("root", Text("根", "root"), leaves))
    grades = GradeRule((90.0, 70.0), ("A", "B", "C"))
    name = Text("二", "two")
    return Scheme("two", name, name, tree, {"solved": 0.5, "sold": 0.5}, True, grades)


@pytest.fixture
def table_of_three() -> MetricTable:
    return MetricTable(
        PERIOD,
        ("first", "after", "last"),
        ("g", "g", "g"),
        ("presale", "aftersale", "presale"),
        ("solved", "sold"),
        np.array([[0.95, 0.95], [0.9, np.nan], [0.5, 0.5]]),
        np.full((3, 2), 50),
        np.full((3, 2), 0.001),
    )


def test_agents_are_listed_in_order_of_their_incumbent_rank(reviewed: Review) -> None:
    ranks = [row.standings["incumbent"].rank for row in reviewed.part.agents]

    assert ranks == sorted(ranks)
    assert ranks[0] == 1


def test_rank_changes_are_the_difference_of_the_ranks(reviewed: Review) -> None:
    for row in reviewed.part.agents:
        before, after = row.standings["incumbent"], row.standings["recommended"]

        assert row.rank_change == before.rank - after.rank
        assert row.grade_changes == (before.grade != after.grade)


def test_grades_count_every_scored_agent_once(reviewed: Review) -> None:
    for counts in reviewed.part.grade_counts.values():
        assert sum(counts.values()) == len(reviewed.part.agents)


def test_pay_of_the_team_is_the_sum_of_the_agents_changes(reviewed: Review) -> None:
    total = sum(row.pay_change_cny or 0.0 for row in reviewed.part.agents)

    assert reviewed.part.pay_change_cny is not None
    assert reviewed.part.pay_change_cny.value == pytest.approx(total)


def test_same_set_twice_moves_nobody(shop: Any, scheme: Scheme, incumbent: WeightSet) -> None:
    month = team(shop.sources, scheme, PERIOD)
    again = WeightSet(Origin.RECOMMENDED, incumbent.indicators, incumbent.shares)

    part = review(
        month.table, [incumbent, again], scheme, month.base_pay_cny, np.random.default_rng(1)
    ).part

    assert all(row.rank_change == 0 and row.change_probability == 0 for row in part.agents)
    assert part.pay_change_cny is not None
    assert part.pay_change_cny.low == part.pay_change_cny.high == 0


def test_review_without_incumbent_is_refused(
    shop: Any, scheme: Scheme, recommended: WeightSet
) -> None:
    month = team(shop.sources, scheme, PERIOD)

    with pytest.raises(InputError, match=r"review\.no_incumbent"):
        review(month.table, [recommended], scheme, {}, np.random.default_rng(1))


def test_agent_without_a_score_under_one_set_is_named_not_ranked(
    shop: Any, scheme: Scheme, incumbent: WeightSet
) -> None:
    month = team(shop.sources, scheme, PERIOD)
    shares = np.zeros(len(incumbent.indicators))
    shares[incumbent.indicators.index("conversion")] = 1.0
    conversion_only = WeightSet(Origin.RECOMMENDED, incumbent.indicators, shares)

    part = review(
        month.table, [incumbent, conversion_only], scheme, {}, np.random.default_rng(1)
    ).part

    assert part.not_scored
    assert {row.agent for row in part.agents}.isdisjoint(part.not_scored)
    assert all(row.standings["recommended"].rank > 0 for row in part.agents)


def test_ranks_and_grades_count_only_agents_that_every_set_scores(
    scheme_of_two: Scheme, table_of_three: MetricTable
) -> None:
    incumbent = WeightSet.from_mapping(Origin.INCUMBENT, {"solved": 0.5, "sold": 0.5})
    presale_only = WeightSet.from_mapping(Origin.RECOMMENDED, {"solved": 0.0, "sold": 1.0})

    part = review(
        table_of_three, [incumbent, presale_only], scheme_of_two, {}, np.random.default_rng(1)
    ).part

    assert part.not_scored == ("after",)
    assert [sum(counts.values()) for counts in part.grade_counts.values()] == [2, 2]
    assert [row.standings["incumbent"].rank for row in part.agents] == [1, 2]
    assert [row.rank_change for row in part.agents] == [0, 0]
