"""Evidence as effects in one unit with their doubt: ``{"indicators", "beta", "delta"}``.

Unlike weights they may have any sign and any sum, and nothing here scales them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import Fault, InputError
from engine.files.json_document import JsonFile, loaded

KEYS = ("indicators", "beta", "delta")
GREATEST = 1e12


@dataclass(frozen=True, slots=True, eq=False)
class ReadEffects:
    """Effects of a unit's more of each indicator, and how far each may lie off; (k,) each."""

    indicators: tuple[str, ...]
    effects: NDArray[np.float64]
    deviations: NDArray[np.float64]


def holds_effects(path: Path) -> bool:
    """Return whether a file is JSON with effects; a file with faults of its own is not."""
    if path.suffix.lower() != ".json":
        return False
    try:
        content = loaded(path, JsonFile(str(path), "ratio"))
    except InputError:
        return False
    return "beta" in content


def read_effects(path: Path, leaves: Collection[str] | None = None) -> ReadEffects:
    """Return the effects of a file.

    Parameters
    ----------
    leaves
        Ids that the file must have exactly, in any order; None takes the file's own.

    Raises
    ------
    InputError
        ``effects_file.invalid`` with every fault at once: keys that are missing, lists of unequal
        length, ids twice, unknown or missing, values that are no finite numbers, a deviation
        below 0.
    """
    file = JsonFile(str(path), "ratio")
    content = loaded(path, file)
    lists = {key: value for key in KEYS if isinstance(value := content.get(key), list)}
    faults = [*file.faults, *_shape_faults(content, lists)]
    if not faults:
        faults += _name_faults(lists["indicators"], leaves)
        faults += _number_faults("beta", lists["beta"], least=-GREATEST)
        faults += _number_faults("delta", lists["delta"], least=0.0)
    if faults:
        named = [fault.in_file(str(path)) for fault in faults]
        raise InputError("effects_file.invalid", named, file=str(path), count=len(named))
    return ReadEffects(
        tuple(lists["indicators"]),
        np.array(lists["beta"], dtype=np.float64),
        np.array(lists["delta"], dtype=np.float64),
    )


def _shape_faults(
    content: Mapping[str, object], lists: Mapping[str, Sequence[object]]
) -> list[Fault]:
    faults = [
        Fault("effects_file.list", key, str(content.get(key, ""))[:80], {"key": key})
        for key in KEYS
        if key not in lists
    ]
    lengths = {len(each) for each in lists.values()}
    if not faults and (len(lengths) > 1 or lengths == {0}):
        told = ", ".join(f"{key}: {len(each)}" for key, each in lists.items())
        faults.append(Fault("effects_file.length", "file", told))
    return faults


def _name_faults(names: Sequence[object], leaves: Collection[str] | None) -> list[Fault]:
    faults = []
    known = frozenset(leaves or ())
    seen: set[str] = set()
    for place, name in enumerate(names):
        is_new = isinstance(name, str) and bool(name) and name not in seen
        if not is_new or (leaves is not None and name not in known):
            told = {"indicator": str(name), "known": ", ".join(sorted(known)) or "-"}
            faults.append(Fault("effects_file.name", f"indicators[{place}]", str(name), told))
        if isinstance(name, str):
            seen.add(name)
    missing = ", ".join(sorted(known - seen))
    if missing:
        faults.append(Fault("effects_file.missing", "indicators", "", {"indicators": missing}))
    return faults


def _number_faults(key: str, values: Sequence[object], *, least: float) -> list[Fault]:
    return [
        Fault("effects_file.number", f"{key}[{place}]", str(value)[:80], {"key": key})
        for place, value in enumerate(values)
        if isinstance(value, bool)
        or not isinstance(value, int | float)
        or not least <= value <= GREATEST  # also nan, and numbers no float can hold
    ]
