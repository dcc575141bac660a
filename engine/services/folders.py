"""Folders that results are written into: a refusal of the system becomes an error of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import InputError


def make_folder(folder: Path) -> None:
    """Make a folder before the work begins, or raise ``packs.folder``."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Raise ``packs.folder`` where the system refuses what is written inside."""
    try:
        yield
    except OSError as refused:
        reason = refused.strerror or type(refused).__name__
        raise InputError("packs.folder", folder=folder.name, reason=reason) from refused
