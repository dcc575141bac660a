"""The engine that is asked for runs, or the answer says which one does instead."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.simulation import engines, kernel, reference
from engine.simulation.engines import Engine
from engine.simulation.kernel import cache

WITHOUT_NUMBA = """
import sys
sys.modules["numba"] = None
from engine.simulation import engines, reference
engine = engines.engine_that_runs(engines.Engine.COMPILED)
engines.compile_now()
print(engine.value, engines.engine_function(engine) is reference.contact_log, engines.available())
"""


def test_with_numba_both_engines_run() -> None:
    assert [engines.engine_that_runs(engine) for engine in Engine] == list(Engine)
    assert engines.engine_function(Engine.COMPILED) is kernel.contact_log
    assert engines.engine_function(Engine.REFERENCE) is reference.contact_log


def test_without_numba_the_reference_runs_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)

    assert engines.engine_that_runs(Engine.COMPILED) is Engine.REFERENCE
    assert engines.available() == (Engine.REFERENCE,)


def test_it_is_known_whether_the_kernel_must_be_compiled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engines.compile_now()
    assert engines.must_compile() is (cache.cache_folder() is None)

    monkeypatch.setattr(cache, "cache_folder", lambda: tmp_path)
    assert engines.must_compile()
    (tmp_path / "kernel").mkdir()
    (tmp_path / "kernel" / "loop.play_on-39.py311.1.nbc").touch()
    assert not engines.must_compile()

    monkeypatch.setitem(sys.modules, "numba", None)
    assert not engines.must_compile()


def test_nothing_else_needs_numba() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA], capture_output=True, text=True, check=True
    )

    assert done.stdout.split()[:2] == ["reference", "True"]
