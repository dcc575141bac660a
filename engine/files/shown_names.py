"""What files are called in faults and findings: by name, or by path where two share a name."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from engine.errors import InputError


def shown_names(paths: Iterable[Path]) -> dict[Path, str]:
    """Return what to call each file; those that share a name by their relative paths.

    A path is shown as it was given. What an absolute one begins with is nobody's business: only
    the folders in which files of one name differ are shown.
    """
    given = list(dict.fromkeys(paths))
    counts = Counter(path.name for path in given)
    alike = defaultdict(list)
    for path in given:
        if path.is_absolute():
            alike[path.name].append(path)
    return {
        path: _shown(path, alike[path.name]) if counts[path.name] > 1 else path.name
        for path in given
    }


def renamed(error: InputError, file: str, shown: str) -> InputError:
    """Return an error of a file with another name for the file."""
    if file == shown:
        return error
    faults = [replace(each, file=shown) if each.file == file else each for each in error.faults]
    values = {name: shown if value == file else value for name, value in error.values.items()}
    return InputError(error.code, faults, **values)


def _shown(path: Path, alike: list[Path]) -> str:
    if not path.is_absolute():
        return path.as_posix()
    if len(alike) == 1:  # the others were given by relative paths
        return path.name
    return path.relative_to(os.path.commonpath(alike)).as_posix()
