"""Metrics: a month of the example by agent, DuckDB against pandas."""

from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.harness import Duel, duel
from engine.domain.case import ContactLayout
from engine.example.contacts import draw_contacts
from engine.example.parquet import write_contacts
from engine.example.world import shop_world
from engine.files.contacts_file import prepare_contacts
from engine.metrics.aggregate import agent_period_table

PERIOD = "2026-05"


def _contacts() -> Any:
    folder = Path(mkdtemp(prefix="heng-bench-"))
    write_contacts(draw_contacts(shop_world(618), 300_000), folder / "contacts.parquet")
    return prepare_contacts(folder / "contacts.parquet", ContactLayout(), folder / "work")


def _ours(source: Any) -> np.ndarray:
    return agent_period_table(source, ("frt", "csat_rate"), PERIOD).values


def _pandas(source: Any) -> np.ndarray:
    rows = pd.read_parquet(source.path)
    month = rows[~rows["bot_ended"] & (rows["started"].dt.strftime("%Y-%m") == PERIOD)]
    rated = month[month["rated"]]
    table = pd.DataFrame(
        {
            "frt": month.groupby("agent", observed=True)["frt_s"].mean(),
            "csat_rate": (rated["csat"] >= 4).groupby(rated["agent"], observed=True).mean(),
        }
    )
    return table.sort_index().to_numpy()


duel(
    Duel(
        "agent table of a month, 300,000 contacts: DuckDB / pandas",
        _contacts,
        _ours,
        _pandas,
        lambda ours, other: bool(np.allclose(ours, other, atol=1e-9, equal_nan=True)),
        rounds=3,
    )
)
