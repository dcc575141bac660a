"""The engine that is asked for runs, or the answer says which one does instead."""

import subprocess
import sys

import pytest

from engine.simulation import engines, kernel, reference
from engine.simulation.engines import Engine

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


def test_nothing_else_needs_numba() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_NUMBA], capture_output=True, text=True, check=True
    )

    assert done.stdout.split()[:2] == ["reference", "True"]
