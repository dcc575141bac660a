"""Ids are called by their names in both languages; what has no name stays as the user wrote it."""

from dataclasses import replace

import pytest

from engine.ahp.random_index import RANDOM_INDICES
from engine.domain.measures import MEASURES, THRESHOLD_MEASURES
from engine.domain.pack import DecisionPack
from engine.domain.texts import Language, Sentence
from engine.i18n.translate import keys
from engine.report import labels


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("measure", [*MEASURES, *(f"{name}_60_s" for name in THRESHOLD_MEASURES)])
def test_every_measure_has_a_name(measure: str, language: Language) -> None:
    assert labels.measure_name(measure, language) != measure


def test_measure_within_a_threshold_is_told_with_it() -> None:
    assert labels.measure_name("frt_attainment_60_s", "en") == "First response within 60 s"


def test_measure_of_a_platforms_rule_is_told_with_it() -> None:
    assert labels.measure_name("platform_rate:jd-30s", "en") == "Platform rate, rule jd-30s"
    assert labels.measure_name("platform_mean_s:jd-mean", "zh") != "platform_mean_s:jd-mean"


def test_unknown_column_stays_as_the_user_wrote_it() -> None:
    assert labels.column_name("Antwortzeit", "zh") == "Antwortzeit"


def test_column_inside_a_sentence_is_called_by_its_name() -> None:
    sentence = Sentence("effect.per_metric_unit", {"column": "customer_value"})

    assert labels.said(sentence, "en") == "per unit of Customer value"


def test_level_of_a_kind_of_contact_is_called_by_its_name() -> None:
    values = {"column": "contact_class", "level": "order_payment", "reference": "product"}

    told = labels.said(Sentence("effect.per_level", values), "zh")

    assert told == "咨询类别：“下单与付款”与“商品咨询”相比"


def test_amount_in_a_sentence_has_the_unit_of_the_language() -> None:
    sentence = Sentence("effect.per_shift", {"column": "frt_s", "by": "+10 s"})

    assert labels.said(sentence, "zh") == "首次响应时间 +10 秒"
    assert labels.said(sentence, "en") == "First response time +10 s"


def test_effects_in_a_sentence_are_points_with_a_true_minus() -> None:
    values = {
        "column": "poutcome=failure",
        "withheld": "customer_value",
        "adjusted": -0.0523,
        "unadjusted": 0.01,
    }

    told = labels.said(Sentence("finding.evidence.sign_flips", values), "en")

    assert told.startswith("poutcome = failure: the effect turns")
    assert "\u22125.23 pp with it, +1.00 pp without" in told


@pytest.mark.parametrize(("language", "worth"), [("en", "\u2212CNY 0.03"), ("zh", "\u22120.03 元")])
def test_worth_in_a_sentence_is_in_yuan(language: Language, worth: str) -> None:
    sentence = Sentence("finding.evidence.wrong_sign", {"indicator": "frt", "worth": -0.031})

    assert worth in labels.said(sentence, language)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("index", sorted(RANDOM_INDICES))
def test_every_table_of_random_indices_has_a_name(index: str, language: Language) -> None:
    assert f"report.random_index.{index}" in keys(language)


def test_factor_of_a_load_with_waves_is_before_them(pack: DecisionPack) -> None:
    load = replace(pack.scenarios[1], factor=2.25)

    assert labels.load_name(load, "en") == "618 sale \u00d72.25, before waves"
    assert labels.load_name(replace(load, waves=()), "zh") == "618 大促 \u00d72.25"
    assert labels.load_name(replace(load, factor=1.0), "en") == "618 sale"


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

    assert told == "First response within 60 s \u2265 90% (Pre-sale, key customers)"


def test_number_that_says_how_it_is_written_stays_a_number() -> None:
    values = {
        "metric": "frt_s",
        "outcome": "paid",
        "effect": -0.05,
        "low": -0.06,
        "high": -0.04,
        "coverage": 0.95,
        "n": 41_200,
        "grade": "C",
    }

    told = labels.said(Sentence("evidence.effect_association", values), "en")

    assert told.startswith("First response time: Conversion differs by -0.05 (95% interval")
