"""A whole decision hierarchy in JSON; every fault of the file at once."""

from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import get_args

from engine.domain.elicitation import Elicitation
from engine.domain.hierarchy import Criterion, DecisionHierarchy, Synthesis
from engine.files.elicitations import KINDS, elicitation_of
from engine.files.json_document import (
    JsonFile,
    Scale,
    is_name,
    listed,
    loaded,
    matrix_of,
    names_of,
    number_of,
)

ROOT = "goal"
MOST_LEVELS = 50  # far more than anybody can judge, far fewer than the interpreter can nest
_KEYS = ("criteria", "tree", "alternatives", "local", "direct", "synthesis")


def read_hierarchy(path: Path, scale: Scale = "saaty") -> DecisionHierarchy:
    """Return the decision hierarchy of a file.

    Keys: ``criteria`` or ``tree`` (``name``, ``items``, one of the ``KINDS`` of elicitation such
    as ``matrix``, which a single item does not need, and ``children`` by item, to any depth);
    ``alternatives``; ``local`` (for each lowest criterion a matrix, or a table with one of the
    ``KINDS``) and ``direct`` (a value >= 0 for each alternative, more is better); ``synthesis``
    (``distributive``, the default, or ``ideal``).

    Raises
    ------
    InputError
        ``judgement_file.invalid`` with a fault for each place: ``local.Price[0][1]``.
    """
    file = JsonFile(str(path), scale)
    content = loaded(path, file)
    file.known_keys(content, _KEYS, "")
    root = _root(content, file)
    alternatives = _alternatives(content, file)
    lowest = () if root is None else tuple(criterion.name for criterion in root.lowest())
    local = _local(content.get("local", {}), lowest, alternatives, file)
    direct = _direct(content.get("direct", {}), lowest, alternatives, file)
    _check_each_judged_once(content, lowest if alternatives else (), file)
    synthesis = _synthesis(content.get("synthesis", "distributive"), file)
    if root is None or synthesis is None or file.faults:
        raise file.error()
    return DecisionHierarchy(root, alternatives, local, direct, synthesis)


def _root(content: Mapping[str, object], file: JsonFile) -> Criterion | None:
    given = [key for key in ("criteria", "tree") if key in content]
    if len(given) != 1:
        file.add("criteria_or_tree", "criteria", ", ".join(given))
        return None
    seen: set[str] = set()
    root = _criterion(content[given[0]], ROOT, given[0], seen, file)
    return root if root is not None and not file.faults else None


def _criterion(
    table: object, name: str, place: str, seen: set[str], file: JsonFile, level: int = 1
) -> Criterion | None:
    if not isinstance(table, Mapping) or level > MOST_LEVELS:
        file.add("too_deep" if level > MOST_LEVELS else "not_a_criterion", place, table)
        return None
    file.known_keys(table, ("name", "items", *KINDS, "children"), place)
    name = _criterion_name(table, name, place, file, is_root=level == 1)
    items, judged = _items_judged(table, place, file)
    under = table.get("children", {})
    if not isinstance(under, Mapping):
        file.add("not_a_criterion", f"{place}.children", under)
    if not items or not isinstance(under, Mapping):
        return None
    _note_duplicates((name, *items) if level == 1 else items, place, seen, file)
    for item in under:
        if item not in items:
            file.add("unknown_item", f"{place}.children.{item}", item, known=listed(items))
    children = [
        _criterion(under[item], item, f"{place}.children.{item}", seen, file, level + 1)
        if item in under
        else Criterion(item)
        for item in items
    ]
    return Criterion(name, judged, tuple(child for child in children if child is not None))


def _items_judged(
    table: Mapping[str, object], place: str, file: JsonFile
) -> tuple[tuple[str, ...], Elicitation | None]:
    """Return a criterion's children and how they were weighed; a single one need not be."""
    given = table.get("items")
    if isinstance(given, list) and len(given) == 1 and not any(kind in table for kind in KINDS):
        return names_of(given, f"{place}.items", file, least=1), None
    judged = elicitation_of(table, place, file)
    return (judged.items if judged else (), judged)


