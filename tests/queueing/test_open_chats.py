"""One agent with several slots: by hand, against Erlang, and what is refused."""

import pytest

from engine.errors import InputError, MethodError
from engine.queueing.erlang import erlang_a, erlang_c
from engine.queueing.open_chats import chat_agent


def test_two_slots_at_half_pace_are_one_fast_server() -> None:
    # even sharing ends one work a minute whatever is open: M/M/1 with load 1/2; two or more
    # present with probability 1/4, the queue beyond them has mean rho^3 / (1 - rho) = 1/4
    found = chat_agent(30.0, 60.0, (1.0, 0.5), threshold_s=0.0)

    assert found.wait_probability == pytest.approx(1 / 4)
    assert found.queue_mean == pytest.approx(1 / 4)
    assert found.open_chats_mean == pytest.approx(1 - 1 / 4)
    assert found.occupancy == pytest.approx(1 / 2)
    assert found.handle_mean_s == pytest.approx(90)


@pytest.mark.parametrize("patience_s", [None, 150.0])
def test_without_slowdown_slots_are_agents(patience_s: float | None) -> None:
    found = chat_agent(54.0, 300.0, (1.0,) * 5, threshold_s=20.0, patience_s=patience_s)

    if patience_s is None:
        expected = erlang_c(54.0, 300.0, 5, threshold_s=20.0)
    else:
        expected = erlang_a(54.0, 300.0, 5, patience_s=patience_s, threshold_s=20.0)
    assert found.wait_mean_s == pytest.approx(expected.wait_mean_s, rel=1e-11)
    assert found.wait_probability == pytest.approx(expected.wait_probability, rel=1e-11)
    assert found.service_level == pytest.approx(expected.service_level, rel=1e-11)
    assert found.abandonment == pytest.approx(expected.abandonment, rel=1e-11)
    assert found.slot_occupancy == pytest.approx(expected.occupancy, rel=1e-11)
    assert found.handle_mean_s == pytest.approx(300, rel=1e-11)


def test_chats_faster_than_a_full_agent_ends_them_need_a_patience() -> None:
    with pytest.raises(MethodError, match=r"queueing\.chats_overloaded"):
        chat_agent(120.0, 60.0, (1.0, 0.75), threshold_s=0.0)

    assert chat_agent(120.0, 60.0, (1.0, 0.75), threshold_s=0.0, patience_s=60.0).abandonment > 0.2


@pytest.mark.parametrize(
    ("speeds", "code"), [((), "no_slots"), ((1.0, 0.0), r"not_positive.*speeds\[1\]")]
)
def test_slots_must_move(speeds: tuple[float, ...], code: str) -> None:
    with pytest.raises(InputError, match=code):
        chat_agent(30.0, 60.0, speeds, threshold_s=0.0)


@pytest.mark.parametrize("patience_s", [0.0, float("nan")])
def test_a_patience_must_be_positive(patience_s: float) -> None:
    with pytest.raises(InputError, match="patience_s"):
        chat_agent(30.0, 60.0, (1.0,), threshold_s=0.0, patience_s=patience_s)
