"""Known names most like a header that no map knows: for the user to confirm, never used."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from engine.files.header_maps import HeaderMap, HeaderMatch, HeaderTarget, folded_header

LEAST_SIMILARITY = 0.6
MOST_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A known name like an unknown header; ``similarity`` is 0 to 1, 1 being the same name.

    ``header`` is the unknown one, ``name`` the known one of the map ``map_id``.
    """

    header: str
    name: str
    similarity: float
    map_id: str
    target: HeaderTarget


def suggestions(
    match: HeaderMatch,
    maps: Iterable[HeaderMap],
    *,
    least: float = LEAST_SIMILARITY,
    most: int = MOST_SUGGESTIONS,
) -> tuple[Suggestion, ...]:
    """Return the known names most like each unknown header, the most similar first.

    Where a map was chosen its names go first, less those that the file has already; the names of
    the other maps of its kind are offered where it has nothing like the header.
    """
    everything = [each for each in maps if not match.chosen or each.kind is match.chosen.kind]
    preferred = [match.chosen] if match.chosen else everything
    taken = {folded_header(each.header) for each in match.matched}
    found = []
    for unknown in match.unknown:
        near = _nearest(unknown.header, preferred, taken, least)
        found += (near or _nearest(unknown.header, everything, taken, least))[:most]
    return tuple(found)


def similarity(left: str, right: str) -> float:
    """Return how alike two headers are, 0 to 1: twice their matching signs over all their signs.

    References
    ----------
    Ratcliff and Metzener (1988), Dr. Dobb's Journal 13 (7), 46-51.
    """
    return SequenceMatcher(None, folded_header(left), folded_header(right), autojunk=False).ratio()


def _nearest(
    header: str, maps: Sequence[HeaderMap], taken: set[str], least: float
) -> list[Suggestion]:
    best: dict[str, Suggestion] = {}
    for each in maps:
        for name, target in each.targets.items():
            alike = similarity(header, name)
            if name in taken or alike < least:
                continue
            found = Suggestion(header, _as_written(each, name), alike, each.id, target)
            if name not in best or best[name].similarity < alike:
                best[name] = found
    return sorted(best.values(), key=lambda found: -found.similarity)


def _as_written(header_map: HeaderMap, folded: str) -> str:
    """Return a folded name as its map spells it."""
    return next((name for name in header_map.headers if folded_header(name) == folded), folded)