def _note_duplicates(names: tuple[str, ...], place: str, seen: set[str], file: JsonFile) -> None:
    for name in names:
        if name in seen:
            file.add("duplicate_criterion", place, name)
        seen.add(name)


def _criterion_name(
    table: Mapping[str, object], name: str, place: str, file: JsonFile, *, is_root: bool
) -> str:
    """Return what a criterion is called: the root as it says, a child as its parent says."""
    given = table.get("name", name)
    if not is_name(given):
        file.add("not_a_name", f"{place}.name", given)
        return name
    if not is_root and given != name:
        file.add("other_name", f"{place}.name", given, name=name)
    return given if is_root else name


def _alternatives(content: Mapping[str, object], file: JsonFile) -> tuple[str, ...]:
    before = len(file.faults)
    names = names_of(content.get("alternatives", []), "alternatives", file, least=0)
    judged = content.get("local") or content.get("direct")
    if judged and not names and len(file.faults) == before:
        file.add("missing_key", "alternatives", key="alternatives")
    return names


def _local(
    table: object, lowest: tuple[str, ...], alternatives: tuple[str, ...], file: JsonFile
) -> dict[str, Elicitation]:
    local = {}
    for name, entry in _by_criterion(table, "local", lowest, file).items():
        judged = _alternatives_judged(entry, alternatives, f"local.{name}", file)
        if judged is not None:
            local[name] = judged
    return local


def _alternatives_judged(
    entry: object, alternatives: tuple[str, ...], place: str, file: JsonFile
) -> Elicitation | None:
    """Return how the alternatives were weighed: rows of a matrix, or a table that says how.

    The table's ``items``, if any, are the alternatives in an order of its own.
    """
    if not alternatives:  # told already
        return None
    if isinstance(entry, Mapping):
        file.known_keys(entry, ("items", *KINDS), place)
        return elicitation_of(entry, place, file, () if "items" in entry else alternatives)
    return matrix_of(entry, alternatives, place, file)


def _direct(
    table: object, lowest: tuple[str, ...], alternatives: tuple[str, ...], file: JsonFile
) -> dict[str, tuple[float, ...]]:
    direct = {}
    for name, values in _by_criterion(table, "direct", lowest, file).items():
        entries = values if isinstance(values, list) else []
        numbers = [number_of(entry) for entry in entries if not isinstance(entry, str)]
        measured = tuple(number for number in numbers if number is not None and number >= 0)
        whole = len(measured) == len(entries) == len(alternatives)
        if alternatives and (not whole or not 0 < sum(measured) < inf):
            file.add("direct_values", f"direct.{name}", values, n=len(alternatives))
        direct[name] = measured
    return direct


def _by_criterion(
    table: object, place: str, lowest: tuple[str, ...], file: JsonFile
) -> dict[str, object]:
    """Return the entries whose key is a lowest criterion; note the others."""
    if not isinstance(table, Mapping):
        file.add("not_by_criterion", place, table)
        return {}
    for name in table:
        if lowest and name not in lowest:
            file.add("unknown_criterion", f"{place}.{name}", name, known=listed(lowest))
    return {name: entry for name, entry in table.items() if name in lowest}


def _check_each_judged_once(
    content: Mapping[str, object], lowest: tuple[str, ...], file: JsonFile
) -> None:
    tables = [
        table for key in ("local", "direct") if isinstance(table := content.get(key), Mapping)
    ]
    for name in lowest:
        times = sum(name in table for table in tables)
        if not times:
            file.add("criterion_unjudged", f"local.{name}", criterion=name)
        elif times > 1:
            file.add("judged_twice", f"direct.{name}", criterion=name)


def _synthesis(value: object, file: JsonFile) -> Synthesis | None:
    known: tuple[Synthesis, ...] = get_args(Synthesis)
    for mode in known:
        if value == mode:
            return mode
    file.add("synthesis", "synthesis", value)
    return None
