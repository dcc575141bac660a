"""Where in the user's files and options the faults stand that are found after reading them.

The core tells a policy's faults by key alone; a user must know which file, which line, or that an
option asked for it.
"""

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from engine.errors import Fault, InputError
from engine.files.documents import TomlDocument, load_toml
from engine.files.toml_lines import KeyPath

_PART = re.compile(r"\[([^\]]+)\]|([^.\[\]]+)")
_CONTRADICTORY = "policy.contradictory"
_FENCED_OFF_GRID = "policy.ring_fenced_off_grid"


def placed(
    error: InputError,
    command: str,
    policy: Path,
    *,
    options: Collection[str] = (),
    incumbent: Path | None = None,
) -> InputError:
    """Return an error whose faults name the policy file and its line, or the option.

    Parameters
    ----------
    command
        What faults of options are said of, such as ``heng optimise``.
    policy
        The file of the policy, which could be read.
    options
        Keys of the policy that options stood in for (``grid``, ``budget``).
    incumbent
        The file whose shares a ring-fenced indicator keeps.
    """
    if all(fault.file for fault in error.faults):
        return error
    document = load_toml(policy)
    faults = [
        fault if fault.file else _of_command(fault, command, options) or _in(document, fault)
        for fault in error.faults
    ]
    faults = [_with_incumbent(fault, incumbent) for fault in faults]
    if error.code == _CONTRADICTORY and all(fault.file == command for fault in faults):
        return InputError("optimise.options", faults, count=len(faults))
    return InputError(error.code, faults, **error.values)


def _of_command(fault: Fault, command: str, options: Collection[str]) -> Fault | None:
    """Return a fault of an option, said of the command; None for one of the policy."""
    if fault.place in options:
        return replace(fault, place=f"--{fault.place}", file=command)
    return fault.in_file(command) if fault.place.startswith("--") else None


def _in(document: TomlDocument, fault: Fault) -> Fault:
    """Return a fault said of the policy file, with the line where its key stands there."""
    path = _key_path(document, fault.place)
    if path[:1] not in document.positions:  # such as a default that nobody wrote
        return fault.in_file(document.file)
    at = document.position(path)
    return replace(fault, place=f"{fault.place} (line {at.line})", file=at.file)


def _key_path(document: TomlDocument, place: str) -> KeyPath:
    """Return ``groups[team].members`` as the path of its keys: entries by number or by id."""
    path: KeyPath = ()
    for entry, key in _PART.findall(place):
        path = (*path, _number(document.value(path), entry) if entry else key)
    return path


def _number(entries: object, entry: str) -> int | str:
    """Return the number of a list's entry from its number or its id."""
    if entry.isdecimal():
        return int(entry)
    listed = entries if isinstance(entries, list) else []
    ids = [each.get("id") if isinstance(each, dict) else each for each in listed]
    return ids.index(entry) if entry in ids else entry


def _with_incumbent(fault: Fault, incumbent: Path | None) -> Fault:
    """Say which file a ring-fenced share stands in: the policy has only its name."""
    if fault.code != _FENCED_OFF_GRID or incumbent is None:
        return fault
    return replace(fault, value=f"{fault.value} ({incumbent.name})")
