"""Figures of the platform's own export that the logs do not give: by agent, day and indicator."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError
from engine.metrics.aggregate import metric_table
from engine.metrics.computable import computable, made_from
from engine.metrics.counting import Counting
from engine.metrics.definition import Definition, Kind, Table
from engine.metrics.definitions import DEFINITIONS
from engine.metrics.doubts import PLACES, Doubt, listed, numbered
from engine.metrics.records import OpenRecords
from engine.metrics.replaced_tables import replaced

COUNT = "throughput"  # where contacts are lacking, every other figure differs for that reason
DECIMALS = 6  # beyond them an export shows no rounding but a computed number
_ROLES = "('rate', 'mean', 'total', 'complement_rate')"
_BETWEEN = "\x1f"  # between agent and day; no name holds it
_KEY = f"agent || '{_BETWEEN}' || strftime(started, '%Y-%m-%d')"
_WHOLE = 1e-6  # a written decimal, read as a binary number, is as near to one
# A ratio of a whole export to the logs within 2 % of a unit's factor is that unit.
_UNITS = {"sixty": 60.0, "hundred": 100.0, "thousand": 1000.0}
_UNIT_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """What an export says of one indicator: ``keys`` agent and day, ``values`` as written."""

    layout: str
    header: str
    indicator: str
    keys: tuple[str, ...]
    values: NDArray[np.float64]
    rows: tuple[int, ...]


def total_doubts(
    records: OpenRecords, counting: Counting, bounds: tuple[datetime, datetime] | None = None
) -> Iterator[Doubt]:
    """Yield every indicator of an agent-day export that differs from what the contacts give.

    The plain variants are compared, each to the digits that the export writes: hours counted,
    bots and units are explanations that the sentence offers. ``bounds`` limit the days.
    """
    if not records.has("agent_days", "indicator", "role", "value", "variant"):
        return
    if not numbered(records, "contacts", "agent", "started"):
        return
    claims = [each for each in _claims(records, bounds) if each.keys]
    known = {d.id: d for d in _comparable(records, counting, claims)}
    values = _by_agent_and_day(records, list(known), counting)
    miscounted = {
        claim.keys[place]
        for claim in claims
        if claim.indicator == COUNT and COUNT in known
        for place in _unlike(claim, known[COUNT], values[COUNT])
    }
    for claim in claims:
        if definition := known.get(claim.indicator):
            differing = _unlike(claim, definition, values[claim.indicator])
            if claim.indicator != COUNT:
                differing = [p for p in differing if claim.keys[p] not in miscounted]
            if differing:
                yield _differing(claim, definition, values[claim.indicator], differing)


def _comparable(
    records: OpenRecords, counting: Counting, claims: Sequence[_Claim]
) -> Iterator[Definition]:
    """Yield the definitions over contacts of the indicators that an export claims."""
    there = computable(records, counting)
    for indicator in dict.fromkeys(claim.indicator for claim in claims):
        if indicator in there:
            definition = made_from(records.tables, DEFINITIONS[indicator], counting)
            if definition.table is Table.CONTACTS:
                yield definition


def _claims(records: OpenRecords, bounds: tuple[datetime, datetime] | None) -> Iterator[_Claim]:
    inside, parameters = "TRUE", {}
    if bounds is not None:
        inside = "date >= $start AND date < $end"
        parameters = {"start": bounds[0], "end": bounds[1]}
    number = "source_row" if numbered(records, "agent_days") else "0"
    rows = records.connection.execute(
        f"""SELECT layout, header, indicator, agent || '{_BETWEEN}' || strftime(date, '%Y-%m-%d'),
          CASE WHEN role = 'complement_rate' THEN 1 - value ELSE value END, {number}
        FROM agent_days WHERE role IN {_ROLES} AND coalesce(variant, '') = '' AND value IS NOT NULL
          AND {inside} ORDER BY ALL""",  # noqa: S608 (our own conditions)
        parameters,
    ).fetchall()
    groups: dict[tuple[str, str, str], list[tuple[str, float, int]]] = {}
    for layout, header, indicator, *cell in rows:
        groups.setdefault((layout, header or "", indicator), []).append(tuple(cell))
    for (layout, header, indicator), cells in groups.items():
        keys, values, numbers = zip(*cells, strict=True)
        yield _Claim(layout, header, indicator, keys, np.array(values, dtype=np.float64), numbers)


def _by_agent_and_day(
    records: OpenRecords, indicators: Sequence[str], counting: Counting
) -> dict[str, dict[str, float]]:
    """Return each indicator of the contacts by agent and day."""
    if not indicators:
        return {}
    first, last = records.connection.execute(
        "SELECT min(started), max(started) FROM contacts"
    ).fetchall()[0]
    if first is None:
        return {indicator: {} for indicator in indicators}
    end = last.date().toordinal() + 1
    period = f"{first:%Y-%m-%d}/{datetime.fromordinal(end):%Y-%m-%d}"
    keyed = f"SELECT * REPLACE ({_KEY} AS agent) FROM whole"  # noqa: S608 (our own names)
    hidden = {name: columns for name, columns in records.tables.items() if name != "staff"}
    with replaced(records, "contacts", keyed) as by_day:
        apart = OpenRecords(by_day.connection, hidden)
        try:
            table = metric_table(apart, indicators, period, counting)
        except InputError:  # no answered contact at all
            return {indicator: {} for indicator in indicators}
    return {
        indicator: dict(zip(table.agents, table.column(indicator).tolist(), strict=True))
        for indicator in indicators
    }


def _unlike(claim: _Claim, definition: Definition, known: dict[str, float]) -> list[int]:
    """Return the positions at which an export differs from the log by more than its rounding."""
    ours = _ours(claim, definition, known)
    tolerance = 0.5 * 10.0 ** -_decimals(claim.values) * (1 + 1e-9) + 1e-9 * np.abs(claim.values)
    unlike = ~(np.abs(ours - claim.values) <= tolerance)
    # an export may write 0 where there was nobody to take a mean of
    unlike &= ~(np.isnan(ours) & (claim.values == 0))
    return [int(place) for place in np.flatnonzero(unlike)]


def _ours(claim: _Claim, definition: Definition, known: dict[str, float]) -> NDArray[np.float64]:
    """Return what the log gives for a claim's agents and days; without contacts, counts are 0."""
    ours = np.array([known.get(key, np.nan) for key in claim.keys])
    if definition.unit in ("count", "CNY") and definition.kind is Kind.TOTAL:
        return np.where(np.isnan(ours), 0.0, ours)
    return ours


