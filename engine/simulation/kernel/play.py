"""Desk and sampled contacts in, contact log out: arrays for a replication, and their growth."""

from threading import local
from typing import Any

import numpy as np

from engine.simulation import desk as layout
from engine.simulation.contact_log import CONTACT, LEG, ROUND, ContactLog
from engine.simulation.conventions import NOBODY, EventKind
from engine.simulation.desk import Desk, Records
from engine.simulation.kernel.cache import config
from engine.simulation.kernel.centre import (
    AGENT,
    COUNTS,
    DUTY,
    EVENT,
    GROUP,
    LINE,
    LIVE,
    PLACE,
    Centre,
    Log,
)
from engine.simulation.kernel.loop import MOST_EVENTS, play_on
from engine.simulation.sampled import CUSTOMER, DRAW, PAUSE, POOL, SampledContacts
from engine.simulation.sampled import ROUND as DRAWN_ROUND

LINE_BYTES = 64
KEPT = ("live", "places", "events")  # by each thread for its next replication: for speed
SPARE = 64  # rows of any array that grows

_table = np.zeros((0, 0))
_numbers = np.zeros((0, 0), np.int32)
EMPTY_DESK = Desk(
    classes=np.zeros(0, layout.CLASS),
    routes=np.zeros(0, layout.ROUTE),
    route_groups=_numbers,
    route_opens_s=_table,
    transfer_probability=_table,
    transfer_route=_numbers,
    groups=np.zeros(0, layout.GROUP),
    speed=_table,
    pressure=_table,
    skill=_table,
    solved_factor=_table,
    agents=np.zeros(0, layout.AGENT),
    duties=np.zeros(0, layout.DUTY),
    rank=_numbers,
    horizon_s=0.0,
    max_attempts=1,
)
NOBODY_COMES = SampledContacts(
    *(np.zeros(0, kind) for kind in (CUSTOMER, DRAW, POOL, DRAW, PAUSE, DRAWN_ROUND))
)
_workspace = local()


def contact_log(desk: Desk, sampled: SampledContacts) -> ContactLog:
    """Return what happens to the sampled contacts at the desk.

    Parameters
    ----------
    desk, sampled
        Of one replication; they are only read.
    """
    return played(new_centre(desk, sampled))


def compile_now() -> None:
    """Compile the kernel, or load it from disk: else the first replication would have to wait.

    Compiling takes about half a minute once for each machine and version (see
    :mod:`engine.simulation.kernel.cache`), loading a fraction of a second.
    """
    contact_log(EMPTY_DESK, NOBODY_COMES)


def played(centre: Centre) -> ContactLog:
    """Play a centre to its last event, with longer arrays whenever they are full."""
    while not play_on(centre):
        centre = longer(centre)
    for name in KEPT:
        setattr(_workspace, name, getattr(centre, name))
    counts, log = centre.counts[0], centre.log
    return ContactLog(
        log.contacts[: counts["contacts"]].view(np.ndarray),
        log.legs[: counts["legs"]].view(np.ndarray),
        log.rounds[: counts["rounds"]].view(np.ndarray),
        centre.desk.agents.view(np.ndarray),
        int(counts["events"]),
    )


def new_centre(desk: Desk, sampled: SampledContacts) -> Centre:
    """Return the centre before its first event."""
    customers, groups = sampled.customers.size, desk.groups.size
    room = customers + customers // 4 + SPARE
    most_rounds = _most_rounds(sampled)
    counts = np.zeros(1, COUNTS)
    counts["contacts"], counts["most_rounds"] = customers, most_rounds
    log = Log(
        np.empty(room, CONTACT),
        np.empty(room, LEG),
        np.empty(int(sampled.first["rounds"].sum()) + 2 * most_rounds, ROUND),
    )
    centre = Centre(
        Desk(*map(_plain, desk)),
        SampledContacts(*map(_plain, sampled)),
        log,
        _kept("live", room, LIVE),
        _kept("places", room, PLACE),
        duties_in_order(desk),
        _nobody(np.zeros(desk.agents.size, AGENT), "busy", "bucket"),
        np.zeros((desk.agents.size, int(desk.agents["cap"].max(initial=1))), np.int32),
        np.zeros(groups, GROUP),
        _nobody(np.zeros(desk.routes.size, LINE), "head", "tail"),
        _nobody(np.zeros((groups, int(desk.rank.max(initial=0)) + 1), LINE), "head", "tail"),
        _kept("events", SPARE, EVENT),
        counts,
    )
    return by_attribute(centre) if config.DISABLE_JIT else centre


