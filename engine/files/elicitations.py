"""How one node's items were weighed, in JSON: judgements, best-worst, direct or goal mapping."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.domain.elicitation import (
    BestWorst,
    BestWorstForm,
    DirectWeights,
    Elicitation,
    GoalMapping,
    RespondentMatrices,
)
from engine.domain.judgements import JudgementMatrix
from engine.files.best_worst_file import BEST_WORST_KEYS, best_worst_of, implied_items
from engine.files.json_document import (
    JsonFile,
    amount_of,
    below,
    is_name,
    listed,
    matrix_of,
    names_of,
    numbered,
    numbers_of,
    table_of,
)

Table = Mapping[str, object]
LEAST_ITEMS = 1  # a criterion of a hierarchy may have a single child


def elicitation_of(
    table: Table, place: str, file: JsonFile, items: tuple[str, ...] = ()
) -> Elicitation | None:
    """Return how the items of a node were weighed, or None when a fault was noted.

    Parameters
    ----------
    table
        Exactly one of the keys ``KINDS``, and ``items`` unless they are known; without either
        they are those a direct or scores table names, else 1, 2, ...
    """
    kinds = [kind for kind in KINDS if kind in table]
    if not kinds:
        file.add("missing_key", below(place, "matrix"), key=" | ".join(KINDS))
    elif len(kinds) > 1:
        file.add("several_elicitations", place, ", ".join(kinds), known=listed(KINDS))
    if len(kinds) != 1:
        return None
    kind, entry = kinds[0], table[kinds[0]]
    if not items:
        given = table.get("items", _implied_items(kind, entry))
        items = names_of(given, below(place, "items"), file, LEAST_ITEMS)
    return _READERS[kind](entry, items, place, file) if items else None


def _implied_items(kind: str, entry: object) -> object:
    """Return the names of a node's items where it gives none."""
    implied: object
    if kind == "best_worst":
        return implied_items(entry)
    if kind == "goal_mapping" and isinstance(entry, Mapping):
        implied = entry.get("scores")
    elif kind == "matrices" and isinstance(entry, Mapping):
        implied = next(iter(entry.values()), None)
    else:
        implied = entry
    if isinstance(implied, Mapping):
        return list(implied)
    return numbered(len(implied) if isinstance(implied, list) else 0)


def _matrix(
    entry: object, items: tuple[str, ...], place: str, file: JsonFile
) -> JudgementMatrix | None:
    return matrix_of(entry, items, below(place, "matrix"), file)


def _matrices(
    entry: object, items: tuple[str, ...], place: str, file: JsonFile
) -> RespondentMatrices | None:
    place = below(place, "matrices")
    if not isinstance(entry, Mapping) or not entry:
        file.add("not_by_respondent", place, entry)
        return None
    for respondent in entry:
        if not is_name(respondent):
            file.add("not_a_name", place, respondent)
    read = {
        respondent: matrix_of(rows, items, f"{place}.{respondent}", file)
        for respondent, rows in entry.items()
    }
    whole = {respondent: matrix for respondent, matrix in read.items() if matrix is not None}
    return RespondentMatrices(whole) if len(whole) == len(read) else None


def _best_worst(
    entry: object, items: tuple[str, ...], place: str, file: JsonFile
) -> BestWorst | None:
    place = below(place, "best_worst")
    table = table_of(entry, BEST_WORST_KEYS, place, file, optional=("form",))
    if table is None:
        return None
    form = table.get("form", BestWorstForm.LINEAR)
    for known in BestWorstForm:
        if form == known:
            return best_worst_of(table, items, known, place, file)
    file.add("form", below(place, "form"), form, known=listed(tuple(BestWorstForm)))
    return None


def _direct(
    entry: object, items: tuple[str, ...], place: str, file: JsonFile
) -> DirectWeights | None:
    points = _row(entry, items, below(place, "direct"), file)
    return None if points is None else file.made(lambda: DirectWeights(items, points), place)


def _goal_mapping(
    entry: object, items: tuple[str, ...], place: str, file: JsonFile
) -> GoalMapping | None:
    place = below(place, "goal_mapping")
    table = table_of(entry, ("goals", "scores"), place, file)
    if table is None:
        return None
    given = table["goals"]
    goals = tuple(given) if isinstance(given, Mapping) else ()
    if not goals:
        file.add("not_goals", below(place, "goals"), given)
        return None
    weights = _row(given, goals, below(place, "goals"), file)
    scores = _score_rows(table["scores"], items, goals, below(place, "scores"), file)
    if weights is None or scores is None:
        return None
    return file.made(lambda: GoalMapping(items, goals, weights, scores), place)


def _score_rows(
    entry: object, items: tuple[str, ...], goals: tuple[str, ...], place: str, file: JsonFile
) -> tuple[tuple[float, ...], ...] | None:
    table = table_of(entry, items, place, file)
    rows = [_row(table[item], goals, below(place, item), file) for item in items] if table else []
    whole = tuple(row for row in rows if row is not None)
    return whole if len(whole) == len(items) else None


def _row(
    entry: object, names: tuple[str, ...], place: str, file: JsonFile
) -> tuple[float, ...] | None:
    """Return one number for each name, from a list in their order or a table by name."""
    before = len(file.faults)
    if isinstance(entry, Mapping):
        table = table_of(entry, names, place, file) or {}
        numbers = tuple(
            amount_of(table[name], below(place, name), file) for name in names if name in table
        )
    else:
        numbers = numbers_of(entry, place, file)
    return numbers if len(file.faults) == before else None


_READERS: Mapping[str, Callable[[object, tuple[str, ...], str, JsonFile], Elicitation | None]] = (
    MappingProxyType(
        {
            "matrix": _matrix,
            "matrices": _matrices,
            "best_worst": _best_worst,
            "direct": _direct,
            "goal_mapping": _goal_mapping,
        }
    )
)
KINDS = tuple(_READERS)
