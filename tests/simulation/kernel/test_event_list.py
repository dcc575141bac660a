"""The heap gives events in order; tried on the functions as plain Python, which are the same."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation.kernel import event_list
from engine.simulation.kernel.centre import EVENT

rise, sink, packed = (
    function.py_func  # type: ignore[attr-defined]  # numba's own
    for function in (event_list.rise, event_list.sink, event_list.packed)
)
EVENTS = st.lists(st.tuples(st.integers(0, 5).map(float), st.integers(0, 9)), max_size=60)


@settings(derandomize=True, deadline=None)
@given(EVENTS)
def test_events_come_out_in_order_of_time_then_key(events: list[tuple[float, int]]) -> None:
    heap = np.zeros(len(events), EVENT).view(np.recarray)
    for size, (at_s, key) in enumerate(events):
        rise(heap, size, at_s, np.int64(key))

    out = []
    for size in range(len(events) - 1, -1, -1):
        out.append((heap[0].at_s, heap[0].key))
        sink(heap, size, heap[size].at_s, heap[size].key)

    assert out == sorted(events)


@settings(derandomize=True, deadline=None)
@given(EVENTS.filter(bool), EVENTS)
def test_an_event_may_take_the_place_of_the_first(
    events: list[tuple[float, int]], later: list[tuple[float, int]]
) -> None:
    heap = np.zeros(len(events), EVENT).view(np.recarray)
    for size, (at_s, key) in enumerate(events):
        rise(heap, size, at_s, np.int64(key))
    expected = sorted(events)

    for at_s, key in later:
        assert (heap[0].at_s, heap[0].key) == expected[0]
        sink(heap, len(events), at_s, np.int64(key))
        expected = sorted([*expected[1:], (at_s, key)])


KINDS, CONTACTS, LEGS = st.integers(0, 9), st.integers(0, 2**31 - 1), st.integers(0, 1)
VERSIONS = st.integers(0, event_list.VERSIONS)
PARTS = st.tuples(KINDS, CONTACTS, VERSIONS, LEGS)


@settings(derandomize=True, deadline=None)
@given(PARTS, PARTS)
def test_keys_are_ordered_as_their_parts(
    one: tuple[int, int, int, int], other: tuple[int, int, int, int]
) -> None:
    assert (packed(*one) < packed(*other)) == (one < other)
    assert packed(*one) >= 0


@settings(derandomize=True, deadline=None)
@given(PARTS)
def test_a_key_gives_its_parts_back(parts: tuple[int, int, int, int]) -> None:
    readers = (
        event_list.kind_of, event_list.contact_of, event_list.version_of, event_list.leg_of,
    )  # fmt: skip

    key = packed(*parts)

    assert tuple(read.py_func(key) for read in readers) == parts  # type: ignore[attr-defined]  # numba's own
