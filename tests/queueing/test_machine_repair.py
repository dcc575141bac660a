"""A fixed number of chats at one agent: by hand, and against the chain itself."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.queueing.birth_death import stationary_shares
from engine.queueing.machine_repair import closed_chats, speed_curve


@pytest.mark.parametrize(
    ("chats", "response_s"), [(1, 10.0), (2, 40 / 3), (3, 18.0), (5, 670 / 21)]
)
def test_response_worked_by_hand(chats: int, response_s: float) -> None:
    # s = 10, z = 20; five chats: 10 (1 + Q(4)), Q(3) = 27/19, Q(4) = 46/21
    assert closed_chats(10.0, 20.0, chats).response_s == pytest.approx(response_s, rel=1e-12)


@given(attention=st.floats(1.0, 100.0), think=st.floats(0.1, 500.0), chats=st.integers(1, 40))
@settings(derandomize=True, deadline=None, max_examples=40)
def test_mean_value_analysis_equals_the_chain(attention: float, think: float, chats: int) -> None:
    at_agent = np.arange(chats + 1)
    shares = stationary_shares((chats - at_agent[:-1]) / think, np.full(chats, 1 / attention))
    replies_per_s = (1 - shares[0]) / attention

    found = closed_chats(attention, think, chats)

    assert found.replies_per_s == pytest.approx(replies_per_s, rel=1e-9)
    assert found.inbox_mean == pytest.approx(float(shares @ at_agent), rel=1e-9)
    assert found.response_s == pytest.approx(found.inbox_mean / replies_per_s, rel=1e-9)
    assert found.occupancy == pytest.approx(1 - shares[0], rel=1e-9)


def test_speed_curve_of_the_guide() -> None:
    # docs/contact-model.md: 23 s of attention, 42 s of the customer's own time
    assert speed_curve(23.0, 42.0, 5).round(3).tolist() == [0.354, 0.314, 0.272, 0.231, 0.194]


def test_customers_who_answer_at_once_share_the_agent_evenly() -> None:
    assert speed_curve(10.0, 0.0, 4).tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((0.0, 20.0, 3), "attention_s"),
        ((10.0, -1.0, 3), "think_s"),
        ((10.0, 20.0, 0), "chats"),
        ((10.0, 20.0, 1.5), "not_whole"),
    ],
)
def test_an_argument_out_of_range_is_named(arguments: tuple[float, float, int], named: str) -> None:
    with pytest.raises(InputError, match=named):
        closed_chats(*arguments)
