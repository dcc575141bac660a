"""Where the compiled kernel is kept, so that only the first run on a machine compiles it.

numba notices a changed entry, not a changed function that the entry calls, and would go on giving
the old answer. The folder is therefore named by all that the machine code depends on.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numba

config: Any = numba.config  # its settings are made at run time: mypy cannot know them
PACKAGE = Path(__file__).parent
LAYOUTS = ("conventions.py", "desk.py", "sampled.py", "contact_log.py")  # of the kernel's records
DISTRIBUTIONS = ("numba", "llvmlite", "numpy")


def fingerprint() -> str:
    """Return the hash of the kernel's sources, of its records' layouts and of its compilers."""
    digest = hashlib.sha256()
    layouts = [PACKAGE.parent / name for name in LAYOUTS]
    for path in (*sorted(PACKAGE.glob("*.py")), *layouts):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in DISTRIBUTIONS:
        digest.update(f"{name} {version(name)}\0".encode())
    return digest.hexdigest()[:20]


def user_folder() -> Path:
    """Return the folder for what this user's programs may forget."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
    if sys.platform == "darwin":
        return home / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")


def candidates() -> Iterator[Path]:
    """Yield where compiled code may be kept: beside the sources, else with the user.

    Never in a folder that several users write to: who writes there could make us run his code.
    """
    yield PACKAGE / "__pycache__"
    try:
        yield user_folder() / "heng"
    except RuntimeError:  # a user without a home
        return


def first_writable(folders: Iterable[Path]) -> Path | None:
    """Return the first folder, made where it is missing, in which a file can be made."""
    for folder in folders:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return None


def cache_folder() -> Path | None:
    """Return the folder for these sources and compilers; None where nothing can be kept."""
    name = f"kernel-{fingerprint()}"
    return first_writable(folder / name for folder in candidates())


@contextmanager
def caching_in(folder: Path | None) -> Iterator[None]:
    """Let functions that are decorated meanwhile be kept in ``folder``; others are not moved."""
    before = config.CACHE_DIR
    if folder is not None:
        config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        config.CACHE_DIR = before
