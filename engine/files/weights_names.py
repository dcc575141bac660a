"""Indicators as people name them in tables: by id, or by the name in either language."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches

from engine.domain.texts import Text
from engine.errors import Fault
from engine.files.cell_columns import folded

MOST_SHOWN = 40
Leaves = Collection[str] | Mapping[str, Text]
"""Ids of the leaves in order, or their names by id."""


class LeafNames:
    """Which leaf a name means; a name that two leaves share means neither."""

    def __init__(self, leaves: Leaves) -> None:
        self.ids = tuple(leaves)
        self._known: dict[str, str] = {}
        twice: set[str] = set()
        for name, id_ in _names(leaves):
            if self._known.setdefault(name, id_) != id_:
                twice.add(name)
        for name in twice - {folded(id_) for id_ in self.ids}:
            del self._known[name]

    def id(self, name: str) -> str | None:
        """Return the id that a name means, or None; an id means itself, also where A and a are."""
        return name if name in self.ids else self._known.get(folded(name))

    def fault(self, code: str, place: str, name: str, file: str = "") -> Fault:
        """Return a fault about an unknown name: those that are known, near names first."""
        near = [self._known[each] for each in get_close_matches(folded(name), self._known)]
        told: dict[str, object] = {"name": name, "known": _enumerated(self.ids, near)}
        return Fault(code, place, name, told, file)


def listed(known: Sequence[str], name: str) -> str:
    """Return the known names as one text, those near ``name`` first."""
    return _enumerated(known, get_close_matches(name, known))


def _enumerated(known: Sequence[str], near: Sequence[str]) -> str:
    ordered = list(dict.fromkeys((*near, *known)))
    shown = [*ordered[:MOST_SHOWN], *(["…"] if len(ordered) > MOST_SHOWN else [])]
    return ", ".join(shown) or "-"


def _names(leaves: Leaves) -> Iterator[tuple[str, str]]:
    """Yield each name with its id, the ids first: an id always means itself."""
    for id_ in leaves:
        yield folded(id_), id_
    if isinstance(leaves, Mapping):
        for id_, text in leaves.items():
            yield folded(text.zh), id_
            yield folded(text.en), id_
