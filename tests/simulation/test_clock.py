"""Simultaneous events go by kind, then by key, whatever the order of scheduling."""

from hypothesis import given
from hypothesis import strategies as st

from engine.simulation.clock import Clock, event_key
from engine.simulation.conventions import EventKind

events = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1.0, 2.5]), st.sampled_from(list(EventKind)), st.integers(0, 9)
    ),
    unique=True,
)


@given(events)
def test_events_happen_by_time_then_kind_then_key(
    scheduled: list[tuple[float, EventKind, int]],
) -> None:
    clock = Clock()
    happened: list[tuple[float, EventKind, int]] = []
    for event in scheduled:
        clock.at(*event, happened.append, event)

    clock.run()

    assert happened == sorted(scheduled)
    assert clock.scheduled == len(scheduled)


def test_an_event_scheduled_for_now_by_an_event_still_happens_in_its_turn() -> None:
    clock, happened = Clock(), []

    def arrive() -> None:
        clock.at(clock.now, EventKind.MATCH, 0, happened.append, "match")
        happened.append("arrival")

    clock.at(5.0, EventKind.ARRIVAL, 0, arrive)
    clock.at(5.0, EventKind.ARRIVAL, 1, happened.append, "second arrival")
    clock.run()

    assert happened == ["arrival", "match", "second arrival"]


def test_a_key_orders_by_number_and_then_by_version() -> None:
    keys = [event_key(id_, version) for id_ in (0, 1, 2) for version in (0, 1, 2**24 - 1)]

    assert keys == sorted(set(keys))
