"""Outcomes: each drawn from the probability that its function states."""

import numpy as np
import pytest

from engine.example.contacts import Contacts
from engine.example.effects import expit
from engine.example.outcomes import (
    SATISFIED_FROM,
    attitude_steps,
    conversion_logits,
    is_enquiry,
    repurchase_logits,
    response_over_floor,
    satisfaction_logits,
)
from engine.example.world import World


def test_response_below_the_floor_makes_no_difference() -> None:
    forms = response_over_floor(np.array([1, 30, 60]))

    assert forms == pytest.approx([0, 0, np.log(2)])


def test_attitude_is_in_steps_of_ten_points_from_the_centre() -> None:
    assert attitude_steps(np.array([82, 92, 72])).tolist() == [0, 1, -1]


def test_only_answered_first_presale_contacts_pay(contacts: Contacts) -> None:
    outcomes, enquiry = contacts.outcomes, is_enquiry(contacts.arrivals)

    assert not outcomes.paid[~enquiry].any()
    assert not outcomes.returned[~outcomes.paid].any()
    assert (contacts.arrivals.attempt[enquiry] == 1).all()


def test_rating_of_four_means_satisfied(contacts: Contacts) -> None:
    outcomes = contacts.outcomes

    assert (outcomes.satisfied == (outcomes.csat >= SATISFIED_FROM)).all()
    assert set(np.unique(outcomes.csat).tolist()) == {1, 2, 3, 4, 5}


def test_only_invited_contacts_are_rated(contacts: Contacts) -> None:
    assert not contacts.outcomes.rated[~contacts.outcomes.invited].any()


def test_repurchase_within_thirty_days_is_one_within_ninety(contacts: Contacts) -> None:
    outcomes = contacts.outcomes

    assert outcomes.repurchase_90d[outcomes.repurchase_30d].all()


@pytest.mark.statistical
@pytest.mark.parametrize("outcome", ["paid", "satisfied", "repurchase_90d"])
def test_outcome_follows_its_probability(world: World, contacts: Contacts, outcome: str) -> None:
    """Calibrated in ten bands of the probability: chi-square of 10 degrees, critical at 1e-5."""
    arrivals, drawn = contacts.arrivals, contacts.outcomes
    rows = is_enquiry(arrivals) if outcome == "paid" else arrivals.answered
    attitude = drawn.attitude
    logits = {
        "paid": conversion_logits(world, arrivals, contacts.service.frt_s),
        "satisfied": satisfaction_logits(world.effects, arrivals, contacts.service.frt_s, attitude),
        "repurchase_90d": world.effects.repurchase_90d_intercept
        + repurchase_logits(world.effects, arrivals, arrivals.solved, attitude),
    }[outcome]
    probability = expit(logits)[rows]
    happened = getattr(drawn, outcome)[rows]

    band = np.digitize(probability, np.quantile(probability, np.arange(0.1, 1, 0.1)))
    excess = np.bincount(band, happened - probability, 10)
    variance = np.bincount(band, probability * (1 - probability), 10)

    assert (excess**2 / variance).sum() < 41.3
