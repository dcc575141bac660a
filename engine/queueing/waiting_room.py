"""A queue with a limited waiting room: M/M/c/K, with or without exponential patience."""

from dataclasses import replace

from engine.queueing.arguments import (
    check_agents,
    check_not_negative,
    check_positive,
    check_whole,
    offered_load_of,
)
from engine.queueing.erlang import blocking, empty_share
from engine.queueing.steady_state import Queue
from engine.queueing.waiting_line import WaitingLine, waiting_line


def limited_room(
    arrival_rate_per_h: float,
    handle_time_s: float,
    agents: int,
    *,
    room: int,
    threshold_s: float,
    patience_s: float | None = None,
) -> Queue:
    """Return the queue in which at most ``room`` contacts wait and the next is refused.

    Parameters
    ----------
    arrival_rate_per_h, handle_time_s, agents, threshold_s
        As in :func:`engine.queueing.erlang.erlang_c`; any load is allowed.
    room
        Places to wait, >= 0; with 0 this is Erlang B.
    patience_s
        Mean of the exponential patience in seconds, > 0; None: nobody abandons.

    Raises
    ------
    InputError
        ``queueing.negative``, ``not_positive``, ``not_whole``, ``too_many_agents`` or
        ``too_many_states``.

    Notes
    -----
    A chain of births and deaths, cut at c + room: the waiting line of Erlang C or A with a last
    number. The share refused is the share of time in which the room is full (Poisson arrivals see
    time averages). ``wait_mean_s`` is over the contacts let in; ``service_level``,
    ``abandonment`` and ``wait_probability`` are shares of all contacts.

    References
    ----------
    Gross, D., Harris, C. M. (1998), Fundamentals of Queueing Theory, 3rd ed., section 2.4;
    Ancker, C. J., Gafarian, A. V. (1962), Queueing with impatient customers who leave at random,
    Journal of Industrial Engineering 13, 84-90.
    """
    check_not_negative(threshold_s=threshold_s, room=room)
    check_whole(room=room)
    check_agents(agents)
    if patience_s is not None:
        check_positive(patience_s=patience_s)
    load = offered_load_of(arrival_rate_per_h, handle_time_s)
    leaving = 0.0 if patience_s is None else handle_time_s / patience_s
    line = waiting_line(load, agents, leaving, room)
    queue = _of_line(line, load, agents, room=room, threshold=threshold_s / handle_time_s)
    return replace(queue, wait_mean_s=queue.wait_mean_s * handle_time_s)


def _of_line(line: WaitingLine, load: float, agents: int, *, room: int, threshold: float) -> Queue:
    """Return the queue, all times in handle times."""
    busy = line.all_busy(blocking(load, agents))
    refused = busy * line.share_of(room)
    enters = line.numbers < room
    in_time = line.answered_within(threshold)[enters] @ line.shares[enters]
    queue_mean = busy * line.mean
    abandonment = queue_mean * line.abandonment_rate / load if load else 0.0
    let_in = load * (1 - refused)
    return Queue(
        wait_probability=busy - refused,
        wait_mean_s=queue_mean / let_in if let_in else 0.0,
        service_level=1 - busy + busy * float(in_time),
        abandonment=abandonment,
        occupancy=load * (1 - refused - abandonment) / agents,
        queue_mean=queue_mean,
        empty_probability=(1 - busy * (1 - line.nobody)) * empty_share(load, agents),
        blocking=refused,
    )
