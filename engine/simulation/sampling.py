"""All randomness of the customers of a replication, drawn before it runs (rule M9).

Every quantity has a stream of its own, keyed by the seed, the replication and the class's name,
never by the order of events: another staffing plan meets the same customers (common random
numbers), the k-th customer of a class stays the k-th under another load, and reordering classes in
a file changes nothing.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.domain.traffic import ContactClass
from engine.errors import InputError
from engine.simulation.arrivals import DAY_S, Intensity, arrival_times, class_intensity
from engine.simulation.desk import Records
from engine.simulation.draws import Values, stream
from engine.simulation.itself import Itself
from engine.simulation.sampled import CUSTOMER, DRAW, PAUSE, POOL, ROUND, SampledContacts
from engine.simulation.sampling_pools import may_need_rows, places, pool_size
from engine.simulation.sampling_rows import Key, Spell, draw_pauses, draw_rows

MOST_CONTACTS = 2**30  # of a replication: rows of the log are numbered in 32 bits


def sampled_contacts(scenario: Scenario, *, seed: int, replication: int) -> SampledContacts:
    """Return the customers of one replication and everything random about them.

    Raises
    ------
    InputError
        ``simulation.seed`` if the seed or the replication is negative, ``simulation.contacts`` if
        more contacts are expected than can be numbered.
    """
    if seed < 0 or replication < 0:
        raise InputError("simulation.seed", seed=seed, replication=replication)
    traffic = _traffic(Itself(scenario))
    flows = _busy_flows(scenario, traffic, seed, replication)
    expected = sum(flow.total for flow in flows)
    if not expected < MOST_CONTACTS:
        raise InputError("simulation.contacts", expected=expected, most=MOST_CONTACTS)
    return _drawn(scenario, _arrived(scenario, traffic, flows, (seed, replication)))


class _Traffic(NamedTuple):
    by_name: tuple[int, ...]  # classes in order of their names, in which they are drawn
    flows: tuple[Intensity, ...]  # expected, in that order


class _Arrived(NamedTuple):
    """The customers of one class, and the pools of their later draws."""

    number: int
    kind: ContactClass
    turns: bool
    key: Key
    times_s: Values
    spells: tuple[Spell, ...]
    pool_of: NDArray[np.int64]
    sizes: NDArray[np.int64]


@lru_cache(maxsize=8)
def _traffic(of: Itself[Scenario]) -> _Traffic:
    scenario = of.thing
    by_name = sorted(range(len(scenario.classes)), key=lambda number: scenario.classes[number].id)
    flows = tuple(class_intensity(scenario, scenario.classes[number]) for number in by_name)
    return _Traffic(tuple(by_name), flows)


def _busy_flows(
    scenario: Scenario, traffic: _Traffic, seed: int, replication: int
) -> list[Intensity]:
    """Return the expected flows, multiplied by the busyness of the day and of the interval."""
    flows = list(traffic.flows)
    for name, shape, length_s in (
        ("busyness", scenario.busyness_shape, DAY_S),
        ("interval busyness", scenario.interval_busyness_shape, scenario.interval_s),
    ):
        if shape is not None:
            count = int(np.ceil(scenario.horizon_s / length_s))
            factors = stream(seed, replication, name).standard_gamma(shape, count) / shape
            flows = [flow.multiplied(factors, length_s) for flow in flows]
    return flows


def _arrived(
    scenario: Scenario, traffic: _Traffic, flows: list[Intensity], key: tuple[int, int]
) -> list[_Arrived]:
    arrived = []
    for number, flow in zip(traffic.by_name, flows, strict=True):
        kind = scenario.classes[number]
        turns = scenario.by_turns(kind)
        own = (*key, kind.id)
        times_s = _arrival_times(kind, flow, scenario.horizon_s, own)
        spells = _spells(kind, times_s)
        lengths = [times_s.size - sum(spell.last - spell.first for spell in spells)]
        lengths += [spell.last - spell.first for spell in spells]
        sizes = [pool_size(kind, each, scenario.max_attempts, turns=turns) for each in lengths]
        pools = _pools_of(spells, times_s.size)
        arrived.append(_Arrived(number, kind, turns, own, times_s, spells, pools, np.array(sizes)))
    return arrived


def _arrival_times(kind: ContactClass, flow: Intensity, horizon_s: float, key: Key) -> Values:
    if kind.arrivals.times_s is not None:
        times_s = np.array(kind.arrivals.times_s, float)
        return times_s[times_s < horizon_s]
    total = flow.total
    rng = stream(*key, "arrivals")
    unit_times = np.cumsum(rng.standard_exponential(int(total + 4 * total**0.5) + 8))
    while unit_times[-1] < total:
        gaps = rng.standard_exponential(unit_times.size)
        gaps[0] += unit_times[-1]
        unit_times = np.concatenate((unit_times, np.cumsum(gaps)))
    return arrival_times(flow, unit_times)


def _spells(kind: ContactClass, times_s: Values) -> tuple[Spell, ...]:
    """Return which customers first arrive in the class's stretches."""
    edges_s = [(stretch.start_s, stretch.end_s) for stretch in kind.stretches]
    between = np.searchsorted(times_s, edges_s).tolist() if edges_s else []
    return tuple(
        Spell(first, last, stretch)
        for (first, last), stretch in zip(between, kind.stretches, strict=True)
    )


