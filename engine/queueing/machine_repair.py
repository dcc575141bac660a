"""An agent among a fixed number of chats: the machine-repair model, and the speed curve from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.queueing.arguments import check_not_negative, check_positive, check_whole


@dataclass(frozen=True, slots=True)
class ClosedChats:
    """What holds in the long run while a fixed number of chats stays open.

    ``response_s`` is the mean time from a customer's message to the end of the reply,
    ``replies_per_s`` the throughput, ``occupancy`` the share of time the agent writes,
    ``inbox_mean`` the mean number of messages at the agent, the one in work included.
    """

    response_s: float
    replies_per_s: float
    occupancy: float
    inbox_mean: float


def closed_chats(attention_s: float, think_s: float, chats: int) -> ClosedChats:
    """Return the machine-repair model: ``chats`` customers, one agent, one message at a time.

    Parameters
    ----------
    attention_s
        Mean attention an agent's reply takes in seconds, > 0, exponential.
    think_s
        Mean time a customer takes until the next message in seconds, >= 0; any distribution.
    chats
        Chats that stay open, >= 1.

    Raises
    ------
    InputError
        ``queueing.negative``, ``queueing.not_positive`` or ``queueing.not_whole``.

    Notes
    -----
    Mean value analysis, exact for this network: a message that arrives sees the system with one
    chat less, R(n) = s (1 + Q(n-1)), X(n) = n / (R(n) + z), Q(n) = X(n) R(n), Q(0) = 0.

    References
    ----------
    Reiser, M., Lavenberg, S. S. (1980), Mean-value analysis of closed multichain queuing
    networks, Journal of the ACM 27, 313-322.

    Examples
    --------
    >>> closed_chats(10.0, 20.0, 3).response_s
    18.0
    """
    return _by_number_open(attention_s, think_s, chats)[-1]


def speed_curve(attention_s: float, think_s: float, slots: int) -> NDArray[np.float64]:
    """Return the pace of each chat while 1..slots are open, (slots,), from :func:`closed_chats`.

    The pace is seconds of attention that a chat receives per second: X(n) s / n. It falls with n,
    and n times it rises towards 1, the whole of the agent.
    """
    curve = [
        each.replies_per_s * attention_s / number
        for number, each in enumerate(_by_number_open(attention_s, think_s, slots), start=1)
    ]
    return np.array(curve)


def _by_number_open(attention_s: float, think_s: float, greatest: int) -> list[ClosedChats]:
    check_positive(attention_s=attention_s, chats=greatest)
    check_not_negative(think_s=think_s)
    check_whole(chats=greatest)
    found: list[ClosedChats] = []
    inbox_mean = 0.0
    for number in range(1, int(greatest) + 1):
        response_s = attention_s * (1 + inbox_mean)
        replies_per_s = number / (response_s + think_s)
        inbox_mean = replies_per_s * response_s
        occupancy = replies_per_s * attention_s
        found.append(ClosedChats(response_s, replies_per_s, occupancy, inbox_mean))
    return found
