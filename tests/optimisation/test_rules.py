"""A rule is a row, a comparison, a formula and a sentence."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.texts import Text
from engine.i18n.translate import LANGUAGES, render_sentence
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule, own_bounds

NAME = Text("首次响应", "first response")
CAP = WeightRule(RuleKind.CAP, "frt", NAME, (1,), 0.25)
ORDER = WeightRule(
    RuleKind.ORDER, "frt", NAME, (0, 2), 0.02, (1.0, -1.0),
    {"lower": {"zh": "解决", "en": "resolution"}, "gap_percent": 2.0}, "frt >= fcr + 0.02",
)  # fmt: skip


def test_a_plain_rule_bounds_the_sum_of_its_members() -> None:
    assert CAP.is_sum
    assert CAP.sense is Sense.AT_MOST
    assert CAP.formula == "frt <= 0.25"
    assert replace(CAP, limit=0.25000005).formula == "frt <= 0.25000005"
    assert CAP.row(3).tolist() == [0, 1, 0]


def test_coefficients_and_a_written_formula_take_precedence() -> None:
    assert not ORDER.is_sum
    assert ORDER.sense is Sense.AT_LEAST
    assert ORDER.formula == "frt >= fcr + 0.02"
    assert ORDER.row(4).tolist() == [1, 0, -1, 0]


@pytest.mark.parametrize("kind", [*RuleKind])
def test_fixed_shares_are_equations(kind: RuleKind) -> None:
    fixed = {RuleKind.GROUP_FIXED, RuleKind.RING_FENCED, RuleKind.RED_LINE}

    rule = WeightRule(kind, "frt", NAME, (0,), 0.1)

    assert (rule.sense is Sense.EQUAL) == (kind in fixed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_reads_in_words(language: str) -> None:
    told = render_sentence(ORDER.sentence, "zh" if language == "zh" else "en")

    assert NAME.in_language("zh" if language == "zh" else "en") in told


def test_a_set_stacks_its_rules() -> None:
    admissible = AdmissibleSet("p", ("a", "b", "c"), (CAP, ORDER), 0.005)

    assert admissible.rows.tolist() == [[0, 1, 0], [1, 0, -1]]
    assert admissible.limits.tolist() == [0.25, 0.02]
    assert admissible.senses == (Sense.AT_MOST, Sense.AT_LEAST)


@pytest.mark.parametrize("kind", ["group_least", "group_greatest", "group_fixed"])
def test_a_range_that_an_emphasis_moved_names_it(kind: str) -> None:
    words = {"emphasis": {"zh": "大促", "en": "Promotion"}}
    rule = WeightRule(RuleKind(kind), "g", NAME, (0, 1), 1.1, words=words, emphasis="promotion")

    assert render_sentence(rule.sentence, "en").startswith("Promotion moves")
    assert "110 %" in render_sentence(rule.sentence, "zh")


def test_own_bounds_are_those_of_rules_on_one_leaf() -> None:
    fixed = WeightRule(RuleKind.RING_FENCED, "b", NAME, (2,), 0.4)
    pair = WeightRule(RuleKind.GROUP_LEAST, "g", NAME, (0, 1), 0.9)

    least, greatest = own_bounds(AdmissibleSet("p", ("a", "b", "c"), (CAP, ORDER, fixed, pair)))

    assert (CAP.is_single, pair.is_single, ORDER.is_single) == (True, False, False)
    assert least.tolist() == [0, 0, 0.4]
    assert greatest.tolist() == [1, 0.25, 0.4]


def test_a_set_without_rules_has_no_rows() -> None:
    admissible = AdmissibleSet("p", ("a", "b"), ())

    assert admissible.rows.shape == (0, 2)
    assert admissible.limits.dtype == np.float64