def longer(centre: Centre) -> Centre:
    """Return the centre with more room in the arrays that are nearly full, and all it knows."""
    counts, log = centre.counts[0], centre.log
    contacts = _grown(log.contacts, counts["contacts"] + 1)
    legs = _grown(log.legs, counts["legs"] + 1)
    rounds = _grown(log.rounds, counts["rounds"] + counts["most_rounds"])
    return centre._replace(
        log=Log(contacts, legs, rounds),
        live=_grown(centre.live, contacts.size),
        places=_grown(centre.places, contacts.size),
        events=_grown(centre.events, counts["scheduled"] + MOST_EVENTS),
    )


def duties_in_order(desk: Desk) -> Records:
    """Return the changes of duty of all agents in the order in which they happen (M10)."""
    counts = desk.agents["duties"].astype(np.int64)
    agent = np.repeat(np.arange(desk.agents.size), counts)
    nth = np.arange(agent.size) - np.repeat(np.cumsum(counts) - counts, counts)
    rows = desk.duties[desk.agents["first_duty"][agent] + nth]
    duties = np.zeros(agent.size, DUTY)
    duties["at_s"], duties["agent"] = rows["time_s"], agent
    duties["kind"] = np.where(rows["on"], EventKind.DUTY_ON, EventKind.DUTY_OFF)
    return duties[np.lexsort((duties["agent"], duties["kind"], duties["at_s"]))]


def _most_rounds(sampled: SampledContacts) -> int:
    if sampled.rounds.size == 0:
        return 0
    return max(int(draws["rounds"].max(initial=0)) for draws in (sampled.first, sampled.later))


def in_lines(rows: int, kind: np.dtype[np.void]) -> Records:
    """Return rows of whatever contents whose first begins a line of the processor's cache.

    For speed: rows of 64 bytes then lie in one line each, as do the four children in the heap
    (which is why its arrays begin one event before a line).
    """
    memory = np.empty(rows * kind.itemsize + 2 * LINE_BYTES, np.uint8)
    before = kind.itemsize if kind == EVENT else 0
    first = -(memory.ctypes.data + before) % LINE_BYTES
    return memory[first : first + rows * kind.itemsize].view(kind)


def _kept(name: str, rows: int, kind: np.dtype[np.void]) -> Records:
    """Return an array of at least so many rows, of whatever contents."""
    kept: Records | None = getattr(_workspace, name, None)
    if kept is None or kept.size < rows:
        return in_lines(rows, kind)
    setattr(_workspace, name, None)
    return kept


def _nobody(rows: Records, *names: str) -> Records:
    for name in names:
        rows[name] = NOBODY
    return rows


def _grown(rows: Records, least: int) -> Records:
    """Return the rows as they are if there are enough of them, else twice as many."""
    if rows.size >= least:
        return rows
    more = in_lines(max(2 * rows.size, int(least)), rows.dtype).view(type(rows))
    more[: rows.size] = rows
    return more


def _plain(value: Any) -> Any:
    """Return arrays in the one layout that the kernel is compiled for."""
    if isinstance(value, np.ndarray):
        return np.require(value, requirements=["C", "A", "W"])
    return value


def by_attribute(value: Any) -> Any:
    """Let plain Python, too, read fields of records as attributes."""
    if isinstance(value, tuple):
        return type(value)(*map(by_attribute, value))
    if isinstance(value, np.ndarray) and value.dtype.names:
        return value.view(np.recarray)
    return value
