"""Amounts in the outcome's unit, intervals with the unit once, p-values, names."""

from dataclasses import replace

import pytest

from engine.domain.estimates import Estimate
from engine.report.evidence_words import EvidenceWords
from tests.app.evidence_sample import effects, evidence_report


@pytest.fixture
def words() -> EvidenceWords:
    return EvidenceWords(evidence_report(), "en")


def test_a_chance_changes_in_points_and_a_score_in_its_own_unit(words: EvidenceWords) -> None:
    fits = tuple(replace(fit, family="linear") for fit in words.report.fits[1:])
    scores = EvidenceWords(replace(words.report, fits=fits), "en")

    assert words.amount(-0.0036, "conversion") == "−0.36 pp"
    assert words.amount(0.0004, "conversion") == "+0.040 pp"
    assert scores.amount(0.072, "repurchase") == "+0.072"
    assert words.amount(1.2, "conversion", "hazard_ratio") == "×1.2"


def test_interval_says_its_unit_once(words: EvidenceWords) -> None:
    chinese = EvidenceWords(words.report, "zh")

    assert words.ends(-0.004, -0.003, "conversion") == "−0.40 to −0.30 pp"
    assert chinese.ends(-0.004, -0.003, "conversion") == "−0.40～−0.30 个百分点"
    assert words.ends(None, None, "conversion") == ""
    assert words.ends(0.9, 1.2, "conversion", "hazard_ratio") == "×0.9 to ×1.2"


@pytest.mark.parametrize(("value", "told"), [(0.0004, "< 0.001"), (0.0412, "0.041"), (None, "—")])
def test_p_values_are_told_to_three_decimals(
    words: EvidenceWords, value: float | None, told: str
) -> None:
    assert words.p_value(value) == told


def test_unknown_question_is_told_by_its_id_with_the_least_grade(words: EvidenceWords) -> None:
    assert words.question("other") == "other"
    assert words.grade("other") == "D"
    assert not words.is_chance("other")


def test_bands_and_steps_have_the_metric_s_unit(words: EvidenceWords) -> None:
    band = next(each for each in effects() if each.band)

    assert words.band(band) == "0–30 s"
    assert words.band(replace(band, band="daily")) == "ordinary days"
    assert words.step("frt_s", -1.0) == "−1 s"
    assert words.step("csat", 0.5) == "+0.50"


def test_shares_without_an_interval_have_none(words: EvidenceWords) -> None:
    assert words.share_range(Estimate(0.5)) == ""
    assert words.share_range(Estimate(0.5, 0.4, 0.6)) == "40.0–60.0%"
    assert words.per_cent(None) == "—"
