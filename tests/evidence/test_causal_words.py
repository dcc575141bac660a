"""Only grades A and B may speak of causes, and only for what was assigned."""

from dataclasses import replace

import pytest

from engine.domain.evidence_figures import EffectReport
from engine.domain.specification import Role
from engine.domain.texts import Language, Sentence
from engine.evidence.causal_words import (
    effect_grade,
    effect_name,
    effect_sentence,
    may_speak_of_causes,
)
from engine.i18n.translate import render_sentence

EFFECT = EffectReport(
    fit="conversion",
    outcome="paid",
    metric="frt_s",
    indicator="frt",
    role="lever",
    kind="shift",
    band="",
    per=Sentence("effect.per_shift", {"by": "+10 s", "column": "frt_s"}),
    ame=-0.0123,
    standard_error=0.002,
    plain_standard_error=0.001,
    low=-0.0163,
    high=-0.0083,
    p_value=1e-6,
    p_adjusted=None,
    relative=None,
    n=123_456,
    level=0.95,
    grade="C",
)


@pytest.mark.parametrize(("grade", "may"), [("A", True), ("B", True), ("C", False), ("D", False)])
def test_only_a_and_b_speak_of_causes(grade: str, may: bool) -> None:
    sentence = effect_sentence(replace(EFFECT, grade=grade))

    assert may_speak_of_causes(grade) is may
    assert sentence.key.endswith("_causal") is may


@pytest.mark.parametrize("letter", ["A", "B", "C", "D"])
def test_confounders_own_coefficient_is_an_association_at_best(letter: str) -> None:
    assert effect_grade(letter, Role.LEVER) == letter
    assert effect_grade(letter, Role.CONFOUNDER) == ("D" if letter == "D" else "C")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("grade", ["A", "C"])
def test_every_sentence_carries_interval_denominator_and_grade(
    language: Language, grade: str
) -> None:
    told = render_sentence(effect_sentence(replace(EFFECT, grade=grade)), language)

    assert all(part in told for part in ("-0.0123", "-0.0163", "-0.0083", "123,456", grade))


def test_names_carry_level_or_band() -> None:
    level = Sentence("effect.per_level", {"level": "mens", "reference": "none", "column": "arm"})

    assert effect_name(EFFECT) == "frt_s"
    assert effect_name(replace(EFFECT, band="[30, 60)")) == "frt_s [30, 60)"
    assert effect_name(replace(EFFECT, metric="arm", per=level)) == "arm=mens"
