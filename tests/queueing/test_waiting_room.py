"""Limited waiting rooms: by hand, by the whole chain, and at both ends of the room's size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.queueing.birth_death import stationary_shares
from engine.queueing.erlang import blocking, erlang_a, erlang_c
from engine.queueing.waiting_room import limited_room


def test_one_agent_and_one_place_worked_by_hand() -> None:
    # load 1: 0, 1 or 2 present, a third each; of the third who enter behind one, W = 60 s
    found = limited_room(60.0, 60.0, 1, room=1, threshold_s=60.0)

    assert found.blocking == pytest.approx(1 / 3)
    assert found.wait_probability == pytest.approx(1 / 3)
    assert found.wait_mean_s == pytest.approx(30)  # half of those let in wait a minute
    assert found.service_level == pytest.approx(1 / 3 + (1 - np.exp(-1)) / 3)
    assert found.occupancy == pytest.approx(2 / 3)
    assert found.empty_probability == pytest.approx(1 / 3)


@given(
    load=st.floats(0.05, 50.0),
    agents=st.integers(1, 30),
    room=st.integers(0, 60),
    leaving=st.one_of(st.just(0.0), st.floats(0.05, 10.0)),
)
@settings(derandomize=True, deadline=None, max_examples=60)
def test_every_figure_is_that_of_the_whole_chain(
    load: float, agents: int, room: int, leaving: float
) -> None:
    present = np.arange(agents + room + 1)
    waiting = np.maximum(present - agents, 0)
    ends = np.minimum(present, agents) + leaving * waiting
    shares = stationary_shares(np.full(agents + room, load), ends[1:])
    patience_s = 60.0 / leaving if leaving else None

    found = limited_room(
        load * 60, 60.0, agents, room=room, threshold_s=20.0, patience_s=patience_s
    )

    queue_mean = float(shares @ waiting)
    assert found.blocking == pytest.approx(shares[-1], rel=1e-9, abs=1e-15)
    assert found.queue_mean == pytest.approx(queue_mean, rel=1e-9, abs=1e-15)
    assert found.wait_probability == pytest.approx(shares[agents:-1].sum(), rel=1e-9, abs=1e-12)
    assert found.occupancy == pytest.approx(
        float(shares @ np.minimum(present, agents)) / agents, rel=1e-9
    )
    assert found.abandonment == pytest.approx(leaving * queue_mean / load, rel=1e-9, abs=1e-15)
    assert found.empty_probability == pytest.approx(shares[0], rel=1e-8)


@given(load=st.floats(0.5, 30.0), agents=st.integers(1, 30), room=st.integers(0, 40))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_in_the_end_everybody_is_answered_refused_or_gone(
    load: float, agents: int, room: int
) -> None:
    found = limited_room(load * 60, 60.0, agents, room=room, threshold_s=1e7, patience_s=90.0)

    assert found.service_level + found.blocking + found.abandonment == pytest.approx(1, abs=1e-12)


def test_no_room_is_erlang_b() -> None:
    found = limited_room(600.0, 60.0, 10, room=0, threshold_s=20.0, patience_s=10.0)

    assert found.blocking == pytest.approx(blocking(10.0, 10), rel=1e-14)
    assert found.service_level == pytest.approx(1 - found.blocking, rel=1e-14)
    assert (found.wait_probability, found.wait_mean_s, found.abandonment) == (0, 0, 0)


def test_an_endless_room_is_erlang_c_or_a() -> None:
    patient = limited_room(2880.0, 60.0, 50, room=10**9, threshold_s=20.0)
    impatient = limited_room(3600.0, 60.0, 50, room=10**9, threshold_s=20.0, patience_s=90.0)

    delay = erlang_c(2880.0, 60.0, 50, threshold_s=20.0)
    abandoning = erlang_a(3600.0, 60.0, 50, patience_s=90.0, threshold_s=20.0)
    for found, expected in ((patient, delay), (impatient, abandoning)):
        assert found.wait_mean_s == pytest.approx(expected.wait_mean_s, rel=1e-11)
        assert found.service_level == pytest.approx(expected.service_level, rel=1e-11)
        assert found.abandonment == pytest.approx(expected.abandonment, rel=1e-11)


def test_no_arrivals_are_no_contacts() -> None:
    found = limited_room(0.0, 60.0, 5, room=3, threshold_s=20.0, patience_s=60.0)

    assert (found.wait_mean_s, found.abandonment, found.blocking, found.occupancy) == (0, 0, 0, 0)
    assert found.service_level == 1


@pytest.mark.parametrize("room", [-1, 2.5, float("nan")])
def test_a_room_that_is_no_number_of_places_is_refused(room: float) -> None:
    with pytest.raises(InputError, match="room"):
        limited_room(60.0, 60.0, 5, room=room, threshold_s=20.0)  # type: ignore[arg-type]  # what an unchecked caller may pass


def test_a_patience_of_nothing_is_refused() -> None:
    with pytest.raises(InputError, match="patience_s"):
        limited_room(60.0, 60.0, 5, room=2, threshold_s=20.0, patience_s=0.0)
