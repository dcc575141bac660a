"""A panel's judgement matrices in JSON; every fault of the file at once."""

from collections.abc import Mapping
from pathlib import Path

from engine.domain.judgements import Panel, Response
from engine.domain.texts import Text
from engine.files.json_document import (
    LEAST_ITEMS,
    JsonFile,
    Scale,
    is_name,
    listed,
    loaded,
    matrix_of,
    names_of,
    number_of,
    numbered,
    stand_ins,
)

NODE = "goal"
_KEYS = ("items", "matrices", "weights")


def read_group(path: Path, scale: Scale = "saaty") -> Panel:
    """Return the panel of a file ``{"items": [..], "matrices": .., "weights": ..}``.

    ``matrices`` is a list of matrices, or an object with one for each respondent; cells as in
    :func:`engine.files.judgements_file.read_judgements`. ``weights`` is a list in the same order
    or an object with the same respondents; without it all weigh 1. Respondents of a list are
    called 1, 2, ..., and so are items without ``items``. The judgements stand under the node
    ``NODE``.

    Parameters
    ----------
    scale
        ``saaty`` allows 1/9 to 9; ``ratio`` any measured ratio up to 1e9.

    Raises
    ------
    InputError
        ``judgement_file.invalid`` with a fault for each place: ``matrices.R2[0][1]``.
    """
    file = JsonFile(str(path), scale)
    content = loaded(path, file)
    file.known_keys(content, _KEYS, "")
    tables = _by_respondent(content, file)
    items = _items(content, tables, file)
    matrices = {
        name: matrix_of(rows, items, _place(content, "matrices", name, number), file)
        for number, (name, rows) in enumerate(tables.items())
    }
    weights = _weights(content, tuple(tables), file) if tables else {}
    if file.faults:
        raise file.error()
    return Panel(
        tuple(
            Response(name, Text(name, name), "", {NODE: matrix}, weights[name])
            for name, matrix in matrices.items()
            if matrix is not None
        )
    )


def _by_respondent(content: Mapping[str, object], file: JsonFile) -> dict[str, object]:
    """Return the matrices as they stand, by respondent; none when a fault was noted."""
    if "matrices" not in content:
        file.add("missing_key", "matrices", key="matrices")
        return {}
    given = content["matrices"]
    if not isinstance(given, list | Mapping) or not given:
        file.add("not_matrices", "matrices", given)
        return {}
    if isinstance(given, list):
        return dict(zip(numbered(len(given)), given, strict=True))
    for name in given:
        if not is_name(name):
            file.add("not_a_name", "matrices", name)
    return dict(given)


def _items(
    content: Mapping[str, object], tables: Mapping[str, object], file: JsonFile
) -> tuple[str, ...]:
    first = next(iter(tables.values()), None)
    counted = numbered(len(first) if isinstance(first, list) else 0)
    if not tables and "items" not in content:
        return ()  # there is nothing to count
    named = content.get("items", counted)
    return names_of(named, "items", file, LEAST_ITEMS) or stand_ins(named, counted)


def _weights(
    content: Mapping[str, object], names: tuple[str, ...], file: JsonFile
) -> dict[str, float]:
    """Return each respondent's weight; faulty ones are noted."""
    given = content.get("weights", [1] * len(names))
    entries: dict[str, object] = {}
    if isinstance(given, list) and len(given) == len(names):
        entries = dict(zip(names, given, strict=True))
    elif isinstance(given, Mapping):
        entries = _named_weights(given, names, file)
    else:
        file.add("not_respondent_weights", "weights", given, n=len(names))
    weights = {}
    for number, (name, entry) in enumerate(entries.items()):
        weight = None if isinstance(entry, str) else number_of(entry)
        if weight is None or not 0 <= weight < float("inf"):
            file.add("respondent_weight", _place(content, "weights", name, number), entry)
        else:
            weights[name] = weight
    if len(weights) == len(names) and not any(weights.values()):
        file.add("no_respondent_weight", "weights", given)
    return weights


def _named_weights(
    given: Mapping[str, object], names: tuple[str, ...], file: JsonFile
) -> dict[str, object]:
    for name in given:
        if name not in names:
            file.add("unknown_respondent", f"weights.{name}", name, known=listed(names))
    for name in names:
        if name not in given:
            file.add("missing_key", f"weights.{name}", key=name)
    return {name: given[name] for name in names if name in given}


def _place(content: Mapping[str, object], key: str, name: str, number: int) -> str:
    """Return the place of a respondent's entry: by number in a list, by name in an object."""
    return f"{key}[{number}]" if isinstance(content[key], list) else f"{key}.{name}"
