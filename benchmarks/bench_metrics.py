"""Metrics: the agent table of a month of contacts against plain DuckDB and plain pandas.

``HENG_BENCH_CONTACTS=10000000`` runs the large table of the promise (ten million contacts in less
than a gigabyte); by default it has a million rows, for time. The contacts are written in parts and
measured once in a process of their own, whose peak memory is asserted.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.harness import Duel, duel
from engine.domain.case import ContactLayout
from engine.domain.records import RecordSource
from engine.example.contacts import draw_contacts
from engine.example.parquet import write_contacts
from engine.example.world import shop_world
from engine.files.contacts_file import prepare_contacts
from engine.metrics.aggregate import metric_table
from engine.metrics.records import opened_records

PERIOD = "2026-05"
CONTACTS = int(os.environ.get("HENG_BENCH_CONTACTS", "1000000"))
MOST_MEMORY_BYTES = 1_000_000_000
LEAST_RATIO = 1 / 1.5  # not slower than one and a half times

_PART = 500_000
_MONTH_S = 31 * 86_400
_SEED = 4

# Each indicator of contacts as one would write it: value and number of rows, medians exact.
_PLAIN = {
    "frt": ("avg(frt_s)", "count(frt_s)"),
    "frt_p50": ("quantile_cont(frt_s, 0.5)", "count(frt_s)"),
    "frt_p90": ("quantile_cont(frt_s, 0.9)", "count(frt_s)"),
    "art": ("sum(art_s::DOUBLE * rounds) / sum(rounds)", "count(art_s)"),
    "slow": ("count(*) FILTER (WHERE frt_s > 180)", "count(frt_s)"),
    "aht": ("avg(handle_s)", "count(handle_s)"),
    "aht_p50": ("quantile_cont(handle_s, 0.5)", "count(handle_s)"),
    "concurrency": ("avg(open_chats + 1)", "count(open_chats)"),
    "throughput": ("count(*)", "count(*)"),
    "transfer": ("avg(transferred::INT)", "count(transferred)"),
    "resolution": ("avg(solved::INT)", "count(solved)"),
    "csat_score": ("avg(csat)", "count(csat)"),
    "csat_rate": ("avg((csat >= 4)::INT)", "count(csat)"),
    "bad_rating": ("avg((csat <= 2)::INT)", "count(csat)"),
    "invite_rate": ("avg(invited::INT)", "count(invited)"),
    "rating_rate": (
        "avg(rated::INT) FILTER (WHERE invited)",
        "count(rated) FILTER (WHERE invited)",
    ),
    "nps": (
        "avg(CASE WHEN nps >= 9 THEN 100 WHEN nps > 6 THEN 0 WHEN nps <= 6 THEN -100 END)",
        "count(nps)",
    ),
    "praise": ("avg(praised::INT)", "count(praised)"),
    "complaint": ("avg(complaint::INT)", "count(complaint)"),
    "attitude": ("avg(attitude)", "count(attitude)"),
    "repurchase": ("avg(repurchase_90d::INT)", "count(repurchase_90d)"),
    "retention": ("avg(retained::INT)", "count(retained)"),
    "return": ("avg(returned::INT) FILTER (WHERE paid)", "count(returned) FILTER (WHERE paid)"),
    "conversion": (
        "avg(paid::INT) FILTER (WHERE presale AND attempt = 1)",
        "count(paid) FILTER (WHERE presale AND attempt = 1)",
    ),
    "aov": ("avg(order_value) FILTER (WHERE paid)", "count(order_value) FILTER (WHERE paid)"),
    "sales": (
        "sum(order_value) FILTER (WHERE paid AND presale AND attempt = 1)",
        "count(paid) FILTER (WHERE presale AND attempt = 1)",
    ),
}
_MAY = "started >= TIMESTAMP '2026-05-01' AND started < TIMESTAMP '2026-06-01'"
_NEIGHBOURS = """SELECT agent, avg(alone::INT) FILTER (WHERE starts AND ended),
  avg((NOT alone)::INT) FILTER (WHERE ended),
  count(*) FILTER (WHERE starts AND ended), count(*) FILTER (WHERE ended)
FROM (
  SELECT agent, bot_ended, replied,
    coalesce(lag(started) OVER w < started - INTERVAL 72 HOUR, TRUE) AS starts,
    coalesce(lead(started) OVER w > started + INTERVAL 72 HOUR, TRUE) AS alone,
    started + INTERVAL 72 HOUR <= (SELECT max(started) FROM contacts) AS ended
  FROM contacts WINDOW w AS (PARTITION BY customer_id, contact_class ORDER BY started, contact_id)
) WHERE NOT bot_ended AND replied GROUP BY agent ORDER BY agent"""

_CHILD = """
import resource, sys
from pathlib import Path
from benchmarks.bench_metrics import measured, source_of
measured(source_of(Path(sys.argv[1])), sys.argv[2].split(","))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@cache
def large_contacts() -> RecordSource:
    """Return contacts of one month and 500 agents, having measured how much memory they take."""
    path = Path(mkdtemp(prefix="heng-bench-")) / "contacts.parquet"
    writer = None
    for first in range(0, CONTACTS, _PART):
        part = _part(first, min(_PART, CONTACTS - first))
        writer = writer or pq.ParquetWriter(path, part.schema, compression="zstd")
        writer.write_table(part, row_group_size=131_072)
    if writer is not None:
        writer.close()
    _assert_memory(path)
    return source_of(path)


