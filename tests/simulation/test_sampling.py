"""All randomness is drawn before the run, by name: never by order, never by staffing."""

from dataclasses import replace

import numpy as np
import pytest

from engine.domain.traffic import Bot, Duration, Repeat, Retry, Shape
from engine.errors import InputError
from engine.simulation.sampling import durations_s, sampled_agents, sampled_contacts, stream
from tests.simulation.desks import desk, exponential, fixed, kind, team

BUSY = desk(
    kinds=[
        kind("chat", rate_per_h=200.0, patience_s=60.0, retry=Retry(0.5, exponential(60.0))),
        kind("return", rate_per_h=90.0, bot=Bot(0.3, fixed(20.0), Repeat(0.6, 0.5, fixed(30.0)))),
    ],
    busyness_shape=20.0,
)


def test_the_same_seed_gives_the_same_draws() -> None:
    first, again = (sampled_contacts(BUSY, seed=5, replication=3) for _ in range(2))

    assert np.array_equal(first.customers, again.customers)
    assert np.array_equal(first.attempts, again.attempts)


@pytest.mark.parametrize("other", [{"seed": 6, "replication": 3}, {"seed": 5, "replication": 4}])
def test_another_seed_or_replication_gives_other_customers(other: dict[str, int]) -> None:
    first = sampled_contacts(BUSY, seed=5, replication=3)
    second = sampled_contacts(BUSY, **other)

    assert not np.array_equal(first.customers, second.customers)


def test_another_staffing_plan_meets_the_same_customers() -> None:
    larger = replace(BUSY, staffing=desk(groups=[team(agents=9, slots=3)]).staffing)

    first = sampled_contacts(BUSY, seed=5, replication=0)
    second = sampled_contacts(larger, seed=5, replication=0)

    assert np.array_equal(first.customers, second.customers)
    assert np.array_equal(first.attempts, second.attempts)


def test_the_order_of_classes_changes_no_customer() -> None:
    turned = replace(BUSY, classes=BUSY.classes[::-1])

    first = sampled_contacts(BUSY, seed=5, replication=0)
    second = sampled_contacts(turned, seed=5, replication=0)

    assert np.array_equal(first.customers["arrival_s"], second.customers["arrival_s"])
    assert np.array_equal(first.attempts, second.attempts)


def test_more_attempts_leave_the_first_ones_as_they_are() -> None:
    few = sampled_contacts(replace(BUSY, max_attempts=2), seed=5, replication=0)
    many = sampled_contacts(replace(BUSY, max_attempts=5), seed=5, replication=0)

    assert np.array_equal(few.attempts[::2], many.attempts[::5])


def test_agents_who_join_leave_the_absence_of_the_others() -> None:
    rostered = [desk(groups=[team(agents=n)], absence=0.5) for n in (20, 30)]

    fewer, more = (sampled_agents(each, seed=1, replication=0) for each in rostered)

    assert np.array_equal(fewer["present"], more["present"][:20])
    assert 0 < fewer["present"].sum() < 20


def test_a_first_reply_never_needs_more_than_the_whole_work() -> None:
    chat = kind(work=exponential(30.0), reply_work=exponential(30.0))

    rows = sampled_contacts(desk(kinds=[chat]), seed=1, replication=0).attempts

    assert np.all(rows["reply_s"] <= rows["work_s"])
    assert np.any(rows["reply_s"] == rows["work_s"])


def test_the_bot_has_its_own_chances_of_solving() -> None:
    bot = Bot(0.5, None, Repeat(0.0, 1.0, fixed(50.0)))
    chat = kind(rate_per_h=500.0, bot=bot, repeat=Repeat(1.0))

    rows = sampled_contacts(desk(kinds=[chat]), seed=1, replication=0).attempts

    assert np.array_equal(rows["returns"], rows["contained"])
    assert np.array_equal(rows["solved"], ~rows["contained"])
    assert set(rows["return_delay_s"][rows["contained"]].tolist()) == {50.0}


def test_without_patience_a_customer_waits_for_ever() -> None:
    rows = sampled_contacts(desk(), seed=1, replication=0).attempts

    assert np.all(np.isinf(rows["patience_s"]))


def test_deterministic_durations_are_the_mean() -> None:
    draws = durations_s(Duration(Shape.DETERMINISTIC, 42.0, 0.0), stream(1, 0, "test"), 3)

    assert draws.tolist() == [42.0] * 3


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(InputError, match=r"simulation\.seed"):
        sampled_contacts(BUSY, seed=-1, replication=0)


def test_no_load_gives_no_customers() -> None:
    empty = sampled_contacts(replace(BUSY, factor=0.0), seed=1, replication=0)

    assert empty.customers.size == empty.attempts.size == 0
