"""A fitted scenario as a file that a planner reads: each figure under a comment on its fit."""

import re
import textwrap
from collections.abc import Mapping, Sequence

_SECTION = re.compile(r"^\[\[?(?P<name>[\w.\-]+)\]\]?$")
_KEY = re.compile(r"^(?P<key>[\w\-]+) = ")
_ID = re.compile(r'^id = "(?P<id>[^"]*)"$')

_NUMBER = re.compile(r"^\s+-?[\d.e+-]+,$")
_WIDTH = 100

Place = tuple[str, str, str]
"""Section (empty at the top), id of the entry (empty at the top), and key."""


def commented(text: str, above: Sequence[str], comments: Mapping[Place, Sequence[str]]) -> str:
    """Return a TOML text with comments above the file and above its keys.

    Parameters
    ----------
    text
        As :func:`engine.files.toml_writer.toml_text` writes it: ``id`` is the first key of an
        entry of a list.
    above
        Lines at the beginning of the file.
    comments
        Lines by place; those of places that the text does not have are left out.
    """
    lines = [_comment(line) for line in above] + [""]
    section = entry = ""
    for line in packed(text.splitlines()):
        opened, named, key = _SECTION.match(line), _ID.match(line), _KEY.match(line)
        if opened:
            section, entry = opened["name"], ""
        if named and section:
            entry = named["id"]
        if key:
            lines += [_comment(each) for each in comments.get((section, entry, key["key"]), ())]
        lines.append(line)
    return "\n".join(lines) + "\n"


def packed(lines: Sequence[str]) -> list[str]:
    """Return lines with runs of single numbers, as long lists are written, filled to one width."""
    found: list[str] = []
    numbers: list[str] = []
    for line in [*lines, ""]:
        if _NUMBER.match(line):
            numbers.append(line.strip())
            continue
        if numbers:
            filled = textwrap.fill(" ".join(numbers), _WIDTH, break_on_hyphens=False)
            found += textwrap.indent(filled, "    ").splitlines()
            numbers = []
        found.append(line)
    return found[:-1]


def _comment(line: str) -> str:
    """Return a line as a comment; a line break in it would end the comment."""
    return f"# {' '.join(line.split())}".rstrip()
