"""All randomness is drawn before the run, by name: never by order, never by staffing."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from engine.domain.durations import Rounds, RoundsShape
from engine.domain.scenario import Scenario
from engine.domain.traffic import (
    ArrivalProfile,
    Bot,
    ClassStretch,
    Repeat,
    Retry,
    Transfer,
    Turns,
)
from engine.errors import InputError
from engine.simulation.sampled import SampledContacts, pool_row
from engine.simulation.sampling import sampled_contacts
from tests.simulation.desks import HOUR_S, desk, exponential, fixed, kind, team

TURNS = Turns(Rounds(RoundsShape.GEOMETRIC, 3.0), exponential(40.0), exponential(20.0))
BUSY = desk(
    kinds=[
        kind(
            "chat",
            rate_per_h=200.0,
            patience_s=60.0,
            retry=Retry(0.5, exponential(60.0)),
            turns=TURNS,
            transfers=(Transfer("other", 0.3),),
        ),
        kind(
            "return",
            rate_per_h=90.0,
            bot=Bot(0.3, fixed(20.0), Repeat(0.6, 0.5, fixed(30.0))),
            turns=TURNS,
            stretches=(ClassStretch(600.0, 1_200.0, exponential(33.0)),),
        ),
    ],
    groups=[team(), team("other")],
    busyness_shape=20.0,
    by_turns=True,
)


def drawn(scenario: Scenario = BUSY, seed: int = 5, replication: int = 0) -> SampledContacts:
    return sampled_contacts(scenario, seed=seed, replication=replication)


def seen(sampled: SampledContacts) -> list[tuple[object, ...]]:
    """Return for each customer all that a replication may read of them, whatever the row is."""
    told = []
    for number, customer in enumerate(sampled.customers):
        rows = [pool_row(sampled, number, attempt, leg) for attempt in range(3) for leg in (0, 1)]
        draws = [sampled.first[number], *sampled.later[rows[1:]]]
        told.append(
            (
                float(customer["arrival_s"]),
                [_content(sampled, draw) for draw in draws],
                sampled.pauses[rows].tolist(),
            )
        )
    return told


def _content(sampled: SampledContacts, draw: np.void) -> tuple[object, ...]:
    rounds = sampled.rounds[draw["first_round"] : draw["first_round"] + draw["rounds"]].tolist()
    plain = [draw[name].item() for name in draw.dtype.names if name != "first_round"]
    return (*plain, rounds)


@pytest.mark.parametrize("scenario", [BUSY, replace(BUSY, fidelity="rate")])
def test_the_same_seed_gives_the_same_draws(scenario: Scenario) -> None:
    first, again = (drawn(each) for each in (scenario, pickle.loads(pickle.dumps(scenario))))  # noqa: S301 (our own bytes)

    for one, other in zip(first, again, strict=True):
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("other", [(6, 3), (5, 4)])
def test_another_seed_or_replication_gives_other_customers(other: tuple[int, int]) -> None:
    first, second = drawn(BUSY, 5, 3), drawn(BUSY, *other)

    assert not np.array_equal(first.customers, second.customers)
    assert not np.array_equal(first.later[:64], second.later[:64])


def test_another_staffing_plan_meets_the_same_customers() -> None:
    larger = replace(BUSY, staffing=desk(groups=[team(agents=9, slots=3), team("other")]).staffing)

    for one, other in zip(drawn(), drawn(larger), strict=True):
        assert np.array_equal(one, other)


def test_the_order_of_classes_changes_no_customer() -> None:
    turned = replace(BUSY, classes=BUSY.classes[::-1])

    assert seen(drawn()) == seen(drawn(turned))
    assert set(drawn(turned).customers["contact_class"].tolist()) == {0, 1}


def test_arrivals_at_one_instant_are_in_order_of_the_names() -> None:
    at = ArrivalProfile(HOUR_S, (), (5.0, 5.0))
    kinds = [kind(name, arrivals=at) for name in ("b", "a")]

    sampled = drawn(desk(kinds=kinds))

    assert sampled.customers["contact_class"].tolist() == [1, 1, 0, 0]


@pytest.mark.parametrize("factor", [1.3, 4.0])
def test_under_another_load_the_kth_customer_stays_the_kth(factor: float) -> None:
    usual, heavier = drawn(), drawn(replace(BUSY, factor=factor))

    chats, more = (each.first[each.customers["contact_class"] == 0] for each in (usual, heavier))
    for name in ("patience_s", "solved", "transfer", "rounds", "first_round", "retries"):
        if name != "first_round":
            assert np.array_equal(chats[name], more[name][: chats.size])
    times, sooner = (
        each.customers["arrival_s"][each.customers["contact_class"] == 0]
        for each in (usual, heavier)
    )
    assert np.all(sooner[: times.size] <= times)


def test_more_attempts_leave_the_first_ones_as_they_are() -> None:
    few, many = (drawn(replace(BUSY, max_attempts=most)) for most in (2, 5))

    assert np.array_equal(few.first, many.first)
    assert np.array_equal(few.customers["arrival_s"], many.customers["arrival_s"])


def test_measured_arrivals_stand_as_they_are() -> None:
    at = ArrivalProfile(HOUR_S, (), (1.0, 70.0, 70.0, HOUR_S, HOUR_S + 5))
    scenario = desk(kinds=[kind(arrivals=at)], factor=3.0, busyness_shape=2.0)

    assert drawn(scenario).customers["arrival_s"].tolist() == [1.0, 70.0, 70.0]


def test_customers_are_in_order_of_arrival_and_before_the_horizon() -> None:
    times = drawn().customers["arrival_s"]

    assert np.all(np.diff(times) >= 0)
    assert 0 <= times.min() <= times.max() < BUSY.horizon_s


def test_pools_lie_end_to_end_and_every_customer_reads_inside_one() -> None:
    sampled = drawn()

    assert sampled.later.size == sampled.pauses.size == sampled.pools["size"].sum()
    ends = np.cumsum(sampled.pools["size"])
    assert np.array_equal(sampled.pools["first"], ends - sampled.pools["size"])
    size = sampled.pools["size"][sampled.customers["pool"]]
    assert np.all((sampled.customers["place"] >= 0) & (sampled.customers["place"] < size))


def test_a_stretch_has_a_pool_of_its_own() -> None:
    scenario = replace(BUSY, fidelity="rate")
    sampled = drawn(scenario)

    returns = sampled.customers[sampled.customers["contact_class"] == 1]
    inside = (returns["arrival_s"] >= 600) & (returns["arrival_s"] < 1_200)
    assert inside.any()
    assert np.array_equal(returns["pool"], np.where(inside, 2, 1))
    usual, hurried = (
        sampled.later["work_s"][pool["first"] : pool["first"] + pool["size"]]
        for pool in sampled.pools[1:]
    )
    assert hurried.mean() < usual.mean()


def test_rounds_of_all_rows_lie_apart() -> None:
    sampled = drawn()

    rows = np.concatenate((sampled.first, sampled.later))
    rows = rows[np.argsort(rows["first_round"])]
    rows = rows[rows["rounds"] > 0]
    assert np.array_equal(rows["first_round"], np.cumsum(rows["rounds"]) - rows["rounds"])
    assert sampled.rounds.size == rows["rounds"].sum()
    assert np.all(rows["rounds"] > 0)


def test_first_attempts_are_drawn_in_full_and_later_ones_from_a_pool() -> None:
    """Of 100,000 customers a fifth may come back: 16,384 rows instead of 600,000."""
    chat = kind(rate_per_h=100_000.0, retry=Retry(0.2, exponential(60.0)))

    sampled = drawn(desk(kinds=[chat], max_attempts=3))

    assert sampled.first.size == sampled.customers.size > 98_000
    assert sampled.later.size == 16_384
    assert sum(part.nbytes for part in sampled) < 130 * sampled.customers.size


def test_thirty_attempts_cost_no_more_than_three() -> None:
    chat = kind(rate_per_h=10_000.0, retry=Retry(1.0, exponential(60.0)))
    few, many = (drawn(desk(kinds=[chat], max_attempts=most)) for most in (3, 30))

    assert few.later.size == many.later.size <= few.customers.size


def test_busyness_of_an_interval_is_the_same_for_all_classes() -> None:
    """Shape 0.05: most intervals receive nobody, and then nobody of either class."""
    scenario = desk(
        kinds=[kind("a", rate_per_h=4_000.0), kind("b", rate_per_h=4_000.0)],
        interval_busyness_shape=0.05,
        interval_s=100.0,
    )

    sampled = drawn(scenario)

    counts = np.zeros((2, 36))
    bins = (sampled.customers["arrival_s"] // 100).astype(int)
    np.add.at(counts, (sampled.customers["contact_class"], bins), 1)
    assert np.corrcoef(counts)[0, 1] > 0.99
    assert np.median(counts) < counts.mean() / 5


def test_intervals_share_the_customers_of_a_day_only_if_busyness_says_so() -> None:
    without = desk(kinds=[kind(rate_per_h=4_000.0)], interval_s=100.0)

    assert drawn(without).customers.size == drawn(replace(without, interval_s=50.0)).customers.size


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (0, -1)])
def test_a_negative_seed_is_refused(seed: int, replication: int) -> None:
    with pytest.raises(InputError, match=r"simulation\.seed"):
        drawn(BUSY, seed, replication)


def test_more_contacts_than_can_be_numbered_are_refused() -> None:
    with pytest.raises(InputError, match=r"simulation\.contacts"):
        drawn(replace(BUSY, factor=1e12))


def test_no_load_gives_no_customers() -> None:
    empty = drawn(replace(BUSY, factor=0.0))

    assert empty.customers.size == empty.first.size == 0


def test_no_classes_give_no_customers() -> None:
    assert [part.size for part in drawn(replace(BUSY, classes=()))] == [0] * 6
