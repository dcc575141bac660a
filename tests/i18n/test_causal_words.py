"""No sentence about an association speaks of causes, in any area and either language."""

import re

import pytest

from engine.domain.texts import Language
from engine.i18n.translate import sentences

CAUSAL = {
    "en": re.compile(
        r"\b(caus\w*|leads? to|led to|lift(s|ed|ing)?|driv(es?|en|ing)|due to|because of"
        r"|results? in|(raises?|improves?|increases?|reduces?|lowers?) .{1,60}? by)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile("\u5bfc\u81f4|\u63d0\u5347|\u5e26\u6765|\u62c9\u52a8|\u4f7f\u5f97"),
}
ALLOWED = {
    "assumption.association": "says that effects are no proof of cause",
    "finding.evidence.assignment_observed": "says that a grade C shows no cause",
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_only_causal_sentences_use_causal_words(language: Language) -> None:
    found = {
        key: sentence
        for key, sentence in sentences(language).items()
        if CAUSAL[language].search(sentence) and not key.endswith("_causal") and key not in ALLOWED
    }

    assert found == {}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Ten seconds less lead to more orders."),
        ("en", "A faster answer raises conversion by 2 %."),
        ("en", "The drop was caused by waiting."),
        ("zh", "\u54cd\u5e94\u66f4\u5feb\u63d0\u5347\u8f6c\u5316\u3002"),
    ],
)
def test_causal_words_are_recognised(language: Language, sentence: str) -> None:
    assert CAUSAL[language].search(sentence)


def test_allowed_sentences_still_exist() -> None:
    assert set(ALLOWED) <= set(sentences("en"))


def test_causal_sentences_have_an_association_beside_them() -> None:
    causal = [key for key in sentences("en") if key.endswith("_causal")]
    partners = {key.removesuffix("_causal") + "_association" for key in causal}

    assert causal
    assert partners & set(sentences("en"))
