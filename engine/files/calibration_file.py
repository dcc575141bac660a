"""A calibration as canonical JSON: everything the report shows, equal calibrations, equal bytes."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np

from engine.domain.calibration import CalibrationHeader, PanelCalibration
from engine.domain.hierarchy import ItemTree
from engine.formats.canonical import canonical_json


def write_calibration(calibration: PanelCalibration, head: CalibrationHeader, path: Path) -> None:
    """Write a calibration as one line of canonical JSON in UTF-8, ended by a newline."""
    text = calibration_text(calibration, head)
    path.write_text(text, encoding="utf-8", newline="\n")


def calibration_text(calibration: PanelCalibration, head: CalibrationHeader) -> str:
    """Return a calibration as canonical JSON but for ``heng``, which comes first.

    The keys are the names of the fields. Sentences stand by key with their values, so that one
    file reads in both languages; a gap of a matrix is null; nodes of the tree are a list, from
    the top down, since keys are sorted.

    Raises
    ------
    InternalError
        ``formats.not_finite`` when a figure other than a gap is nan or infinite.
    """
    rest = canonical_json(_told(calibration))
    return f'{{"heng":{canonical_json(head)},{rest[1:]}\n'


def _told(value: object) -> object:
    """Return a value with arrays as lists, and trees as lists of nodes."""
    if isinstance(value, np.ndarray):
        return [[None if np.isnan(each) else each for each in row] for row in value.tolist()]
    if isinstance(value, tuple | list):
        return [_told(each) for each in value]
    entries = _entries(value)
    return value if entries is None else {key: _told(each) for key, each in entries.items()}


def _entries(value: object) -> Mapping[str, object] | None:
    if isinstance(value, ItemTree):
        nodes = [{"node": node, "items": items} for node, items in value.items.items()]
        return {"nodes": nodes, "names": value.names}
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    return value if isinstance(value, Mapping) else None
