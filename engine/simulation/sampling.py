"""All randomness of a replication, drawn before it runs (rule M9).

Every quantity has a stream of its own, keyed by the seed, the replication, the class or group and
the attempt, never by the order of events: another staffing plan meets the same customers (common
random numbers), and reordering classes in a file changes nothing.
"""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.domain.traffic import ContactClass, Duration, Shape
from engine.errors import InputError
from engine.simulation.arrivals import DAY_S, arrival_times, class_intensity

Records = NDArray[np.void]

CUSTOMER = np.dtype([("arrival_s", "f8"), ("contact_class", "i4")], align=True)
ATTEMPT = np.dtype(
    [
        ("bot_s", "f8"),
        ("work_s", "f8"),
        ("reply_s", "f8"),
        ("short_s", "f8"),
        ("wrap_up_s", "f8"),
        ("patience_s", "f8"),
        ("retry_delay_s", "f8"),
        ("return_delay_s", "f8"),
        ("contained", "?"),
        ("retries", "?"),
        ("solved", "?"),
        ("returns", "?"),
    ],
    align=True,
)
AGENT = np.dtype(
    [
        ("group", "i4"),
        ("slots", "i4"),
        ("efficiency", "f8"),
        ("start_s", "f8"),
        ("end_s", "f8"),
        ("present", "?"),
    ],
    align=True,
)


class SampledContacts(NamedTuple):
    """What both engines read beside the scenario.

    ``customers`` (n,) are in order of arrival; attempt m of customer i is row
    ``i * attempts_each + m`` of ``attempts``; ``agents`` are numbered group by group, shift by
    shift, in the order of the scenario.
    """

    customers: Records
    attempts: Records
    agents: Records
    attempts_each: int


def stream(seed: int, replication: int, *names: str | int) -> np.random.Generator:
    """Return the random stream of one quantity of one replication.

    Parameters
    ----------
    seed, replication
        Both >= 0.
    names
        What is drawn: texts and numbers that no other quantity shares.
    """
    digest = hashlib.sha256("\x1f".join(map(str, names)).encode()).digest()
    words = np.frombuffer(digest, dtype=np.uint32)[:4].tolist()
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(replication, *words)))


def sampled_contacts(scenario: Scenario, *, seed: int, replication: int) -> SampledContacts:
    """Return the customers, their possible attempts and the agents of one replication.

    Raises
    ------
    InputError
        ``simulation.seed`` if the seed or the replication is negative.
    """
    if seed < 0 or replication < 0:
        raise InputError("simulation.seed", seed=seed, replication=replication)
    day_factors = scenario.factor * _busyness(scenario, seed, replication)
    flows = [
        _arrivals(scenario, kind, day_factors, stream(seed, replication, kind.id, "arrivals"))
        for kind in scenario.classes
    ]
    customers, order = _in_order_of_arrival(scenario.classes, flows)
    drawn = [
        _attempts(kind, flow.size, scenario.max_attempts, (seed, replication))
        for kind, flow in zip(scenario.classes, flows, strict=True)
    ]
    rows = np.concatenate(drawn) if drawn else np.empty((0, scenario.max_attempts), ATTEMPT)
    attempts = rows[order].reshape(-1)
    agents = sampled_agents(scenario, seed=seed, replication=replication)
    return SampledContacts(customers, attempts, agents, scenario.max_attempts)


def sampled_agents(scenario: Scenario, *, seed: int, replication: int) -> Records:
    """Return every rostered agent, and whether absence keeps the agent away (rule M6)."""
    blocks = []
    for number, group in enumerate(scenario.staffing.groups):
        for shift in group.shifts:
            block = np.zeros(shift.agents, AGENT)
            block["group"], block["slots"] = number, group.slots
            block["efficiency"] = group.efficiency
            block["start_s"], block["end_s"] = shift.start_s, shift.end_s
            hours = f"{shift.start_s!r}-{shift.end_s!r}"
            fate = stream(seed, replication, "absence", group.id, hours).random(shift.agents)
            block["present"] = fate >= scenario.staffing.absence
            blocks.append(block)
    return np.concatenate(blocks) if blocks else np.empty(0, AGENT)


