"""One agent who holds several chats at once, and slows down as they become more."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError, MethodError
from engine.queueing.arguments import SECONDS_PER_H, check_not_negative, check_positive
from engine.queueing.birth_death import stationary_shares
from engine.queueing.waiting_line import waiting_line


@dataclass(frozen=True, slots=True)
class ChatAgent:
    """What holds of one agent with several slots in the long run.

    ``handle_mean_s`` is the mean time a chat is open, ``open_chats_mean`` the mean number open,
    ``occupancy`` the share of time with any chat open, ``slot_occupancy`` open chats over slots;
    the others as in :class:`engine.queueing.steady_state.Queue`.
    """

    wait_probability: float
    wait_mean_s: float
    service_level: float
    abandonment: float
    open_chats_mean: float
    handle_mean_s: float
    occupancy: float
    slot_occupancy: float
    queue_mean: float


def chat_agent(
    arrival_rate_per_h: float,
    work_s: float,
    speeds: Sequence[float],
    *,
    threshold_s: float,
    patience_s: float | None = None,
) -> ChatAgent:
    """Return the steady state of one agent with ``len(speeds)`` slots.

    Parameters
    ----------
    arrival_rate_per_h
        Chats per hour, > 0.
    work_s
        Mean work in seconds of full attention, > 0, exponential.
    speeds
        (slots,), > 0: the pace of each chat while n are open; all paces change at once.
    threshold_s
        Threshold of the service level in seconds, >= 0.
    patience_s
        Mean of the exponential patience in seconds, > 0; None: nobody abandons.

    Raises
    ------
    InputError
        ``queueing.negative``, ``queueing.not_positive`` or ``queueing.no_slots``.
    MethodError
        ``queueing.chats_overloaded`` where nobody abandons and the chats come as fast as a full
        agent ends them.

    Notes
    -----
    Births lambda, deaths n speed(n) / work up to k slots, then k speed(k) / work plus the
    abandonment of those who wait. Without slowdown, several agents with k slots each are one
    Erlang queue of agents x k.
    """
    _check(arrival_rate_per_h, work_s, speeds, threshold_s, patience_s)
    load = arrival_rate_per_h / SECONDS_PER_H * work_s
    ends = np.asarray(speeds, dtype=np.float64) * np.arange(1.0, len(speeds) + 1)
    if patience_s is None and load >= ends[-1]:
        raise MethodError("queueing.chats_overloaded", offered_load=load, greatest=float(ends[-1]))
    leaving = work_s / patience_s if patience_s else 0.0
    return _steady(load, ends, leaving, work_s=work_s, threshold=threshold_s / work_s)


def _steady(
    load: float,
    ends: NDArray[np.float64],
    leaving: float,
    *,
    work_s: float,
    threshold: float,
) -> ChatAgent:
    """Return the steady state from rates per mean work; ``ends`` are those of 1..k open chats."""
    slots = ends.size
    line = waiting_line(load, float(ends[-1]), leaving)
    up_to_full = stationary_shares(np.full(slots, load), ends)
    full = line.all_busy(float(up_to_full[-1]))
    beyond = full * (1 - line.nobody)
    open_chats = (1 - beyond) * float(up_to_full @ np.arange(slots + 1)) + beyond * slots
    queue_mean = full * line.mean
    abandonment = queue_mean * leaving / load
    in_time = float(line.shares @ line.answered_within(threshold))
    return ChatAgent(
        wait_probability=full,
        wait_mean_s=queue_mean / load * work_s,
        service_level=1 - full + full * in_time,
        abandonment=abandonment,
        open_chats_mean=open_chats,
        handle_mean_s=open_chats / (load * (1 - abandonment)) * work_s,
        occupancy=1 - (1 - beyond) * float(up_to_full[0]),
        slot_occupancy=open_chats / slots,
        queue_mean=queue_mean,
    )


def _check(
    arrival_rate_per_h: float,
    work_s: float,
    speeds: Sequence[float],
    threshold_s: float,
    patience_s: float | None,
) -> None:
    check_positive(arrival_rate_per_h=arrival_rate_per_h, work_s=work_s)
    check_not_negative(threshold_s=threshold_s)
    if not len(speeds):
        raise InputError("queueing.no_slots")
    check_positive(**{f"speeds[{place}]": speed for place, speed in enumerate(speeds)})
    if patience_s is not None:
        check_positive(patience_s=patience_s)
