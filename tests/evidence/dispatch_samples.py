"""Contacts dealt to the online agents of a pool and window, at random or not."""

from typing import Any

import numpy as np

from engine.domain.evidence_plan import DispatchQuestion
from engine.domain.tables import ColumnTable
from engine.domain.texts import Text
from engine.evidence.dispatch import dispatch_columns
from engine.example.contacts import column_table, draw_contacts
from engine.example.world import shop_world

NAME = Text("分派", "dispatch")
BALANCE = ("customer_value", "contact_class", "bot_first")
SHOP = DispatchQuestion(
    "shop",
    NAME,
    "agent",
    ("group", "shift"),
    "started",
    BALANCE,
    ("solved",),
    customer="customer_id",
)
PLAIN = DispatchQuestion("plain", NAME, "agent", ("pool",), "time_s", ("value", "kind"), ("y",))


def shop_table(contacts: int, seed: int = 618, **settings: Any) -> ColumnTable:
    """Return the example's contacts with the columns of a dispatch question and the start."""
    drawn = draw_contacts(shop_world(seed), contacts, **settings)
    names = [*dispatch_columns(SHOP), "paid", "frt_s", "open_chats", "attempt"]
    table = column_table(drawn, [name for name in names if name != "started"])
    started = drawn.arrivals.start_s.astype(np.float64)
    return ColumnTable(table.labels, {**table.columns, "started": started})


def with_columns(table: ColumnTable, **columns: Any) -> ColumnTable:
    """Return a table with some columns replaced."""
    return ColumnTable(table.labels, {**table.columns, **columns})


def dealt(
    rng: np.random.Generator,
    n: int = 20_000,
    pools: int = 3,
    agents: int = 5,
    skill: float = 0.0,
    pace: float = 5.0,
) -> ColumnTable:
    """Return contacts dealt at random inside pools of ``agents``, ten minutes apart on average.

    ``y`` falls by 0.01 a second of response and rises with the agent's skill; the response
    rises with the agent's pace and with the open chats met.
    """
    pool, seat = rng.integers(0, pools, n), rng.integers(0, agents, n)
    agent = pool * agents + seat
    load = rng.poisson(3, n).astype(np.float64)
    paces = rng.normal(0, pace, pools * agents)
    response = 40 + paces[agent] + 4 * load + rng.normal(0, 10, n)
    skills = rng.normal(0, skill, pools * agents)
    noise = rng.normal(0, 1, n)
    columns = {
        "agent": np.array([f"A{each:02d}" for each in agent], dtype=object),
        "pool": np.array([f"P{each}" for each in pool], dtype=object),
        "time_s": np.sort(rng.random(n) * n * 60),
        "value": rng.normal(0, 1, n) + pool,
        "kind": np.array(["a", "b", "c"], dtype=object)[rng.integers(0, 3, n)],
        "load": load,
        "response_s": response,
        "y": 1.0 - 0.01 * response + skills[agent] + noise,
        "true_skill": (skills - 0.01 * paces)[agent],
    }
    return ColumnTable(np.arange(2, n + 2), columns)
