"""Pseudonyms of agents: the same person has the same one in every report of this computer.

The key lies in the user's data folder; without it nobody can tell from a name which pseudonym it
has. The names beside their pseudonyms are written only when asked, into a file of their own.
"""

import csv
import hmac
import os
import re
import secrets
from base64 import b32encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from engine.errors import InputError
from engine.formats.cells import safe_cell

KEY_FILE = "pseudonyms.key"
PREFIX = "P-"
KEY_BYTES = 32
LEAST_LETTERS = 6  # 30 bits: two of 60 agents share one by chance in 2 of 10^6 teams
NAME_HEADERS = ("pseudonym", "agent", "name")
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """The pseudonym of each agent; an id without one is returned as it is."""

    by_agent: Mapping[str, str]

    def of(self, agent: str) -> str:
        """Return an agent's pseudonym."""
        return self.by_agent.get(agent, agent)

    def in_text(self, text: str) -> str:
        """Return a text with every agent's id replaced.

        An id of letters and digits is replaced where it stands as a word of its own; a name with
        other characters (Chinese is written without blanks) wherever it stands. Whole numbers
        are left: a row 12 is no agent 12, unless they are all of the text or of an entry of a
        list.
        """
        entries = re.split(r"(, |; )", text)
        pattern = "|".join(_as_word(name) for name in self._longest_first() if not name.isdigit())
        return "".join(self._entry(entry, pattern) for entry in entries)

    def _longest_first(self) -> list[str]:
        return sorted(self.by_agent, key=len, reverse=True)

    def _entry(self, entry: str, pattern: str) -> str:
        if entry in self.by_agent or not pattern:
            return self.of(entry)
        return re.sub(pattern, lambda found: self.by_agent[found[0]], entry)


def pseudonyms(agents: Iterable[str], key: bytes) -> Pseudonyms:
    """Return a pseudonym for each agent: HMAC-SHA256 of the id under the key, in base 32.

    Six letters, and more for all where two of the team would share one.

    References
    ----------
    Krawczyk, Bellare and Canetti (1997), HMAC: keyed-hashing for message authentication,
    RFC 2104.
    """
    digests = {agent: _digest(agent, key) for agent in agents}
    letters = LEAST_LETTERS
    while len({digest[:letters] for digest in digests.values()}) < len(digests):
        letters += 1
    return Pseudonyms({agent: PREFIX + digest[:letters] for agent, digest in digests.items()})


def own_names(agents: Iterable[str]) -> Pseudonyms:
    """Return the agents under their own ids, for a reader who may see them."""
    return Pseudonyms({agent: agent for agent in agents})


def stored_key(folder: Path) -> bytes:
    """Return the key of a data folder, made at first use; only its owner may read it.

    Raises
    ------
    InputError
        ``pseudonyms.key`` when it cannot be read or written, or is none of ours.
    """
    path = folder / KEY_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _make_key(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as wrong:
        raise InputError("pseudonyms.key", file=KEY_FILE, reason=type(wrong).__name__) from wrong
    if len(key) != KEY_BYTES:
        raise InputError("pseudonyms.key", file=KEY_FILE, reason=f"{len(key)} bytes")
    return key


def write_names(path: Path, found: Pseudonyms, names: Mapping[str, str]) -> None:
    """Write pseudonym, id and name of each agent as CSV; only its owner may read it.

    Raises
    ------
    InputError
        ``pseudonyms.names`` when the file cannot be written.
    """
    rows = sorted((found.of(agent), agent, names.get(agent, "")) for agent in found.by_agent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:
            path.chmod(_OWNER_ONLY)  # a file that was there keeps its own mode otherwise
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(NAME_HEADERS)
            writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("pseudonyms.names", file=path.name, reason=reason) from refused


def _make_key(path: Path) -> None:
    """Write a new key unless there is one; of two at once, the first wins."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))


def _digest(agent: str, key: bytes) -> str:
    return b32encode(hmac.new(key, agent.encode(), sha256).digest()).decode().rstrip("=")


def _as_word(name: str) -> str:
    """Return the pattern of a name: as a word where it is one, else wherever it stands."""
    if re.fullmatch(r"[A-Za-z0-9_]+", name):
        return rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])"
    return re.escape(name)
