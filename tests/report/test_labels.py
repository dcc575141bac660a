"""Ids are called by their names in both languages; what has no name stays as the user wrote it."""

from dataclasses import replace

import pytest

from engine.domain.measures import MEASURES, THRESHOLD_MEASURES
from engine.domain.pack import DecisionPack
from engine.domain.texts import Language, Sentence
from engine.report import labels


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("measure", [*MEASURES, *(f"{name}_60_s" for name in THRESHOLD_MEASURES)])
def test_every_measure_has_a_name(measure: str, language: Language) -> None:
    assert labels.measure_name(measure, language) != measure


def test_measure_within_a_threshold_is_told_with_it() -> None:
    assert labels.measure_name("frt_attainment_60_s", "en") == "First response within 60 s"


def test_unknown_column_stays_as_the_user_wrote_it() -> None:
    assert labels.column_name("Antwortzeit", "zh") == "Antwortzeit"


def test_column_inside_a_sentence_is_called_by_its_name() -> None:
    sentence = Sentence("effect.per_metric_unit", {"column": "customer_value"})

    assert labels.said(sentence, "en") == "per unit of Customer value"


def test_wave_is_called_by_its_name(pack: DecisionPack) -> None:
    load = pack.scenarios[1]
    waves = (replace(load.waves[0], id="final"), *load.waves[1:])

    told = labels.scope_name("wave:final", replace(load, waves=waves), "en")

    assert told == "wave Final payment"


def test_wave_without_a_name_keeps_its_id(pack: DecisionPack) -> None:
    assert labels.scope_name("wave:other", pack.scenarios[0], "en") == "wave other"


def test_hour_is_told_by_the_clock(pack: DecisionPack) -> None:
    assert labels.scope_name("hour:20", pack.scenarios[0], "en") == "20:00\u201321:00"


def test_target_names_the_group_it_is_restricted_to(pack: DecisionPack) -> None:
    row = replace(pack.scenarios[1].verdicts[0], group="presale_vip")

    told = labels.target_text(row, "en")

    assert told == "First response within 60 s \u2265 90% (Pre-sale, VIP)"
