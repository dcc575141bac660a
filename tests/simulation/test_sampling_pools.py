"""Pools are as small as nobody's coming back allows, and customers read them apart."""

import numpy as np
import pytest

from engine.domain.traffic import Bot, Offline, OnPatience, Patience, Repeat, Retry, Transfer
from engine.simulation.sampling_pools import LEAST_ROWS, places, pool_size
from tests.simulation.desks import exponential, kind

ALONE = kind()


def test_nobody_who_comes_back_needs_no_pool() -> None:
    assert pool_size(ALONE, 100_000, 30, turns=False) == 1


@pytest.mark.parametrize(
    ("others", "size"),
    [
        ({"retry": Retry(1.0)}, 65_536),
        ({"retry": Retry(0.3)}, 16_384),
        ({"repeat": Repeat(0.8, 0.5)}, 8_192),
        ({"bot": Bot(0.4, None, Repeat(0.5, 0.5))}, 8_192),
        ({"transfers": (Transfer("team", 0.2),)}, 16_384),
        ({"repeat": Repeat(1.0, 0.5)}, LEAST_ROWS),
    ],
)
def test_a_pool_is_for_those_who_may_come_back(others: dict[str, object], size: int) -> None:
    """The greatest power of two within the share of 100,000 customers."""
    assert pool_size(kind(**others), 100_000, 3, turns=False) == size


def test_one_attempt_leaves_only_transfers() -> None:
    passed_on = kind(retry=Retry(1.0), transfers=(Transfer("team", 0.2),))

    assert pool_size(kind(retry=Retry(1.0)), 100_000, 1, turns=False) == 1
    assert pool_size(passed_on, 100_000, 1, turns=False) == 16_384


def test_late_messages_need_pauses_when_their_work_varies() -> None:
    stays, hangs_up = (
        Patience(None, rule, exponential(10.0))
        for rule in (OnPatience.MESSAGE_STAYS, OnPatience.HANGS_UP)
    )
    offline = kind(patience=hangs_up, offline=Offline.MESSAGE)

    assert pool_size(kind(stays=True), 100_000, 1, turns=False) == 1
    assert pool_size(kind(patience=hangs_up), 100_000, 1, turns=False) == 1
    assert pool_size(kind(patience=stays), 100_000, 1, turns=False) == 16_384
    assert pool_size(offline, 100_000, 1, turns=False) == 16_384


def test_few_customers_with_many_attempts_have_room_for_their_own() -> None:
    size = pool_size(kind(retry=Retry(1.0)), 3, 30, turns=False)

    assert size >= 2 * 30
    assert size & (size - 1) == 0


def test_customers_who_follow_each_other_share_no_draw() -> None:
    attempts, size = 3, 64
    first = places(np.arange(9), np.full(9, size), attempts)

    read = [(place + 2 * attempt + leg) % size for place in first
            for attempt in range(attempts) for leg in (0, 1)]  # fmt: skip

    assert len(set(read)) == len(read)


@pytest.mark.parametrize("attempts", [1, 3, 15, 30])
def test_only_every_size_th_customer_reads_the_same(attempts: int) -> None:
    size = 128

    starts = places(np.arange(2 * size), np.full(2 * size, size), attempts)

    assert sorted(starts[:size].tolist()) == list(range(size))
    assert np.array_equal(starts[:size], starts[size:])
