"""The columns of seconds and of money whose scale can be judged, in whichever table they stand.

The figures of an agent-day export stand below each other: each header becomes a column again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.domain.records import TABLES, ColumnType, TableKind
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.doubts import numbered
from engine.metrics.records import OpenRecords, quoted

FACTORS: Mapping[str, tuple[float, ...]] = {
    "s": (60.0, 1000.0, 3600.0),
    "CNY": (100.0, 1000.0, 10_000.0),
    "": (60.0, 100.0, 1000.0),
}
MOST_FOR_MEDIANS = 200_000  # rows; a day of 5,000 keeps more than a thousand
# Medians outside are no chat desk's and no shop's: the unit is wrong, or the column another.
PLAUSIBLE: Mapping[str, tuple[float, float]] = {
    "frt_s": (2, 900),
    "art_s": (2, 900),
    "handle_s": (20, 7200),
    "attention_s": (5, 3600),
    "wait_s": (2, 1800),
    "open_chats": (0, 30),
    "rounds": (1, 60),
    "order_value": (1, 50_000),
}
_OF_INDICATORS = {"frt": "frt_s", "art": "art_s", "aht": "handle_s"}


@dataclass(frozen=True, slots=True)
class Scaled:
    """A column whose scale can be judged.

    Parameters
    ----------
    table, view
        The table it is of, and the view in which it is a column of its own.
    unit
        ``s``, ``CNY``, or that of a count.
    level
        Between which values its median must lie, where that is known.
    groups
        SQL that names the file, agent or day of a row, by what it names.
    events
        Whether a row is one event, so that nearly no value should occur twice.
    step
        Its medians need one row in so many.
    """

    table: TableKind
    view: str
    column: str
    unit: str
    level: tuple[float, float] | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    events: bool = True
    step: int = 1

    @property
    def judged(self) -> str:
        """The rows that its medians are taken over: every so many of a large table."""
        return f"source_row % {self.step} = 0"

    @property
    def answered(self) -> str:
        """The rows of contacts that somebody answered; all rows where nobody is named."""
        return "agent IS NOT NULL" if "agent" in self.groups else "TRUE"

    def rows(self, file: int, condition: str) -> str:
        """Return the query of the rows of a file that meet a condition."""
        return (
            f"SELECT source_file, source_row FROM {quoted(self.view)} "  # noqa: S608 (our own conditions)
            f"WHERE source_file = {file} AND {condition}"
        )


def scaled_columns(records: OpenRecords) -> Iterator[Scaled]:
    """Yield every column of seconds or money, those whose level is known, and exported means."""
    for kind, layout in TABLES.items():
        if kind is TableKind.AGENT_DAYS:
            continue
        step = _step(records, kind) if numbered(records, kind) else 1
        for name, spec in layout.columns.items():
            measured = spec.type is ColumnType.NUMBER and spec.unit in ("s", "CNY")
            if (measured or name in PLAUSIBLE) and numbered(records, kind, name):
                groups, level = _groups(records, kind), PLAUSIBLE.get(name)
                yield Scaled(kind, kind, name, spec.unit, level, groups, step=step)
    if numbered(records, "agent_days", "agent", "date", "header", "indicator", "role", "value"):
        yield from _exported(records)


def factor(ratio: float, unit: str) -> str:
    """Return the change of a unit nearest to a ratio, as text: ``60``, ``1/100``."""
    size = max(ratio, 1 / ratio)
    nearest = min(FACTORS.get(unit, FACTORS[""]), key=lambda each: max(each / size, size / each))
    return f"{nearest:g}" if ratio > 1 else f"1/{nearest:g}"


def _step(records: OpenRecords, kind: TableKind) -> int:
    """Return every how many rows a median needs one: for speed, 3.9 s for 5.4 s at 900,000 rows."""
    rows = records.connection.execute(f"SELECT count(*) FROM {quoted(kind)}").fetchall()[0][0]  # noqa: S608 (quoted name)
    return max(int(rows) // MOST_FOR_MEDIANS, 1)


def _groups(records: OpenRecords, kind: TableKind) -> dict[str, str]:
    groups = {"file": "source_file::VARCHAR"}
    if records.has(kind, "agent"):
        groups["agent"] = "agent"
    dated = TABLES[kind].columns.get(TABLES[kind].dated)
    if dated and dated.type is ColumnType.TIME and records.has(kind, dated.name):
        groups["day"] = f"strftime({dated.name}, '%Y-%m-%d')"
    return groups


def _exported(records: OpenRecords) -> Iterator[Scaled]:
    """Yield the means of seconds in agent-day exports, each header as a view with a column."""
    headers = records.connection.execute(
        "SELECT DISTINCT indicator, header FROM agent_days WHERE role = 'mean' ORDER BY ALL"
    ).fetchall()
    for place, (indicator, header) in enumerate(headers):
        if indicator not in DEFINITIONS or DEFINITIONS[indicator].unit != "s" or not header:
            continue
        view = f"exported_{place}"
        # a view takes no parameters
        meant = " AND ".join(
            f"{name} = '" + str(value).replace("'", "''") + "'"
            for name, value in (("indicator", indicator), ("header", header))
        )
        records.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {quoted(view)} AS "  # noqa: S608 (quoted names)
            f"SELECT source_file, source_row, agent, date, value AS {quoted(header)} "
            f"FROM agent_days WHERE role = 'mean' AND {meant}"
        )
        level = PLAUSIBLE.get(_OF_INDICATORS.get(indicator, ""))
        groups = _groups(records, TableKind.AGENT_DAYS)
        yield Scaled(TableKind.AGENT_DAYS, view, header, "s", level, groups, events=False)
