"""Best-worst answers in JSON: a file of their own, or a table inside another file."""

from collections.abc import Mapping
from pathlib import Path

from engine.domain.elicitation import BestWorst, BestWorstForm
from engine.files.json_document import (
    LEAST_ITEMS,
    JsonFile,
    below,
    listed,
    loaded,
    names_of,
    numbered,
    numbers_of,
    table_of,
)

BEST_WORST_KEYS = ("best", "worst", "best_to_others", "others_to_worst")
_ENDS, _ANSWERS = BEST_WORST_KEYS[:2], BEST_WORST_KEYS[2:]


def read_best_worst(path: Path, form: BestWorstForm = BestWorstForm.LINEAR) -> BestWorst:
    """Return the answers of a file ``{"items", "best", "worst", "best_to_others", ..}``.

    ``best`` and ``worst`` are names of items, or positions counted from 0; without ``items``
    they are called 1, 2, ... The answers about all items, in their order, stand under
    ``best_to_others`` and ``others_to_worst``.

    Raises
    ------
    InputError
        ``judgement_file.invalid`` with a fault for each place: ``best_to_others[2]``.
    """
    file = JsonFile(str(path), "saaty")
    content = loaded(path, file)
    items = names_of(content.get("items", implied_items(content)), "items", file, LEAST_ITEMS)
    table = table_of(content, BEST_WORST_KEYS, "", file, optional=("items",))
    given = best_worst_of(table, items, form, "", file) if table and items else None
    if given is None or file.faults:
        raise file.error()
    return given


def best_worst_of(
    table: Mapping[str, object],
    items: tuple[str, ...],
    form: BestWorstForm,
    place: str,
    file: JsonFile,
) -> BestWorst | None:
    """Return the answers of a table that has all the keys, or None when a fault was noted."""
    before = len(file.faults)
    best, worst = (_position_of(table[key], items, below(place, key), file) for key in _ENDS)
    from_best, to_worst = (numbers_of(table[key], below(place, key), file) for key in _ANSWERS)
    if len(file.faults) > before:
        return None
    return file.made(lambda: BestWorst(items, best, worst, from_best, to_worst, form), place)


def implied_items(table: object) -> list[str]:
    """Return the names 1, 2, ... of the items that a best-worst table answers about."""
    answers = table.get("best_to_others") if isinstance(table, Mapping) else None
    return numbered(len(answers) if isinstance(answers, list) else 0)


def _position_of(entry: object, items: tuple[str, ...], place: str, file: JsonFile) -> int:
    """Return the position of an item that is given by its name, or by its position from 0."""
    if isinstance(entry, str) and entry in items:
        return items.index(entry)
    if isinstance(entry, int) and not isinstance(entry, bool) and 0 <= entry < len(items):
        return entry
    file.add("not_an_item", place, entry, known=listed(items), last=len(items) - 1)
    return 0
