"""Copies of the kernel with a planted error, run as plain Python: nothing has to be compiled."""

import importlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numba
import pytest

import engine.simulation
from tests.simulation.desks import Engine

SOURCES = Path(engine.simulation.__file__).parent
SHARED = ("conventions", "desk", "sampled", "contact_log")
Change = tuple[str, str, str]  # file, what stands there, what shall


@dataclass(frozen=True)
class Mutant:
    """A kernel that breaks one rule.

    ``changes`` name a module of the kernel, or one of ``SHARED``, and replace each occurrence.
    ``seen_in`` is a small world in which the log differs.
    """

    name: str
    changes: tuple[Change, ...]
    seen_in: int = 0


@contextmanager
def planted(mutant: Mutant, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Yield the mutant's contact log."""
    package = f"mutant_{abs(hash(mutant.changes)):x}"
    copy(package, folder)
    for file, old, new in mutant.changes:
        path = _source(folder / package, file)
        text = path.read_text()
        assert old in text, f"{mutant.name}: {file} no longer has {old!r}"
        path.write_text(text.replace(old, new))
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(folder))
        patch.setattr(numba.config, "DISABLE_JIT", 1)
        try:
            yield importlib.import_module(f"{package}.kernel.play").contact_log
        finally:
            for name in [name for name in sys.modules if name.split(".")[0] == package]:
                del sys.modules[name]


def copy(package: str, folder: Path) -> None:
    """Copy the kernel, and what its records look like, into a package of another name."""
    shutil.copytree(SOURCES / "kernel", folder / package / "kernel", ignore=_only_sources)
    for name in SHARED:
        shutil.copy(SOURCES / f"{name}.py", folder / package)
    (folder / package / "__init__.py").write_text("")
    for path in (folder / package).rglob("*.py"):
        text = path.read_text()
        for name in ("kernel", "conventions"):
            text = text.replace(f"engine.simulation.{name}", f"{package}.{name}")
        path.write_text(text)


def _only_sources(_: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith(".py")]


def _source(package: Path, file: str) -> Path:
    return package / f"{file}.py" if file in SHARED else package / "kernel" / f"{file}.py"
