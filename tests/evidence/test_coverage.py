"""Intervals cover what was planted in the generated team; without the confounder they do not.

Each sample redraws the agents and 40,000 contacts at the congestion of the full load. False
alarms are stated for a true coverage of 94 % (t intervals with some 33 clusters).
"""

from collections import Counter

import numpy as np
import pytest

from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.evidence import regressions
from engine.evidence.design import needed_columns
from engine.evidence.effects import Effect, average_marginal_effects, shift_effect
from engine.evidence.regressions import fit_without
from engine.example.contacts import Contacts, column_table, draw_contacts
from engine.example.truth import PlantedEffect, truth
from engine.example.world import shop_world

CONTACTS = 40_000
FIRST_SEED = 10_000
PLANTED = (
    ("conversion", "frt_s"),
    ("satisfaction", "frt_s"),
    ("repurchase_90d", "solved"),
    ("repurchase_90d", "attitude"),
)
SOLVED = Term("solved", Role.LEVER, Transform.FLAG)
ATTITUDE = Term("attitude", Role.LEVER, Transform.SCALE, shift=82.0, unit=10.0)
VALUE = Term("customer_value", Role.CONFOUNDER)
CLASS = Term("contact_class", Role.CONFOUNDER, Transform.CATEGORY, reference="product")
QUESTIONS = {
    "conversion": ("paid", (Term("frt_s", Role.LEVER, Transform.LOG_FLOOR, floor=30.0), CLASS)),
    "satisfaction": ("csat", (Term("frt_s", Role.LEVER, Transform.LOG1P), SOLVED, ATTITUDE)),
    "repurchase_90d": ("repurchase_90d", (SOLVED, ATTITUDE)),
}


def specification(question: str) -> Specification:
    outcome, terms = QUESTIONS[question]
    return Specification(
        id=question,
        name=Text("问题", "question"),
        outcome=outcome,
        terms=(*terms, VALUE),
        cluster="agent",
        withhold="customer_value",
        outcome_at_least=4.0 if outcome == "csat" else None,
    )


def rows_of(contacts: Contacts, question: str) -> ColumnTable:
    names = {*needed_columns(specification(question)), "presale", "bot_ended", "rated", "attempt"}
    table = column_table(contacts, sorted(names))
    answered = table.column("bot_ended") == 0
    if question == "conversion":
        return table.where(
            answered & (table.column("presale") == 1) & (table.column("attempt") == 1)
        )
    return table.where(table.column("rated") == 1 if question == "satisfaction" else answered)


def effect_of(effects: tuple[Effect, ...], column: str) -> Effect:
    return next(effect for effect in effects if effect.column == column)


def covers(effect: Effect, planted: PlantedEffect) -> bool:
    on_logit = effect.coefficient_low <= planted.coefficient <= effect.coefficient_high
    return on_logit and effect.low <= planted.effect <= effect.high


def covered_and_missed(samples: int) -> tuple[Counter[tuple[str, str]], int]:
    """How often each planted effect is covered, and conversion's missed without the value."""
    covered: Counter[tuple[str, str]] = Counter()
    missed = 0
    for sample in range(samples):
        world = shop_world(FIRST_SEED + sample)
        contacts = draw_contacts(world, CONTACTS, seed=sample, thin=True)
        known = truth(world, contacts).effects
        for question in QUESTIONS:
            fit = regressions.fit(rows_of(contacts, question), specification(question))
            effects = average_marginal_effects(fit)
            for outcome, column in PLANTED:
                if outcome == question:
                    planted = known[outcome][column]
                    covered[outcome, column] += covers(effect_of(effects, column), planted)
            if question == "conversion":
                raw = average_marginal_effects(fit_without(fit, "customer_value"))
                planted = known["conversion"]["frt_s"]
                coefficient = effect_of(raw, "frt_s")
                missed += not (
                    coefficient.coefficient_low
                    <= planted.coefficient
                    <= coefficient.coefficient_high
                )
    return covered, missed


@pytest.mark.statistical
@pytest.mark.slow
def test_planted_effects_are_covered_in_few_samples() -> None:
    """40 samples; at least 31 covered by coefficient and effect together.

    False alarm 9.7e-5 an effect at a true 94 %.
    A true coverage of 70 % passes with probability 0.20. At least 21 misses without the customer
    value: false alarm 2.2e-5 at a true miss rate of 80 %.
    """
    covered, missed = covered_and_missed(40)

    assert min(covered[planted] for planted in PLANTED) >= 31
    assert missed >= 21


@pytest.mark.statistical
@pytest.mark.full
def test_planted_effects_are_covered_in_many_samples() -> None:
    """200 samples; at least 174 covered by coefficient and effect together.

    False alarm 7.3e-5 an effect at a true 94 %.
    At least 150 misses without the customer value: the prototype missed 178.
    """
    covered, missed = covered_and_missed(200)

    assert min(covered[planted] for planted in PLANTED) >= 174
    assert missed >= 150


@pytest.mark.statistical
@pytest.mark.slow
def test_every_planted_effect_is_found_on_the_full_data() -> None:
    """900,000 contacts, seed 618: within 5 standard errors, false alarm < 2e-5 each (t, 33)."""
    world = shop_world(618)
    contacts = draw_contacts(world)
    known = truth(world, contacts).effects

    for question in QUESTIONS:
        fit = regressions.fit(rows_of(contacts, question), specification(question))
        for effect in average_marginal_effects(fit):
            if effect.column in known[question]:
                planted = known[question][effect.column]
                off = (effect.coefficient - planted.coefficient) / effect.coefficient_error
                off_effect = (effect.value - planted.effect) / effect.standard_error
                assert max(abs(off), abs(off_effect)) < 5, (question, effect.column, off)
        if np.isfinite(ten_seconds := known[question].get("frt_s", NONE).plus_10_s):
            shifted = shift_effect(fit, "frt_s", 10.0)
            assert abs(shifted.value - ten_seconds) < 5 * shifted.standard_error


NONE = PlantedEffect(float("nan"), float("nan"))
