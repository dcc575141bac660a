"""The compiled kernel is kept where it may be, and forgotten when anything it rests on changes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest

from engine.simulation.kernel import cache

# a kernel of two modules in one process each: an entry that is kept, and what it calls
CALLEE = """
from engine.simulation.kernel.compiled import compiled

@compiled
def answer(number):
    return number + {step}
"""
ENTRY = """
from engine.simulation.kernel.compiled import compiled_entry
from engine.simulation.kernel.callee import answer

@compiled_entry
def ask(number):
    return answer(number)
"""
KEPT = ("cache.py", "compiled.py")


def small_copy(root: Path) -> Path:
    """Copy the machinery of compiling into a package of the same name that compiles quickly."""
    kernel = root / "engine" / "simulation" / "kernel"
    kernel.mkdir(parents=True)
    for package in (kernel, kernel.parent, kernel.parent.parent):
        (package / "__init__.py").touch()
    for name in KEPT:
        shutil.copy(cache.PACKAGE / name, kernel)
    for name in cache.LAYOUTS:
        shutil.copy(cache.PACKAGE.parent / name, kernel.parent)
    (kernel / "entry.py").write_text(ENTRY)
    return kernel


def asked(root: Path) -> str:
    """Return what a new process answers to 1, and how many times it found that on the disk."""
    code = (
        "from engine.simulation.kernel import cache;"
        "from engine.simulation.kernel.entry import ask;"
        "print(ask(1), sum(ask.stats.cache_hits.values()), cache.cache_folder())"
    )
    environment = os.environ | {"PYTHONPATH": str(root), "XDG_CACHE_HOME": str(root / "user")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_changed_callee_gives_the_new_answer(tmp_path: Path) -> None:
    kernel = small_copy(tmp_path)
    (kernel / "callee.py").write_text(CALLEE.format(step=10))
    first, again = asked(tmp_path), asked(tmp_path)
    (kernel / "callee.py").write_text(CALLEE.format(step=2000))

    changed = asked(tmp_path)

    assert first.split()[:2] == ["11", "0"]
    assert again.split()[:2] == ["11", "1"]  # kept
    assert changed.split()[:2] == ["2001", "0"]  # and forgotten
    assert str(kernel) in changed


def test_an_install_that_cannot_be_written_keeps_it_with_the_user(tmp_path: Path) -> None:
    kernel = small_copy(tmp_path)
    (kernel / "callee.py").write_text(CALLEE.format(step=10))
    (kernel / "__pycache__").touch()  # a file: no folder can be made there, even by root

    first, again = asked(tmp_path), asked(tmp_path)

    assert first.split()[:2] == ["11", "0"]
    assert again.split()[:2] == ["11", "1"]
    assert str(tmp_path / "user" / "heng") in again


def test_without_any_folder_it_is_compiled_each_time(tmp_path: Path) -> None:
    kernel = small_copy(tmp_path)
    (kernel / "callee.py").write_text(CALLEE.format(step=10))
    (kernel / "__pycache__").touch()
    (tmp_path / "user").touch()

    assert [asked(tmp_path), asked(tmp_path)] == ["11 0 None"] * 2


def test_first_writable_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folders = [tmp_path / "file" / "below", tmp_path / "new" / "below"]

    assert cache.first_writable(folders) == folders[1]
    assert cache.first_writable(folders[:1]) is None


def test_fingerprint_changes_with_each_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    prints = {cache.fingerprint()}
    for changed in cache.DISTRIBUTIONS:
        monkeypatch.setattr(cache, "version", lambda name, changed=changed: str(name == changed))
        prints.add(cache.fingerprint())

    assert len(prints) == 1 + len(cache.DISTRIBUTIONS)


def test_functions_decorated_elsewhere_keep_their_own_folder(tmp_path: Path) -> None:
    before = numba.config.CACHE_DIR

    with cache.caching_in(tmp_path):
        inside = numba.config.CACHE_DIR

    assert inside == str(tmp_path)
    assert before == numba.config.CACHE_DIR
