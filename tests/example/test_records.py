"""Agent months, quality samples, orders."""

import numpy as np
import pytest

from engine.example.contacts import Contacts
from engine.example.records import (
    RANDOM_SAMPLES,
    TARGETED_SAMPLES,
    Records,
    agent_months,
    month_names,
    orders,
    quality_samples,
)
from engine.example.world import World


@pytest.fixture(scope="module")
def samples(world: World, contacts: Contacts) -> Records:
    return quality_samples(world, contacts)


def test_half_year_has_six_months() -> None:
    assert month_names().tolist() == [f"2026-0{month}" for month in range(1, 7)]


def test_agent_has_one_row_for_each_month_with_duty(world: World, contacts: Contacts) -> None:
    months = agent_months(world, contacts)
    pairs = list(zip(months["month"], months["agent"], strict=True))

    assert len(set(pairs)) == len(pairs) == 58 * 6 + 2
    assert [pair for pair in pairs if pair[1] == "A59"] == [("2026-05", "A59")]


def test_attendance_is_worked_over_scheduled_days(world: World, contacts: Contacts) -> None:
    months = agent_months(world, contacts)

    shares = months["worked_days"] / months["scheduled_days"]

    assert months["attendance"] == pytest.approx(shares, abs=1e-4)
    assert (months["worked_days"] <= months["scheduled_days"]).all()


def test_commission_is_half_a_per_cent_of_sales(world: World, contacts: Contacts) -> None:
    months = agent_months(world, contacts)

    sales = contacts.outcomes.order_value[contacts.outcomes.paid].sum()

    assert months["commission_cny"].sum() == pytest.approx(0.005 * sales, abs=2)


def test_samples_of_an_agent_month_are_at_most_as_many_as_designed(samples: Records) -> None:
    for targeted, most in ((False, RANDOM_SAMPLES), (True, TARGETED_SAMPLES)):
        rows = samples["targeted"] == targeted
        keys = [
            f"{m} {a}" for m, a in zip(samples["month"][rows], samples["agent"][rows], strict=True)
        ]
        _, counts = np.unique(keys, return_counts=True)

        assert counts.max() == most


def test_targeted_samples_are_badly_rated_contacts(contacts: Contacts, samples: Records) -> None:
    rows = samples["contact_id"][samples["targeted"]]

    assert contacts.outcomes.rated[rows].all()
    assert (contacts.outcomes.csat[rows] <= 2).all()


def test_targeted_samples_score_lower(samples: Records) -> None:
    targeted = samples["targeted"]

    scores = samples["session_score"]

    assert scores[targeted].mean() < scores[~targeted].mean() - 1


def test_sampled_agent_is_the_one_who_answered(contacts: Contacts, samples: Records) -> None:
    ids = np.array(contacts.agents, dtype=object)

    assert (ids[contacts.arrivals.agent[samples["contact_id"]]] == samples["agent"]).all()


def test_every_paid_contact_has_its_order_and_the_others_are_silent(
    world: World, contacts: Contacts
) -> None:
    made = orders(world, contacts)
    attributed = made["contact_id"] >= 0

    assert (made["contact_id"][attributed] == np.flatnonzero(contacts.outcomes.paid)).all()
    assert (~attributed).sum() == int(1.4 * attributed.sum())
    assert (made["order_value"] > 0).all()
