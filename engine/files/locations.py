"""Where files lie: the shipped scenarios, and the files that another file names."""

import os
from pathlib import Path

from engine.errors import InternalError
from engine.files.documents import Faults
from engine.files.toml_lines import KeyPath

_PACKAGE = Path(__file__).parents[1]


def scenarios_folder() -> Path:
    """Return the folder of the shipped scenarios, in a checkout or in an installed wheel.

    Raises
    ------
    InternalError
        ``locations.no_scenarios`` when the package was installed without them.
    """
    for folder in (_PACKAGE / "_scenarios", _PACKAGE.parent / "scenarios"):
        if (folder / "schemes").is_dir():
            return folder
    raise InternalError("locations.no_scenarios")


def shipped(kind: str) -> tuple[Path, ...]:
    """Return the shipped TOML files of a kind (``schemes``, ``policies``, ...), by name."""
    return tuple(sorted((scenarios_folder() / kind).glob("*.toml")))


def referenced(faults: Faults, path: KeyPath) -> Path | None:
    """Return the file that a key names, relative to the file the key stands in.

    The name may climb one folder (``../schemes/x.toml``), never further, and must exist.
    Otherwise, or when the name is empty, None; the fault is noted.
    """
    document = faults.document
    name = str(document.value(path) or "")
    if not name:
        return None
    folder = Path(document.position(path).file).parent
    # lexical, so that the path stays as the user wrote it; resolved only to be judged
    target = Path(os.path.normpath(folder / name))
    root = folder.resolve().parent
    if not target.resolve().is_relative_to(root):
        faults.add("locations.outside", path)
    elif not target.is_file():
        faults.add("locations.missing", path)
    else:
        return target
    return None
