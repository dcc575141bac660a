"""How the headers of one export are understood, and the map that a user makes of that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.files.header_maps import HeaderMap, HeaderMatch, HeaderTarget
from engine.files.header_schema import confirmed_map, read_header_map, written_map
from engine.files.header_suggestions import Suggestion
from engine.files.record_file import ReadingOptions, known_maps, opened_for
from engine.files.record_headers import header_of
from engine.i18n.translate import LANGUAGES, render


@dataclass(frozen=True, slots=True)
class ExportHeaders:
    """The headers of one file, before any of its rows is used.

    ``bases`` are the maps that may stand behind an answer: the chosen one; else those that fit
    equally well; else every map. ``suggested`` are known names like unknown headers, the most
    similar first.
    """

    file: str
    row: int
    match: HeaderMatch
    suggested: tuple[Suggestion, ...]
    bases: tuple[HeaderMap, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing is left to confirm: every header is known and none only guessed."""
        match = self.match
        return match.chosen is not None and not match.unknown and not match.guessed


def export_headers(path: Path, maps: Sequence[Path] = ()) -> ExportHeaders:
    """Return how a file's headers are understood, right or not.

    Parameters
    ----------
    path
        One export.
    maps
        Header maps that the user confirmed; they go before the shipped ones.

    Raises
    ------
    InputError
        As :func:`engine.files.record_file.opened_for`,
        :func:`engine.files.header_schema.read_header_map`.
    """
    own = tuple(read_header_map(each) for each in maps)
    known = known_maps(own)
    header = header_of(opened_for(path, known, ReadingOptions(maps=own)), known)
    match = header.match
    fitting = {match.chosen.id} if match.chosen else set(match.ambiguous)
    bases = tuple(each for each in known if not fitting or each.id in fitting)
    return ExportHeaders(path.name, header.row, match, header.suggested, bases)


def free_names(found: ExportHeaders, base: HeaderMap) -> tuple[str, ...]:
    """Return the names of a map that a header may stand for: each meaning that is not taken once.

    A name is as the map spells it; a column that its headers lack goes by Heng's own name.
    """
    taken = {_meaning(each.target) for each in found.match.matched}
    names: dict[tuple[str, str, str], str] = {}
    for name in (*base.headers, *base.targets):
        target = base.target(name)
        if target is not None and _meaning(target) not in taken:
            names.setdefault(_meaning(target), name)
    return tuple(names.values())


def answered_map(found: ExportHeaders, base: HeaderMap, answers: Mapping[str, str]) -> str:
    """Return the map that a user confirmed for a file, as TOML for ``heng metrics --map``.

    ``answers`` gives for an unknown header the name of ``base`` that means the same; an empty
    one leaves the header out.
    """
    told = {"file": found.file}
    comment = [render("metrics_page.headers.comment", told, each) for each in LANGUAGES]
    return written_map(confirmed_map(found.match, base, answers), "\n".join(comment))


def _meaning(target: HeaderTarget) -> tuple[str, str, str]:
    return (target.column, target.role, target.variant)
