"""The catalogue: complete, each id once, each with its sentences in both languages."""

from pathlib import Path

import pytest

from engine.domain.indicators import Population
from engine.errors import InputError
from engine.files.locations import shipped
from engine.files.scheme_file import read_scheme
from engine.i18n.translate import keys
from engine.metrics.definitions import DEFINITIONS, Kind, Table, definition_of

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
BEYOND_THE_CATALOGUE = {"acceptability", "workload", "ticket_outcome"}


def test_catalogue_is_complete() -> None:
    assert set(DEFINITIONS) == CATALOGUE | BEYOND_THE_CATALOGUE


@pytest.mark.parametrize("path", shipped("schemes"), ids=lambda path: path.stem)
def test_every_leaf_of_a_shipped_scheme_is_defined_in_its_unit(path: Path) -> None:
    for leaf in read_scheme(path).tree.leaves:
        assert definition_of(leaf.id).unit == leaf.unit


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_definition_and_denominator_has_its_sentence(language: str) -> None:
    wanted = {d.sentence.key for d in DEFINITIONS.values()}
    wanted |= {d.denominator.key for d in DEFINITIONS.values()}

    assert wanted <= keys("zh" if language == "zh" else "en")


def test_units_are_known() -> None:
    assert {d.unit for d in DEFINITIONS.values()} <= {"s", "h", "share", "points", "count", "CNY"}


def test_shares_are_in_shares() -> None:
    assert {d.unit for d in DEFINITIONS.values() if d.kind is Kind.SHARE} == {"share"}


def test_sql_speaks_of_contacts_only() -> None:
    with_sql = {d.id for d in DEFINITIONS.values() if d.sql}

    assert with_sql == {d.id for d in DEFINITIONS.values() if d.table is Table.CONTACTS}


def test_sql_of_conversion_is_paid_over_enquiries() -> None:
    condition = "FILTER (WHERE presale AND attempt = 1)"

    assert DEFINITIONS["conversion"].sql == f"sum(paid) {condition} / sum(1) {condition}"
    assert DEFINITIONS["conversion"].population is Population.PRESALE


def test_unknown_indicator_is_named() -> None:
    with pytest.raises(InputError, match="mood"):
        definition_of("mood")
