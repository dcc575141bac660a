"""A header map for the user to check: how the headers of an export were understood."""

from collections.abc import Sequence
from pathlib import Path

from engine.errors import InputError
from engine.files.header_maps import HeaderMap
from engine.files.header_schema import confirmed_map, read_header_map, written_map
from engine.files.header_suggestions import suggestions
from engine.files.record_file import ReadingOptions, known_maps, opened_for
from engine.files.record_headers import header_of
from engine.i18n.translate import LANGUAGES, render


def write_suggested_map(exports: Sequence[Path], maps: Sequence[Path], path: Path) -> None:
    """Write the map of the first export as TOML, the suggestions for unknown headers included.

    Raises
    ------
    InputError
        ``indicators.no_exports``; ``indicators.no_map`` when no map fits the headers, or
        several do; ``indicators.folder`` when the file cannot be written; as the readers.
    """
    if not exports:
        raise InputError("indicators.no_exports")
    text = suggested_map_text(exports[0], [read_header_map(each) for each in maps])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("indicators.folder", folder=path.name, reason=reason) from refused


def suggested_map_text(export: Path, own: Sequence[HeaderMap]) -> str:
    """Return the TOML text; the nearest known name stands for each header that is not known."""
    maps = known_maps(tuple(own))
    raw = opened_for(export, maps, ReadingOptions(maps=tuple(own)))
    match = header_of(raw, maps).match
    if match.chosen is None:
        ambiguous = ", ".join(match.ambiguous)
        raise InputError("indicators.no_map", file=export.name, maps=ambiguous or "-")
    nearest: dict[str, str] = {}
    for each in suggestions(match, [match.chosen]):
        nearest.setdefault(each.header, each.name)
    lines = [f"? {header} = {name}" for header, name in nearest.items()]
    lines += [f"- {each.header}" for each in match.unknown if each.header not in nearest]
    told = {"file": export.name}
    lines = [*(render("indicators.map_comment", told, each) for each in LANGUAGES), *lines]
    return written_map(confirmed_map(match, match.chosen, nearest), "\n".join(lines))
