"""Files of agents' indicators in their own units: what ``heng metrics`` writes, or a plain table.

A table of one column per indicator is read like a table of scores; what the values score is left
to :mod:`engine.scoring`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sys import float_info

import numpy as np

from engine.domain.indicators import Population, Scheme
from engine.domain.tables import MetricTable
from engine.errors import Fault, InputError
from engine.files.cell_columns import MISSING_CELLS, folded, plain_number
from engine.files.json_document import JsonFile, loaded
from engine.files.schema_faults import shortened
from engine.files.scheme_schema import plausible_range
from engine.files.scores_columns import agent_columns, agent_faults
from engine.files.spreadsheet import Sheet, read_tables
from engine.files.weights_names import LeafNames

MOST_CONTACTS = 10**12  # behind one value: more is a slip
_LONG = ("agent", "indicator", "value")  # a line for each agent and indicator
_POPULATIONS = frozenset(population.value for population in Population)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One agent's value of one indicator as it is written, and where."""

    agent: str
    group: str
    population: str
    indicator: str
    figures: tuple[object, object, object]  # value, n, standard error
    place: str


def read_metrics_table(path: Path, scheme: Scheme) -> MetricTable:
    """Return agents by the scheme's leaves; nan where a leaf is not in the file.

    Parameters
    ----------
    path
        ``agents.csv`` of ``heng metrics --out``, what ``heng metrics --json`` printed, or a CSV
        or XLSX table with a column of agents and one for each indicator in its own unit.
    scheme
        Whose leaves are read; further indicators of ``heng metrics`` are left out, further
        columns of a plain table are refused.

    Raises
    ------
    InputError
        ``metrics_file.invalid`` with every fault at once: none of the scheme's leaves, a value
        that is no number or that no desk could have (a unit mistaken), an indicator of an agent
        twice, an unknown population, a sample size or an error below 0; as the readers of each
        format.

    Notes
    -----
    A plain table says neither how many contacts a value rests on nor its error: sizes are 0 and
    errors nan there.
    """
    file = str(path)
    period, cells, faults = _json(path) if path.suffix.lower() == ".json" else _table(path, scheme)
    ids = scheme.tree.leaf_ids
    cells = [cell for cell in cells if cell.indicator in ids]
    if not cells and not faults:
        told = {"known": ", ".join(ids)}
        faults = [Fault("metrics_file.no_leaf", "file", "", told)]
    faults = [*faults, *_faults(cells, scheme)]
    if faults:
        raise _refused(file, faults)
    return _metric_table(period, cells, ids)


def _refused(file: str, faults: Sequence[Fault]) -> InputError:
    named = [fault.in_file(fault.file or file) for fault in faults]
    return InputError("metrics_file.invalid", named, file=file, count=len(named))


def _metric_table(period: str, cells: Sequence[_Cell], ids: tuple[str, ...]) -> MetricTable:
    people = {cell.agent: cell for cell in reversed(cells)}
    agents = tuple(dict.fromkeys(cell.agent for cell in cells))
    row = {agent: place for place, agent in enumerate(agents)}
    figures = np.full((3, len(agents), len(ids)), np.nan)
    for cell in cells:
        told = [_number(each) for each in cell.figures]
        figures[:, row[cell.agent], ids.index(cell.indicator)] = told
    values, sizes, errors = figures
    return MetricTable(
        period=period,
        agents=agents,
        groups=tuple(people[agent].group for agent in agents),
        populations=tuple(people[agent].population or Population.ALL.value for agent in agents),
        indicators=ids,
        values=values,
        sample_sizes=np.nan_to_num(sizes).astype(np.int64),
        standard_errors=errors,
    )


def _number(figure: object) -> float:
    """Return a figure as a number, nan where it is blank."""
    if isinstance(figure, str):
        number = plain_number(folded(figure))
        return np.nan if number is None else number
    return float(figure) if isinstance(figure, int | float) else np.nan


# --- faults --------------------------------------------------------------------------------------


def _faults(cells: Sequence[_Cell], scheme: Scheme) -> Iterator[Fault]:
    ranges = {leaf.id: plausible_range(leaf.id, leaf.unit) for leaf in scheme.tree.leaves}
    units = {leaf.id: leaf.unit for leaf in scheme.tree.leaves}
    seen: set[tuple[str, str]] = set()
    for cell in cells:
        if (cell.agent, cell.indicator) in seen or not cell.agent:
            yield Fault("metrics_file.agent", cell.place, f"{cell.agent}, {cell.indicator}")
        seen.add((cell.agent, cell.indicator))
        if cell.population not in {*_POPULATIONS, ""}:
            known = {"known": ", ".join(sorted(_POPULATIONS))}
            yield Fault("metrics_file.population", cell.place, cell.population, known)
        if not all(map(_is_figure, cell.figures)):
            yield Fault("metrics_file.number", cell.place, shortened(cell.figures[0]))
            continue
        if not _is_sample(cell.figures):
            told_sample = ", ".join(map(shortened, cell.figures[1:]))
            yield Fault("metrics_file.sample", cell.place, told_sample)
        least, greatest = ranges[cell.indicator]
        value = _number(cell.figures[0])
        if value < least or value > greatest:
            limits = {"least": least, "greatest": greatest, "unit": units[cell.indicator]}
            told = {"indicator": cell.indicator, **limits}
            yield Fault("metrics_file.implausible", cell.place, shortened(cell.figures[0]), told)


