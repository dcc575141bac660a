"""Desks and customers drawn row by row, with every feature of the model, for the kernel's tests.

``drawn(seed)`` returns a desk and its sampled contacts; on whole seconds there are many ties.
Nothing here looks like a real team: odd combinations are what tells two engines apart.
"""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.simulation.conventions import OfflineRule
from engine.simulation.desk import AGENT, CLASS, DUTY, GROUP, ROUTE, Desk, Records
from engine.simulation.sampled import CUSTOMER, DRAW, PAUSE, POOL, ROUND, SampledContacts

POOL_ROWS = 41


def rows(kind: np.dtype[np.void], count: int, **columns: Any) -> Records:
    """Return records with the given columns; the others are 0."""
    table = np.zeros(count, kind)
    for name, values in columns.items():
        table[name] = values
    return table


def ranks(most: int) -> NDArray[np.int32]:
    """Return the order numbers of the fractions load / slots, equal ones alike."""
    shares = {Fraction(load, slots) for slots in range(1, most + 1) for load in range(most + 1)}
    order = {share: number for number, share in enumerate(sorted(shares))}
    table = np.zeros((most + 1, most + 1), np.int32)
    for slots in range(1, most + 1):
        table[slots] = [order[Fraction(load, slots)] for load in range(most + 1)]
    return table


