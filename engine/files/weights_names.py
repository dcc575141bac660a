"""Indicators as people name them in tables: by id, or by the name in either language."""

from collections.abc import Collection, Iterator, Mapping
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
        """Return a fault about an unknown name: with the nearest known one, or ``code_far``."""
        shown = [*self.ids[:MOST_SHOWN], *(["…"] if len(self.ids) > MOST_SHOWN else [])]
        told: dict[str, object] = {"name": name, "known": ", ".join(shown) or "-"}
        near = get_close_matches(folded(name), self._known, n=1)
        if not near:
            return Fault(f"{code}_far", place, name, told, file)
        return Fault(code, place, name, {**told, "nearest": self._known[near[0]]}, file)


def _names(leaves: Leaves) -> Iterator[tuple[str, str]]:
    """Yield each name with its id, the ids first: an id always means itself."""
    for id_ in leaves:
        yield folded(id_), id_
    if isinstance(leaves, Mapping):
        for id_, text in leaves.items():
            yield folded(text.zh), id_
            yield folded(text.en), id_