def _is_figure(figure: object) -> bool:
    """Return whether a figure is blank or a finite number of any size."""
    if isinstance(figure, str):
        text = folded(figure)
        return text in MISSING_CELLS or plain_number(text) is not None
    if isinstance(figure, bool) or not isinstance(figure, int | float | None):
        return False
    return figure is None or abs(figure) <= float_info.max  # also False for nan


def _is_sample(figures: tuple[object, object, object]) -> bool:
    """Return whether a size is a whole number of 0 or more and an error 0 or more, or blank."""
    size, error = map(_number, figures[1:])
    sound = np.isnan(size) or (0 <= size <= MOST_CONTACTS and size % 1 == 0)
    return bool(sound and not error < 0)


# --- forms ---------------------------------------------------------------------------------------

_Read = tuple[str, list[_Cell], list[Fault]]


def _table(path: Path, scheme: Scheme) -> _Read:
    tables = read_tables(path)
    for cells in tables.sheets.values():
        header = next(([folded(cell) for cell in row] for row in cells if any(row)), [])
        if set(_LONG) <= set(header):
            return "", list(_long(cells, header)), []
    return _wide(tables.first(), scheme)


def _long(rows: Sequence[Sequence[str]], header: Sequence[str]) -> Iterator[_Cell]:
    """Yield a cell for each line below the header."""
    at = {name: position for position, name in enumerate(header)}
    started = False
    for number, row in enumerate(rows, 1):
        if not any(row) or not started:
            started = started or any(row)
            continue
        told = {name: row[at[name]].strip() if at[name] < len(row) else "" for name in at}
        yield _Cell(
            told["agent"],
            told.get("group", ""),
            told.get("population", ""),
            told["indicator"],
            (told["value"], told.get("n"), told.get("standard_error")),
            f"row {number}",
        )


def _wide(sheet: Sheet, scheme: Scheme) -> _Read:
    names = {leaf.id: leaf.name for leaf in scheme.tree.leaves}
    columns = agent_columns(sheet, LeafNames(names))
    faults = [*columns.faults, *agent_faults(sheet, columns)]
    cells = []
    for row, texts in sheet.rows if not columns.faults else ():
        group, population = (
            texts[columns.others[key]] if key in columns.others else ""
            for key in ("group", "population")
        )
        for id_, position in columns.leaves.items():
            place = f"row {row}, column {sheet.header[position]}"
            figures = (_share(texts[position], id_, scheme), None, None)
            cells.append(_Cell(texts[columns.agent], group, population, id_, figures, place))
    return "", cells, faults


def _share(text: str, indicator: str, scheme: Scheme) -> object:
    """Return a cell, 95% of an indicator that is a share as 0.95."""
    written = folded(text)
    number = plain_number(written[:-1].strip()) if written.endswith("%") else None
    is_share = scheme.tree.leaf(indicator).unit == "share"
    return number / 100 if number is not None and is_share else text


def _json(path: Path) -> _Read:
    """Return what ``heng metrics --json`` printed."""
    file = JsonFile(str(path), "ratio")
    try:
        content = loaded(path, file)
    except InputError as error:
        raise _refused(str(path), error.faults) from error
    agents, period = content.get("agents"), content.get("period")
    if not isinstance(agents, list) or not all(map(_is_agent, agents)):
        told = ", ".join(map(str, content))
        raise _refused(str(path), [*file.faults, Fault("metrics_file.form", "agents", told)])
    name = str(period.get("id", "")) if isinstance(period, Mapping) else ""
    cells = [cell for k, agent in enumerate(agents) for cell in _of_agent(k, agent)]
    return name, cells, list(file.faults)


def _is_agent(entry: object) -> bool:
    values = entry.get("values") if isinstance(entry, Mapping) else None
    return isinstance(values, Mapping) and all(isinstance(v, Mapping) for v in values.values())


def _of_agent(number: int, agent: Mapping[str, Mapping[str, Mapping[str, object]]]) -> list[_Cell]:
    name, group, population = (
        str(agent.get(key) or "") for key in ("agent", "group", "population")
    )
    return [
        _Cell(
            name,
            group,
            population,
            indicator,
            (told.get("value"), told.get("n"), told.get("standard_error")),
            f"agents[{number}].values.{indicator}",
        )
        for indicator, told in agent["values"].items()
    ]