class Drawing:
    """One random desk; ``whole``: all times are whole seconds and all factors powers of two."""

    def __init__(self, seed: int, customers: int, *, whole: bool) -> None:
        self.rng = np.random.default_rng(seed)
        self.whole, self.customers = whole, customers
        self.classes, self.groups = (int(self.rng.integers(1, top)) for top in (5, 4))
        self.agents = int(self.rng.integers(self.groups, 13))
        self.horizon_s = float(self.rng.choice([600.0, 3_600.0]))
        self.by_turns = int(self.rng.integers(0, 3))  # all, none, mixed
        self.slots = self.rng.integers(1, 5, self.agents)
        self.cap = self.slots + self.rng.integers(0, 3, self.agents) * (self.rng.random() < 0.6)
        capacity = self.horizon_s * self.slots.sum()
        self.desk_turns = np.zeros(self.classes, np.bool_)
        self.work_s = float(self.rng.uniform(0.3, 1.5) * capacity / customers)

    def seconds(self, mean_s: float, count: int) -> NDArray[np.float64]:
        return self.rounded(self.rng.exponential(mean_s, count))

    def rounded(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(values) if self.whole else values

    def factors(self, *shape: int) -> NDArray[np.float64]:
        if self.whole:
            return self.rng.choice([0.5, 1.0, 2.0], shape)
        return self.rng.uniform(0.6, 1.4, shape)

    def chance(self, probability: float, *shape: int) -> NDArray[np.bool_]:
        return self.rng.random(shape) < probability

    def desk(self) -> Desk:
        classes, groups, rng = self.classes, self.groups, self.rng
        most = int(self.cap.max())
        routes, route_groups, opens_s = self.routes()
        agents, duties = self.roster()
        sharing = 1.0 / np.maximum(1.0, np.arange(most + 1.0))
        probability = np.where(self.chance(0.5, classes, groups), 0.3, 0.0)
        target = classes + np.arange(classes)[:, None] * groups
        target = target + rng.integers(0, groups, (classes, groups))
        target[self.chance(0.2, classes, groups)] = -1
        turns = {0: True, 1: False}.get(self.by_turns, self.chance(0.5, classes))
        return Desk(
            classes=rows(
                CLASS, classes, solved_probability=rng.uniform(0.3, 1.0, classes),
                offline=rng.choice([rule.value for rule in OfflineRule], classes), turns=turns,
                stays=self.chance(0.4, classes), until_reply=self.chance(0.5, classes),
                push=self.chance(0.4, classes), latest_first=self.chance(0.5, classes),
            ),
            routes=routes, route_groups=route_groups, route_opens_s=opens_s,
            transfer_probability=probability, transfer_route=target.astype(np.int32),
            groups=rows(GROUP, groups, first_messages_first=self.chance(0.5, groups)),
            speed=sharing[None] * self.factors(groups, 1),
            pressure=np.linspace(1.0, 0.5, most + 1)[None].repeat(groups, 0),
            skill=self.factors(groups, classes),
            solved_factor=rng.uniform(0.5, 1.2, (groups, classes)),
            agents=agents, duties=duties, rank=ranks(most),
            horizon_s=self.horizon_s, max_attempts=int(rng.integers(1, 5)),
        )  # fmt: skip

    def routes(self) -> tuple[Records, NDArray[np.int32], NDArray[np.float64]]:
        classes, groups, rng = self.classes, self.groups, self.rng
        count = classes + classes * groups  # each class has its own queues after a transfer
        levels = rng.integers(1, groups + 1, count)
        order = np.array([rng.permutation(groups) for _ in range(count)], np.int32)
        order[np.arange(groups) >= levels[:, None]] = -1
        steps_s = self.rounded(rng.uniform(0, 30, (count, groups)))
        steps_s[:, 0] = 0.0
        of = np.concatenate([np.arange(classes), np.repeat(np.arange(classes), groups)])
        room = np.where(self.chance(0.3, count), rng.integers(0, 9, count), 10**12)
        table = rows(
            ROUTE, count, contact_class=of, priority=rng.integers(0, 3, count), room=room,
            levels=levels,
        )  # fmt: skip
        return table, order, np.cumsum(steps_s, axis=1)

    def roster(self) -> tuple[Records, Records]:
        agents = rows(
            AGENT, self.agents, group=np.arange(self.agents) % self.groups, slots=self.slots,
            cap=self.cap, efficiency=self.factors(self.agents),
            solved_factor=self.rng.uniform(0.8, 1.1, self.agents), present=True,
        )  # fmt: skip
        times_s: list[float] = []
        for agent in agents:
            mine = self.duty_times_s() if self.rng.random() < 0.9 else []
            agent["first_duty"], agent["duties"] = len(times_s), len(mine)
            agent["present"] = bool(mine)
            times_s += mine
        ons = np.concatenate([np.arange(agent["duties"]) % 2 == 0 for agent in agents])
        return agents, rows(DUTY, len(times_s), time_s=times_s, on=ons)

    def duty_times_s(self) -> list[float]:
        edges = 2 * int(self.rng.integers(1, 4)) - int(self.rng.random() < 0.4)
        steps_s = 1.0 + self.rng.uniform(0, self.horizon_s / 3, edges)
        steps_s[0] = 0.0 if self.rng.random() < 0.5 else steps_s[0] - 1.0
        return [float(time_s) for time_s in np.cumsum(np.ceil(steps_s / 10.0) * 10.0)]

    def sampled(self) -> SampledContacts:
        rng, count = self.rng, self.customers
        arrivals_s = self.rounded(np.sort(rng.uniform(0, self.horizon_s - 1.0, count)))
        of = rng.integers(0, self.classes, count)
        pools = self.classes
        later = pools * POOL_ROWS
        draws = self.draws(count + later)
        turns = self.desk_turns[np.concatenate([of, np.repeat(np.arange(pools), POOL_ROWS)])]
        draws["rounds"] = np.where(turns, rng.integers(1, 6, draws.size), 0)
        draws["first_round"] = np.cumsum(draws["rounds"]) - draws["rounds"]
        rounds = int(draws["rounds"].sum())
        return SampledContacts(
            customers=rows(
                CUSTOMER, count, arrival_s=arrivals_s, contact_class=of, pool=of,
                place=rng.integers(0, POOL_ROWS, count),
            ),
            first=draws[:count].copy(),
            pools=rows(POOL, pools, first=np.arange(pools) * POOL_ROWS, size=POOL_ROWS),
            later=draws[count:].copy(),
            pauses=rows(
                PAUSE, later, short_s=self.seconds(4.0, later),
                retry_delay_s=self.seconds(60.0, later),
                return_delay_s=self.seconds(200.0, later),
                bot_return_delay_s=self.seconds(100.0, later),
            ),
            rounds=rows(
                ROUND, rounds, think_s=self.seconds(15.0, rounds),
                reply_s=self.seconds(self.work_s / 4, rounds),
            ),
        )  # fmt: skip

    def draws(self, count: int) -> Records:
        patience_s = self.seconds(20.0 + self.work_s / 2, count)
        patience_s[self.chance(0.1, count)] = np.inf
        work_s = np.maximum(1.0, self.seconds(self.work_s, count))
        reply_s = self.seconds(20.0, count)
        wraps = 0.5 * (self.rng.random() < 0.5)
        return rows(
            DRAW, count, work_s=work_s, patience_s=patience_s,
            bot_s=np.where(self.chance(0.4, count), self.seconds(10.0, count), 0.0),
            reply_s=np.where(self.chance(0.7, count), np.minimum(work_s, reply_s), 0.0),
            wrap_up_s=np.where(self.chance(wraps, count), self.seconds(8.0, count), 0.0),
            solved=self.rng.random(count), transfer=self.rng.random(count),
            contained=self.chance(0.15, count), bot_solved=self.chance(0.5, count),
            bot_returns=self.chance(0.5, count), retries=self.chance(0.5, count),
            returns=self.chance(0.6, count), leaves_message=self.chance(0.1, count),
        )  # fmt: skip


def drawn(seed: int, customers: int = 400) -> tuple[Desk, SampledContacts]:
    """Return a desk and its customers; of even seeds all times are whole seconds."""
    drawing = Drawing(seed, customers, whole=seed % 2 == 0)
    desk = drawing.desk()
    drawing.desk_turns = desk.classes["turns"]
    return desk, drawing.sampled()
