"""The compiled engine gives the reference's log, from whatever arrays it begins with."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from engine.simulation import reference
from engine.simulation.desk import Desk
from engine.simulation.kernel import compile_now, contact_log, play
from engine.simulation.kernel.centre import EVENT, LIVE, Centre
from engine.simulation.sampled import SampledContacts
from tests.simulation.kernel.agreement import differences
from tests.simulation.kernel.drawn_desks import drawn


@pytest.mark.parametrize("seed", range(24))
def test_log_is_that_of_the_reference(seed: int) -> None:
    desk, sampled = drawn(seed)

    assert not differences(reference.contact_log(desk, sampled), contact_log(desk, sampled))


def test_log_does_not_depend_on_how_often_the_arrays_had_to_grow() -> None:
    desk, sampled = drawn(3)

    assert not differences(contact_log(desk, sampled), play.played(cramped(desk, sampled)))


def cramped(desk: Desk, sampled: SampledContacts) -> Centre:
    """Return the centre with no more room than its customers and a first event need."""
    centre = play.new_centre(desk, sampled)
    log, most = centre.log, int(centre.counts["most_rounds"][0])
    n = sampled.customers.size + 1
    short = log._replace(
        contacts=log.contacts[:n].copy(), legs=log.legs[:1].copy(), rounds=log.rounds[:most].copy()
    )
    events = centre.events[: play.MOST_EVENTS].copy()
    live, places = centre.live[:n].copy(), centre.places[:n].copy()
    return centre._replace(log=short, live=live, places=places, events=events)


def test_arrays_that_are_not_full_stay_as_they_are_when_others_grow() -> None:
    centre = play.new_centre(*drawn(3))
    centre.counts["legs"] = centre.log.legs.size

    more = play.longer(centre)

    assert more.log.legs.size == 2 * centre.log.legs.size
    assert more.log.contacts is centre.log.contacts
    assert more.live is centre.live
    assert more.events is centre.events


def test_a_replication_does_not_see_what_the_one_before_left_behind() -> None:
    large, small = drawn(5, customers=600), drawn(8, customers=50)
    alone = contact_log(*small)

    contact_log(*large)

    assert not differences(alone, contact_log(*small))


def test_the_log_is_not_overwritten_by_the_next_replication() -> None:
    first = contact_log(*drawn(6))
    copies = [table.copy() for table in first[:3]]

    contact_log(*drawn(7))

    assert all(np.array_equal(a.view("u1"), b.view("u1")) for a, b in zip(first, copies))  # noqa: B905 - three tables


def test_threads_do_not_disturb_each_other() -> None:
    days = [drawn(seed) for seed in range(8)]
    alone = [contact_log(*day) for day in days]

    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda day: contact_log(*day), days))

    assert not any(differences(*logs) for logs in zip(alone, together, strict=True))


def test_desk_and_customers_are_only_read() -> None:
    desk, sampled = drawn(4)
    before = [value.tobytes() for value in (*desk, *sampled) if isinstance(value, np.ndarray)]
    for value in (*desk, *sampled):
        if isinstance(value, np.ndarray):
            value.setflags(write=False)

    log = contact_log(desk, sampled)

    assert before == [
        value.tobytes() for value in (*desk, *sampled) if isinstance(value, np.ndarray)
    ]
    assert not differences(reference.contact_log(desk, sampled), log)


@pytest.mark.parametrize(("kind", "before"), [(LIVE, 0), (EVENT, EVENT.itemsize)])
def test_rows_lie_in_lines_of_the_cache(kind: np.dtype[np.void], before: int) -> None:
    rows = play.in_lines(100, kind)

    assert rows.shape == (100,)
    assert rows.dtype == kind
    assert (rows.ctypes.data + before) % play.LINE_BYTES == 0


def test_nobody_comes_and_nobody_serves() -> None:
    compile_now()

    log = contact_log(play.EMPTY_DESK, play.NOBODY_COMES)

    assert log.contacts.size == log.legs.size == log.events == 0


def test_changes_of_duty_are_in_order_of_time_kind_and_agent() -> None:
    desk, _ = drawn(2)

    duties = play.duties_in_order(desk)

    keys = duties[["at_s", "kind", "agent"]].tolist()
    assert keys == sorted(keys)
    assert len(keys) == desk.agents["duties"].sum()