def source_of(path: Path) -> RecordSource:
    """Return a Parquet file as contacts."""
    metadata = pq.read_metadata(path)
    return RecordSource(path, tuple(metadata.schema.to_arrow_schema().names), metadata.num_rows)


def measured(source: RecordSource, indicators: list[str]) -> np.ndarray:
    """Return values and sample sizes by agent, beside each other."""
    with opened_records([source]) as records:
        table = metric_table(records, indicators, PERIOD)
    return np.hstack([table.values, table.sample_sizes])


def _part(first: int, n: int) -> pa.Table:
    """Return contacts ``first`` to ``first + n`` in order of time; a fifth ends with the bot."""
    rng = np.random.default_rng([_SEED, first])
    bot = rng.random(n) < 0.2
    seconds = np.arange(first, first + n) * _MONTH_S // CONTACTS

    def flag(share: float) -> pa.Array:
        return pa.array(rng.random(n) < share)

    def number(values: np.ndarray, type_: pa.DataType, missing: np.ndarray = bot) -> pa.Array:
        return pa.array(values, mask=missing).cast(type_, safe=False)

    def name(prefix: str, kinds: int, missing: np.ndarray | None = None) -> pa.Array:
        codes = pa.array(rng.integers(0, kinds, n).astype(np.int16), mask=missing)
        return pa.DictionaryArray.from_arrays(codes, [f"{prefix}{i:03}" for i in range(kinds)])

    unrated = rng.random(n) < 0.7
    columns = {
        "contact_id": pa.array(np.arange(first, first + n), pa.int64()),
        "customer_id": pa.array(rng.integers(0, CONTACTS // 2, n), pa.int32()),
        "agent": name("A", 500, bot),
        "group": name("g", 4),
        "contact_class": name("c", 12),
        "started": pa.array(np.datetime64("2026-05-01", "s") + seconds.astype("timedelta64[s]")),
        "bot_ended": pa.array(bot),
        "attempt": pa.array(rng.integers(1, 3, n), pa.int8()),
        "rounds": pa.array(rng.integers(1, 9, n), pa.int8()),
        "frt_s": number(rng.lognormal(3, 1, n), pa.int32()),
        "art_s": number(rng.lognormal(3, 1, n), pa.float32()),
        "handle_s": number(rng.lognormal(5, 1, n), pa.int32()),
        "open_chats": number(rng.integers(0, 9, n), pa.int8()),
        "attitude": number(rng.integers(50, 100, n), pa.int8()),
        "csat": number(rng.integers(1, 6, n), pa.int8(), unrated),
        "nps": number(rng.integers(0, 11, n), pa.int8(), unrated),
        "order_value": pa.array(rng.lognormal(4, 1, n)),
        "replied": flag(0.98),
    }
    flags = ("transferred", "solved", "invited", "rated", "praised", "complaint", "presale", "paid")
    flags += ("returned", "repurchase_90d", "retained")
    return pa.table(columns | {each: flag(rng.uniform(0.1, 0.9)) for each in flags})


def _assert_memory(path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), ",".join([*_PLAIN, "fcr", "repeat"])],
        capture_output=True,
        text=True,
        check=True,
    )
    peak = int(told.stdout)
    print(f"{CONTACTS:,} contacts: {peak / 1e6:,.0f} MB at most")
    assert peak < MOST_MEMORY_BYTES, f"{peak:,} bytes"


def _plainly(source: RecordSource) -> np.ndarray:
    values = ", ".join(value for value, _ in _PLAIN.values())
    sizes = ", ".join(size for _, size in _PLAIN.values())
    answered = f"{_MAY} AND NOT bot_ended AND replied"
    query = f"""SELECT agent, {values}, {sizes} FROM contacts WHERE {answered}
    GROUP BY agent ORDER BY agent"""  # noqa: S608 (our own text)
    with opened_records([source]) as records:
        return records.connection.execute(query).df().iloc[:, 1:].to_numpy(dtype=np.float64)


def _plain_windows(source: RecordSource) -> np.ndarray:
    with opened_records([source]) as records:
        return records.connection.execute(_NEIGHBOURS).df().iloc[:, 1:].to_numpy(dtype=np.float64)


def _close(ours: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.allclose(ours, other, rtol=1e-9, equal_nan=True))


duel(
    Duel(
        f"agent-month, {CONTACTS:,} contacts: plain group-by",
        large_contacts,
        lambda source: measured(source, list(_PLAIN)),
        _plainly,
        _close,
        rounds=3,
        least_ratio=LEAST_RATIO,
    )
)
duel(
    Duel(
        f"agent-month, {CONTACTS:,} contacts: fcr, plain windows",
        large_contacts,
        lambda source: measured(source, ["fcr", "repeat"]),
        _plain_windows,
        _close,
        rounds=3,
        least_ratio=LEAST_RATIO,
    )
)


def _example() -> Any:
    folder = Path(mkdtemp(prefix="heng-bench-"))
    write_contacts(draw_contacts(shop_world(618), 300_000), folder / "contacts.parquet")
    return prepare_contacts(folder / "contacts.parquet", ContactLayout(), folder / "work")


def _ours(source: Any) -> np.ndarray:
    with opened_records([source]) as records:
        return metric_table(records, ("frt", "csat_rate"), PERIOD).values


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
        _example,
        _ours,
        _pandas,
        lambda ours, other: bool(np.allclose(ours, other, atol=1e-9, equal_nan=True)),
        rounds=3,
    )
)
