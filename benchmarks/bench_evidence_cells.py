"""Evidence: a clustered logit of ten million contacts through counted cells, against its rows.

Both read the same Parquet file and the same bands; coefficients and clustered errors agree to
1e-9. ``HENG_BENCH_CELLS=10000000`` runs the table of the promise; by default it has two million
rows, for time. The peak memory of the cells' way is measured in a process of its own.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.harness import Duel, duel
from engine.domain.records import RecordSource
from engine.domain.specification import Role, Specification, Term, Transform
from engine.domain.texts import Text
from engine.evidence.regressions import fit
from engine.metrics.cells import contact_columns
from engine.studies.evidence_cells import cell_fit, fitted_columns

CONTACTS = int(os.environ.get("HENG_BENCH_CELLS", "2000000"))
MOST_MEMORY_BYTES = 600_000_000
LEAST_RATIO = 5
_PART = 500_000
_AGENTS = 500
_SEED = 8

QUESTION = Specification(
    id="conversion",
    name=Text("转化", "conversion"),
    outcome="paid",
    terms=(
        Term("wait_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 60.0, 180.0, 600.0)),
        Term("solved", Role.LEVER, Transform.FLAG),
        Term("promotion", Role.CONFOUNDER, Transform.FLAG),
        Term("channel", Role.CONFOUNDER, Transform.CATEGORY, reference="app"),
    ),
    cluster="agent",
)

_CHILD = """
import resource, sys
from pathlib import Path
from benchmarks.bench_evidence_cells import counted, source_of
counted(source_of(Path(sys.argv[1])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


@cache
def large_contacts() -> RecordSource:
    """Return the contacts, having measured how much memory their cells take."""
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


def counted(source: RecordSource) -> np.ndarray:
    """Return coefficients and clustered errors from cells."""
    found = cell_fit(source, QUESTION)
    return np.stack([found.coefficients, found.standard_errors])


def _by_rows(source: RecordSource) -> np.ndarray:
    found = fit(contact_columns(source, fitted_columns(QUESTION)), QUESTION)
    return np.stack([found.coefficients, found.standard_errors])


def _part(first: int, n: int) -> pa.Table:
    rng = np.random.default_rng([_SEED, first])
    agent = rng.integers(0, _AGENTS, n).astype(np.int16)
    of_agent = np.random.default_rng(_SEED).normal(0, 0.3, _AGENTS)[agent]
    wait = rng.lognormal(3.5, 1.2, n).astype(np.int32)
    solved, promotion = rng.random(n) < 0.7, rng.random(n) < 0.2
    channel = rng.integers(0, 4, n).astype(np.int8)
    eta = -0.8 - 0.2 * np.log1p(wait) + 0.4 * solved - 0.1 * promotion + 0.1 * channel + of_agent
    names = [f"A{i:03}" for i in range(_AGENTS)]
    return pa.table(
        {
            "agent": pa.DictionaryArray.from_arrays(pa.array(agent), names),
            "wait_s": pa.array(wait),
            "solved": pa.array(solved),
            "promotion": pa.array(promotion),
            "channel": pa.DictionaryArray.from_arrays(
                pa.array(channel), ["app", "phone", "shop", "web"]
            ),
            "paid": pa.array(rng.random(n) < 1 / (1 + np.exp(-eta))),
        }
    )


def _assert_memory(path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True
    )
    peak = int(told.stdout)
    print(f"cells of {CONTACTS:,} contacts: {peak / 1e6:,.0f} MB at most")
    assert peak < MOST_MEMORY_BYTES, f"{peak:,} bytes"


duel(
    Duel(
        f"clustered logit, {CONTACTS:,} contacts: cells / rows",
        large_contacts,
        counted,
        _by_rows,
        lambda ours, other: bool(np.allclose(ours, other, rtol=1e-9, atol=1e-12)),
        rounds=1,
        least_ratio=LEAST_RATIO,
    )
)