def _pools_of(spells: tuple[Spell, ...], count: int) -> NDArray[np.int64]:
    """Return for each customer the pool: 0 is the usual one, then one for each spell."""
    numbers = np.zeros(count, np.int64)
    for number, spell in enumerate(spells, start=1):
        numbers[spell.first : spell.last] = number
    return numbers


def _drawn(scenario: Scenario, arrived: list[_Arrived]) -> SampledContacts:
    sizes = np.concatenate([part.sizes for part in arrived] or [np.zeros(0, np.int64)])
    pools = np.zeros(sizes.size, POOL)
    pools["first"], pools["size"] = np.cumsum(sizes) - sizes, sizes
    customers = _customers(scenario, arrived)
    order = _order_of_arrival(customers["arrival_s"])
    first = np.zeros(customers.size, DRAW)
    rounds = _draw_first(arrived, first)
    later, pauses = np.zeros(int(sizes.sum()), DRAW), np.zeros(int(sizes.sum()), PAUSE)
    rounds += _draw_pools(scenario, arrived, pools, later, pauses)
    _number_rounds(rounds)
    return SampledContacts(
        customers=_in_order(customers, order),
        first=_in_order(first, order),
        pools=pools,
        later=later,
        pauses=pauses,
        rounds=_end_to_end([part for _, part in rounds]),
    )


def _customers(scenario: Scenario, arrived: list[_Arrived]) -> Records:
    """Return the customers class by class, in order of the classes' names."""
    customers = np.zeros(sum(part.times_s.size for part in arrived), CUSTOMER)
    customer = pool = 0
    for part in arrived:
        rows = customers[customer : customer + part.times_s.size]
        rows["arrival_s"], rows["contact_class"] = part.times_s, part.number
        rows["pool"] = pool + part.pool_of
        numbers = np.arange(rows.size)
        rows["place"] = places(numbers, part.sizes[part.pool_of], scenario.max_attempts)
        customer, pool = customer + rows.size, pool + part.sizes.size
    return customers


def _draw_first(arrived: list[_Arrived], first: Records) -> list[tuple[Records, Records]]:
    """Draw the first leg of every first attempt; return rows and their rounds by class."""
    rounds, before = [], 0
    for part in arrived:
        rows = first[before : before + part.times_s.size]
        key = (*part.key, "first")
        rounds.append((rows, draw_rows(part.kind, rows, key, turns=part.turns, spells=part.spells)))
        before += rows.size
    return rounds


def _draw_pools(
    scenario: Scenario, arrived: list[_Arrived], pools: Records, later: Records, pauses: Records
) -> list[tuple[Records, Records]]:
    """Draw the usual pool of each class and those of its stretches; return rows and rounds."""
    rounds = []
    each = iter(pools)
    for part in arrived:
        used = may_need_rows(part.kind, scenario.max_attempts)
        for spell, pool in zip((None, *part.spells), each, strict=False):
            own = slice(pool["first"], pool["first"] + pool["size"])
            key = (*part.key, "later", "usual" if spell is None else repr(spell.stretch.start_s))
            draw_pauses(part.kind, pauses[own], key, turns=part.turns)
            if used:
                rows = later[own]
                whole = () if spell is None else (Spell(0, rows.size, spell.stretch),)
                drawn = draw_rows(part.kind, rows, key, turns=part.turns, spells=whole)
                rounds.append((rows, drawn))
    return rounds


def _order_of_arrival(times_s: Values) -> NDArray[np.intp]:
    """Return the order of times; ties go by name of class, then by number in the class."""
    order = np.argsort(times_s)  # for speed: a stable sort takes 1.7 times as long
    in_order = times_s[order]
    if np.any(in_order[1:] == in_order[:-1]):
        return np.argsort(times_s, kind="stable")
    return order


def _number_rounds(parts: list[tuple[Records, Records]]) -> None:
    """Let ``first_round`` count through all parts."""
    before = 0
    for rows, rounds in parts:
        if rounds.size:
            rows["first_round"] += before
            before += rounds.size


def _in_order(rows: Records, order: NDArray[np.intp]) -> Records:
    """Return ``rows[order]``, moved as plain words: numpy moves records field by field."""
    words = rows.view(np.uint64).reshape(rows.size, rows.dtype.itemsize // np.uint64().itemsize)
    return np.take(words, order, axis=0).reshape(-1).view(rows.dtype)


def _end_to_end(parts: list[Records]) -> Records:
    """Return parts ``ROUND`` end to end, moved as plain numbers: as :func:`_in_order`."""
    words = [part.view(np.float64) for part in parts]
    return np.concatenate(words or [np.zeros(0)]).view(ROUND)