def durations_s(duration: Duration, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """Return ``count`` independent draws of a duration, in seconds, (count,)."""
    return duration.mean_s * _MULTIPLES[duration.shape](duration.cv, rng, count)


def _deterministic(_: float, __: np.random.Generator, count: int) -> NDArray[np.float64]:
    return np.ones(count)


def _exponential(_: float, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    return rng.standard_exponential(count)


def _gamma(cv: float, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    return cv**2 * rng.standard_gamma(cv**-2, count)


def _uniform(cv: float, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    return 1 + 3**0.5 * cv * (2 * rng.random(count) - 1)


def _lognormal(cv: float, rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    variance = math.log1p(cv**2)  # of the logarithm
    return np.exp(math.sqrt(variance) * rng.standard_normal(count) - variance / 2)


# multiples of the mean, with mean 1 and the given coefficient of variation
_MULTIPLES: dict[Shape, Callable[[float, np.random.Generator, int], NDArray[np.float64]]] = {
    Shape.DETERMINISTIC: _deterministic,
    Shape.EXPONENTIAL: _exponential,
    Shape.GAMMA: _gamma,
    Shape.UNIFORM: _uniform,
    Shape.LOGNORMAL: _lognormal,
}


def _busyness(scenario: Scenario, seed: int, replication: int) -> NDArray[np.float64]:
    days = int(np.ceil(scenario.horizon_s / DAY_S))
    if scenario.busyness_shape is None:
        return np.ones(days)
    shape = scenario.busyness_shape
    return stream(seed, replication, "busyness").standard_gamma(shape, days) / shape


def _arrivals(
    scenario: Scenario,
    kind: ContactClass,
    day_factors: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    flow = class_intensity(scenario, kind, day_factors)
    gaps = rng.standard_exponential(int(flow.total + 8 * flow.total**0.5) + 16)
    while gaps.sum() < flow.total:
        gaps = np.concatenate((gaps, rng.standard_exponential(gaps.size)))
    return arrival_times(flow, np.cumsum(gaps))


def _in_order_of_arrival(
    classes: tuple[ContactClass, ...], flows: list[NDArray[np.float64]]
) -> tuple[Records, NDArray[np.int64]]:
    times = np.concatenate(flows) if flows else np.empty(0)
    number = np.repeat(np.arange(len(flows)), [flow.size for flow in flows])
    names = np.array([kind.id for kind in classes], dtype=np.str_)
    by_name = np.argsort(np.argsort(names))  # ties go by name, whatever the file's order
    order = np.lexsort((by_name[number], times)) if flows else np.empty(0, np.int64)
    customers = np.zeros(times.size, CUSTOMER)
    customers["arrival_s"], customers["contact_class"] = times[order], number[order]
    return customers, order


def _attempts(kind: ContactClass, count: int, attempts_each: int, key: tuple[int, int]) -> Records:
    rows = np.zeros((count, attempts_each), ATTEMPT)
    for attempt in range(attempts_each):
        _draw_attempt(kind, rows[:, attempt], _Draws((*key, kind.id, attempt), count))
    return rows


@dataclass(frozen=True, slots=True)
class _Draws:
    """The draws of one attempt number of a class: a stream for each quantity."""

    key: tuple[int, int, str, int]
    count: int

    def times(self, name: str, duration: Duration | None) -> NDArray[np.float64]:
        if duration is None:
            return np.zeros(self.count)
        return durations_s(duration, stream(*self.key, name), self.count)

    def chances(self, name: str, probability: float) -> NDArray[np.bool_]:
        if probability in (0.0, 1.0):  # for speed; no draw could change the answer
            return np.full(self.count, probability == 1.0)
        return stream(*self.key, name).random(self.count) < probability


def _draw_attempt(kind: ContactClass, row: Records, draws: _Draws) -> None:
    row["bot_s"] = draws.times("bot", kind.bot.duration)
    row["contained"] = draws.chances("contained", kind.bot.containment)
    row["work_s"] = draws.times("work", kind.work)
    row["reply_s"] = np.minimum(draws.times("reply", kind.reply_work), row["work_s"])
    row["short_s"] = draws.times("short", kind.patience.short_work or kind.reply_work or kind.work)
    row["wrap_up_s"] = draws.times("wrap-up", kind.wrap_up)
    patience = kind.patience.duration
    row["patience_s"] = np.inf if patience is None else draws.times("patience", patience)
    row["retries"] = draws.chances("retries", kind.retry.probability)
    row["retry_delay_s"] = draws.times("retry delay", kind.retry.delay)
    _draw_return(kind, row, draws)


def _draw_return(kind: ContactClass, row: Records, draws: _Draws) -> None:
    """Draw whether the attempt solves the problem; the bot has chances of its own."""
    for who, repeat, mine in (
        ("agent", kind.repeat, ~row["contained"]),
        ("bot", kind.bot.repeat, row["contained"]),
    ):
        if not mine.any():
            continue
        solved = draws.chances(f"{who} solved", repeat.solved_probability)
        back = draws.chances(f"{who} returns", repeat.return_probability) & ~solved
        delays = draws.times(f"{who} return delay", repeat.delay)
        row["solved"][mine], row["returns"][mine] = solved[mine], back[mine]
        row["return_delay_s"][mine] = delays[mine]
