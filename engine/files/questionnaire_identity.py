"""What a questionnaire workbook says of itself, on a sheet that nobody sees.

Written by :mod:`engine.files.questionnaire_workbook`; read back by
:mod:`engine.files.questionnaire_answers`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Text
from engine.errors import InputError
from engine.formats.canonical import canonical_json, fingerprint
from engine.formats.cells import safe_cell

HIDDEN_SHEET = "heng"
MARK = "heng questionnaire"
SCHEMA = "1"
PERSON_KEYS = ("respondent", "name", "role")
# columns of a visible sheet; the first is hidden
KEY, NUMBER, LEFT, ANSWER, RIGHT = range(5)
COLUMNS = 5  # of the hidden sheet's table; the drop-down's entries stand to the right of it


@dataclass(frozen=True, slots=True)
class Identity:
    """Which questionnaire a workbook is; ``tree`` is what it asks about."""

    schema: str
    scheme: str
    fingerprint: str
    tree: ItemTree


def tree_fingerprint(tree: ItemTree) -> str:
    """Return the SHA-256 of what is compared with what: ids and structure, not names or order."""
    items = {node: sorted(children) for node, children in tree.items.items()}
    return fingerprint(canonical_json({"root": tree.root, "items": items}))


def pair_key(node: str, first: str, second: str) -> str:
    """Return what stands in the hidden key column beside a question."""
    return f"{node}|{first}|{second}"


def identity_rows(scheme: str, tree: ItemTree) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the hidden sheet's table."""
    yield (MARK, SCHEMA)
    yield ("scheme", scheme)
    yield ("fingerprint", tree_fingerprint(tree))
    yield ("root", tree.root, "", *_names(tree, tree.root))
    for node, items in tree.items.items():
        for item in items:
            yield ("item", node, item, *_names(tree, item))


def is_marked(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a hidden sheet begins as ours do."""
    return bool(rows) and rows[0][:1] == [MARK]


def read_identity(rows: Sequence[Sequence[str]]) -> Identity | None:
    """Return what the hidden sheet says, or None where it was changed or is of another schema."""
    padded = [tuple([*row, *[""] * COLUMNS][:COLUMNS]) for row in rows]
    told = {row[0]: row[1] for row in padded if row[0] != "item"}
    items: dict[str, tuple[str, ...]] = {told.get("root", ""): ()}
    names: dict[str, Text] = {}
    for kind, node, item, zh, en in padded:
        if kind == "item":
            items[node] = (*items.get(node, ()), item)
        if kind in {"root", "item"}:
            names[item or node] = Text(zh, en)
    try:
        tree = ItemTree(items, names)
    except InputError:
        return None
    stated = told.get("fingerprint", "")
    if told.get(MARK) != SCHEMA or stated != tree_fingerprint(tree):
        return None
    return Identity(SCHEMA, told.get("scheme", ""), stated, tree)


def shown_name(name: str) -> str:
    """Return a name as it stands in a cell: on one line, and never a formula."""
    return str(safe_cell(" ".join(name.split())))


def _names(tree: ItemTree, id_: str) -> tuple[str, str]:
    name = tree.name(id_)
    return shown_name(name.zh), shown_name(name.en)
