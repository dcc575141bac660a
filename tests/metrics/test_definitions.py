"""The catalogue: complete, each id once, each with its sentences in both languages."""

import math
from pathlib import Path
from typing import Literal

import pytest

from engine.domain.indicators import Controllability, Direction, Population
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.scheme_file import read_scheme
from engine.i18n.translate import keys
from engine.metrics.definitions import DEFINITIONS, Grain, Kind, Table, definition_of

CATALOGUE = {
    *("frt", "art", "frt_attainment", "reply_rate", "rate_3min", "rate_30s", "slow"),
    *("resolution_time", "ticket_time", "staged", "aht", "fcr", "resolution", "repeat"),
    *("transfer", "to_human", "bot_solved", "csat_score", "csat_rate", "invite_rate"),
    *("rating_rate", "bad_rating", "nps", "praise", "complaint", "complaint_resolved"),
    *("dispute", "conversion", "paid_rate", "remind", "aov", "sales", "repurchase"),
    *("retention", "return", "refund_time", "qa_session", "qa_ticket", "qa_pass", "qa_cost"),
    *("attitude", "polite", "emotion", "empathy", "voice", "initiative", "knowledge"),
    *("compliance", "throughput", "concurrency", "online_time", "attendance", "closure"),
    *("collaboration", "learning", "discipline", "workload_stress"),
}
BEYOND_THE_CATALOGUE = {
    *("acceptability", "workload", "ticket_outcome", "frt_p50", "frt_p90", "aht_p50")
}
LOWER = {
    *("frt", "frt_p50", "frt_p90", "art", "slow", "resolution_time", "ticket_time", "aht"),
    *("aht_p50", "repeat", "transfer", "bad_rating", "complaint", "dispute", "return"),
    *("refund_time", "qa_cost", "compliance", "discipline", "workload_stress"),
}
BAND = {"to_human", "throughput", "concurrency", "workload"}


def test_catalogue_is_complete() -> None:
    assert set(DEFINITIONS) == CATALOGUE | BEYOND_THE_CATALOGUE


def test_directions_are_those_of_the_catalogue() -> None:
    assert {id_ for id_, d in DEFINITIONS.items() if d.direction is Direction.LOWER} == LOWER
    assert {id_ for id_, d in DEFINITIONS.items() if d.direction is Direction.BAND} == BAND


def test_what_routing_and_goods_decide_is_the_systems() -> None:
    for id_ in ("throughput", "aov", "conversion", "sales"):
        assert DEFINITIONS[id_].controllability is Controllability.SYSTEM


@pytest.mark.parametrize("path", shipped("schemes"), ids=lambda path: path.stem)
def test_every_leaf_of_a_shipped_scheme_is_defined_in_its_unit_and_direction(path: Path) -> None:
    for leaf in read_scheme(path).tree.leaves:
        assert definition_of(leaf.id).unit == leaf.unit
        assert definition_of(leaf.id).direction == leaf.direction, leaf.id


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_of_a_definition_is_there(language: Literal["zh", "en"]) -> None:
    wanted = {d.sentence.key for d in DEFINITIONS.values()}
    wanted |= {d.denominator.key for d in DEFINITIONS.values()}
    wanted |= {d.gaming.key for d in DEFINITIONS.values() if d.gaming is not None}

    assert wanted <= keys(language)


def test_counter_indicators_are_other_indicators() -> None:
    for definition in DEFINITIONS.values():
        assert set(definition.counters) <= set(DEFINITIONS) - {definition.id}


def test_units_are_known() -> None:
    assert {d.unit for d in DEFINITIONS.values()} <= {"s", "h", "share", "points", "count", "CNY"}


def test_shares_are_in_shares() -> None:
    assert {d.unit for d in DEFINITIONS.values() if d.kind is Kind.SHARE} == {"share"}


@pytest.mark.parametrize(
    ("indicator", "limits"),
    [
        ("frt", (0, math.inf)),
        ("fcr", (0, 1)),
        ("qa_session", (0, 100)),
        ("csat_score", (1, 5)),
        ("nps", (-100, 100)),
        ("compliance", (0, 100)),
        ("sales", (0, math.inf)),
    ],
)
def test_definition_says_what_its_figure_can_be(
    indicator: str, limits: tuple[float, float]
) -> None:
    assert DEFINITIONS[indicator].limits == limits


def test_everything_but_the_platforms_rates_has_its_sql() -> None:
    assert {d.id for d in DEFINITIONS.values() if not d.value} == {"rate_3min", "rate_30s"}
    assert DEFINITIONS["rate_3min"].table is Table.ROUNDS


def test_bots_rates_are_the_shops() -> None:
    of_shop = {d.id for d in DEFINITIONS.values() if d.grain is Grain.SHOP}

    assert of_shop == {"to_human", "bot_solved"}


def test_attributed_orders_win_over_the_contacts_own_flags() -> None:
    conversion = DEFINITIONS["conversion"]

    assert conversion.table is Table.ENQUIRIES
    assert conversion.otherwise is not None
    assert conversion.otherwise.table is Table.CONTACTS
    assert conversion.otherwise.counted == "presale AND attempt = 1"
    assert conversion.population is conversion.otherwise.population is Population.PRESALE


def test_unknown_indicator_is_named() -> None:
    with pytest.raises(InputError, match="mood"):
        definition_of("mood")
