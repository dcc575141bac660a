"""What every formula refuses."""

import math
from collections.abc import Callable

import pytest

from engine.errors import InputError, MethodError
from engine.queueing.arguments import (
    MOST_AGENTS,
    check_agents,
    check_not_negative,
    check_positive,
    check_share,
    check_steady,
    check_whole,
    offered_load_of,
)


@pytest.mark.parametrize(
    ("check", "value", "code"),
    [
        (check_not_negative, -1e-300, "queueing.negative"),
        (check_not_negative, math.inf, "queueing.negative"),
        (check_not_negative, math.nan, "queueing.negative"),
        (check_positive, 0.0, "queueing.not_positive"),
        (check_positive, math.nan, "queueing.not_positive"),
        (check_share, 1.0001, "queueing.share"),
        (check_share, math.nan, "queueing.share"),
        (check_whole, 2.5, "queueing.not_whole"),
    ],
)
def test_a_quantity_out_of_range_is_named_with_its_value(
    check: Callable[..., None], value: float, code: str
) -> None:
    with pytest.raises(InputError) as raised:
        check(waiting=value)

    assert raised.value.code == code
    assert raised.value.values["name"] == "waiting"
    assert raised.value.values["value"] is value


def test_the_limits_themselves_are_allowed() -> None:
    check_not_negative(a=0.0)
    check_share(a=0.0, b=1.0)
    check_whole(a=3, b=3.0)
    check_agents(MOST_AGENTS)
    check_agents(0, least=0)


@pytest.mark.parametrize("agents", [0, -1, MOST_AGENTS + 1])
def test_a_number_of_agents_that_no_desk_has_is_refused(agents: int) -> None:
    with pytest.raises(InputError, match=r"queueing\.(not_positive|too_many_agents)"):
        check_agents(agents)


def test_half_an_agent_is_refused() -> None:
    with pytest.raises(InputError, match=r"not_whole.*10\.5"):
        check_agents(10.5)  # type: ignore[arg-type]  # what an unchecked caller may pass


def test_a_load_that_reaches_the_agents_is_not_steady() -> None:
    check_steady(9.999, 10)

    with pytest.raises(MethodError, match=r"queueing\.overloaded"):
        check_steady(10.0, 10)


def test_offered_load_is_rate_times_handle_time() -> None:
    assert offered_load_of(120.0, 300.0) == pytest.approx(10.0)


def test_an_offered_load_beyond_all_numbers_is_refused() -> None:
    with pytest.raises(InputError, match="offered_load"):
        offered_load_of(1e300, 1e300)
