"""Files of scores: what each agent scores on each indicator, 0 to 100, as a table or as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import BEST_SCORE
from engine.domain.tables import ScoreTable
from engine.errors import Fault, InputError
from engine.files.cell_columns import BLANK_CELLS, folded
from engine.files.cell_numbers import read_numbers
from engine.files.json_document import JsonFile, loaded
from engine.files.schema_faults import shortened
from engine.files.scores_columns import AgentColumns, agent_columns, agent_faults
from engine.files.spreadsheet import Sheet, read_sheet
from engine.files.weights_names import LeafNames, Leaves

_KEYS = ("heng", "agents", "indicators", "scores")


def read_scores(path: Path, leaves: Leaves) -> ScoreTable:
    """Return the scores of a file, its indicators in the leaves' order.

    Parameters
    ----------
    path
        CSV or XLSX: a column of agents and one for each leaf, named by id or name; a blank cell
        says that the leaf does not apply to the agent (nan does not). JSON: ``agents``,
        ``indicators`` and ``scores``, a row for each agent, null where a leaf does not apply.
    leaves
        The indicators, each of which must have its column.

    Raises
    ------
    InputError
        ``scores_file.invalid`` with every fault at once: a leaf without a column, a column that
        is none, an agent twice or without any score, a score that is no number of 0 to 100,
        a column of shares of 0 to 1; as the readers of each format.
    """
    sheet = _json_sheet(path) if path.suffix.lower() == ".json" else read_sheet(path)
    columns = agent_columns(sheet, LeafNames(leaves))
    faults = [*columns.faults, *_missing(columns, leaves, sheet.file)]
    faults += agent_faults(sheet, columns)
    ids = [id_ for id_ in leaves if id_ in columns.leaves]
    scores = np.full((len(sheet.rows), len(ids)), np.nan)
    for place, id_ in enumerate(ids):
        scores[:, place], wrong = _column(sheet, columns.leaves[id_])
        faults += wrong
    faults = faults or [*_unit_faults(scores, ids, sheet.file), *_empty(scores, sheet, columns)]
    if faults:
        raise _refused(sheet.file, faults)
    return ScoreTable(tuple(cells[columns.agent] for _, cells in sheet.rows), tuple(ids), scores)


def _refused(file: str, faults: Sequence[Fault]) -> InputError:
    named = [fault.in_file(fault.file or file) for fault in faults]
    return InputError("scores_file.invalid", named, file=file, count=len(named))


def _missing(columns: AgentColumns, leaves: Leaves, file: str) -> Iterator[Fault]:
    for id_ in leaves:
        if id_ not in columns.leaves:
            yield Fault("scores_file.missing", "row 1", id_, {"indicator": id_}, file)


def _column(sheet: Sheet, position: int) -> tuple[NDArray[np.float64], list[Fault]]:
    """Return the scores of one column, and a fault for each cell that is none."""
    header = sheet.header[position]
    cells = [row[position] for _, row in sheet.rows]
    read = read_numbers(cells, header)
    wrong = (read.values < 0) | (read.values > BEST_SCORE)
    # a nan in a table is no blank: something failed where the score was made
    blank = np.array([folded(cell) in BLANK_CELLS for cell in cells], dtype=bool)
    wrong |= np.isnan(read.values) & ~blank
    for flags in read.wrong.values():
        wrong |= flags
    faults = [
        Fault("scores_file.score", f"row {sheet.rows[k][0]}, column {header}", cells[k])
        for k in np.flatnonzero(wrong)
    ]
    return np.asarray(read.values, dtype=np.float64), faults


def _unit_faults(scores: NDArray[np.float64], ids: Sequence[str], file: str) -> Iterator[Fault]:
    """Yield a fault for each column of shares: 0.85 is a good share and a bad score."""
    for id_, column in zip(ids, scores.T, strict=True):
        known = column[~np.isnan(column)]
        if known.size and known.max() <= 1 and bool((known % 1 > 0).any()):
            yield Fault("scores_file.unit", f"column {id_}", f"{known.max():g}", {}, file)


def _empty(scores: NDArray[np.float64], sheet: Sheet, columns: AgentColumns) -> Iterator[Fault]:
    for k in np.flatnonzero(np.isnan(scores).all(axis=1)):
        row, cells = sheet.rows[k]
        yield Fault("scores_file.no_score", f"row {row}", cells[columns.agent])


# --- JSON ----------------------------------------------------------------------------------------


def _json_sheet(path: Path) -> Sheet:
    """Return the table of a JSON file as a sheet, so that its cells meet the same checks."""
    file = JsonFile(str(path), "ratio")
    try:
        content = loaded(path, file)
    except InputError as error:
        raise _refused(str(path), [*map(_as_scores, error.faults)]) from error
    lists = {key: content.get(key) for key in _KEYS[1:]}
    if not all(isinstance(entry, list) and entry for entry in lists.values()):
        told = ", ".join(map(str, content))
        code = "scores_file.form" if told else "scores_file.empty"
        raise _refused(str(path), [*file.faults, Fault(code, "file", told)])
    return _sheet(lists, str(path), file)


def _as_scores(fault: Fault) -> Fault:
    """Return a fault of any JSON file in the words of files of scores."""
    if fault.code != "judgement_file.not_an_object":
        return fault
    return Fault("scores_file.no_object", fault.place, fault.value, {}, fault.file)


def _sheet(lists: Mapping[str, object], name: str, file: JsonFile) -> Sheet:
    agents, indicators, rows = (
        [*each] if isinstance(each, list) else [] for each in lists.values()
    )
    width = len(indicators)
    faults = list(file.faults)
    if len(rows) != len(agents):
        told = f"{len(agents)}, {len(rows)}"
        faults.append(Fault("scores_file.rows", "scores", told))
    for k, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != width:
            values: dict[str, object] = {"n": width}
            faults.append(Fault("scores_file.row", f"scores[{k}]", shortened(row), values))
    if faults:
        raise _refused(name, faults)
    header = ("agent", *(str(each) for each in indicators))
    table = tuple(
        (k, (_agent(agent), *map(_cell, row)))
        for k, (agent, row) in enumerate(zip(agents, rows, strict=True), 1)
    )
    return Sheet(name, header, table)


def _agent(value: object) -> str:
    """Return an agent's id as text, empty where it is neither text nor a whole number."""
    is_id = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip() if is_id else ""


def _cell(value: object) -> str:
    """Return a JSON value as a cell; a text or a flag is no score and stays unreadable."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f'"{value}"'
    return repr(value)