def _differing(
    claim: _Claim, definition: Definition, known: dict[str, float], places: Sequence[int]
) -> Doubt:
    ours = _ours(claim, definition, known)
    keys = [claim.keys[place] for place in places]
    named = [key.replace(_BETWEEN, " ") for key in keys]
    both = ~np.isnan(ours)
    log, export = _mean(ours[both]), _mean(claim.values[both])
    among = ", ".join("'" + key.replace("'", "''") + "'" for key in keys)
    return Doubt(
        "totals_differ",
        "caution",
        "contacts",
        definition.needs[0] if definition.needs else "agent",
        rows=len(keys),
        of=len(claim.keys),
        places=tuple(named[:PLACES]),
        touched=(
            "SELECT source_file, source_row FROM contacts "  # noqa: S608 (quoted names)
            f"WHERE {_KEY} IN ({among})"
        ),
        values={
            "indicator": claim.indicator,
            "layout": claim.layout,
            "header": claim.header,
            "agents": listed(named),
            "log": log,
            "export": export,
            "explanation": f"issue_word.explanation.{_explanation(log, export)}",
        },
    )


def _decimals(values: NDArray[np.float64]) -> int:
    """Return how many decimals an export writes."""
    for decimals in range(DECIMALS):
        scaled = values * 10**decimals
        if np.all(np.abs(scaled - np.round(scaled)) < _WHOLE):
            return decimals
    return DECIMALS


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _explanation(log: float, export: float) -> str:
    """Return the change of unit that would explain a difference, else which way it goes."""
    if not log > 0 or not export > 0:
        return "unknown"
    ratio = max(export / log, log / export)
    for name, size in _UNITS.items():
        if abs(ratio / size - 1) < _UNIT_TOLERANCE:
            return name
    return "counting"
