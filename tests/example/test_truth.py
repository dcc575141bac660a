"""The truth: effects against finite differences and brute force, definitions apart."""

from dataclasses import replace

import numpy as np
import pytest

from engine.example.contacts import Contacts
from engine.example.effects import expit
from engine.example.outcomes import (
    conversion_logits,
    is_enquiry,
    repurchase_logits,
    satisfaction_logits,
)
from engine.example.truth import Truth, truth
from engine.example.world import World


@pytest.fixture(scope="module")
def told(world: World, contacts: Contacts) -> Truth:
    return truth(world, contacts)


def test_effect_of_response_is_the_mean_derivative_by_its_logarithm(
    world: World, contacts: Contacts, told: Truth
) -> None:
    rows, step = is_enquiry(contacts.arrivals), 1e-5
    logits = conversion_logits(world, contacts.arrivals, contacts.service.frt_s)[rows]
    moved = logits + step * world.effects.conversion_response

    derivative = (expit(moved) - expit(logits)).mean() / step

    assert told.effects["conversion"]["frt_s"].effect == pytest.approx(derivative, rel=1e-4)


def test_effect_of_solving_is_a_discrete_change(
    world: World, contacts: Contacts, told: Truth
) -> None:
    rows = contacts.arrivals.answered
    chances = []
    for solved in (True, False):
        flags = np.full(len(contacts), solved)
        attitude = contacts.outcomes.attitude
        logits = repurchase_logits(world.effects, contacts.arrivals, flags, attitude)
        chances.append(expit(logits + world.effects.repurchase_90d_intercept)[rows].mean())

    effect = told.effects["repurchase_90d"]["solved"].effect

    assert effect == pytest.approx(chances[0] - chances[1], abs=1e-12)


def test_effect_of_solving_on_satisfaction_is_a_discrete_change(
    world: World, contacts: Contacts, told: Truth
) -> None:
    rows, chances = contacts.arrivals.answered, []
    for solved in (True, False):
        arrivals = replace(contacts.arrivals, solved=np.full(len(contacts), solved))
        logits = satisfaction_logits(
            world.effects, arrivals, contacts.service.frt_s, contacts.outcomes.attitude
        )
        chances.append(expit(logits)[rows].mean())

    effect = told.effects["satisfaction_all"]["solved"].effect

    assert effect == pytest.approx(chances[0] - chances[1], abs=1e-12)


def test_raters_are_less_satisfied_than_all(told: Truth) -> None:
    assert told.rates["satisfied_raters"] < told.rates["satisfied_all"]


def test_rate_among_raters_follows_from_the_moved_intercept(
    world: World, contacts: Contacts, told: Truth
) -> None:
    rated = contacts.outcomes.rated
    logits = satisfaction_logits(
        world.effects, contacts.arrivals, contacts.service.frt_s, contacts.outcomes.attitude
    )
    expected = expit(logits[rated] + np.log(0.27 / 0.40)).mean()

    assert told.rates["satisfied_raters"] == pytest.approx(expected, abs=0.01)


def test_faster_replies_than_the_floor_sell_no_more(told: Truth) -> None:
    bands = told.response_bands

    assert bands["30-60"]["plus_10_s"] < bands["60-180"]["plus_10_s"] < 0
    assert bands["0-30"]["plus_10_s"] > bands["30-60"]["plus_10_s"]
    assert told.effects["conversion"]["frt_s"].plus_10_s < 0


def test_json_leaves_out_what_does_not_apply(told: Truth) -> None:
    plain = told.as_json()

    assert "plus_10_s" in plain["effects"]["conversion"]["frt_s"]
    assert "plus_10_s" not in plain["effects"]["repurchase_90d"]["solved"]
    assert len(plain["agents"]) == 60


def test_windows_differ_from_what_was_solved(told: Truth) -> None:
    assert told.windows["72h"].resolved > told.rates["solved"]
