"""The package as a whole: cheap to import, few public names, scenarios on board."""

import subprocess
import sys

import pytest

import engine


def modules_loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_engine_loads_none_of_its_rooms() -> None:
    loaded = modules_loaded_by("import engine")

    assert not {name for name in loaded if name.startswith("engine.")}
    assert "numpy" not in loaded


def test_public_names_are_found_when_used() -> None:
    missing = [name for name in engine.__all__ if not hasattr(engine, name)]

    assert missing == []


def test_unknown_public_name_raises_the_usual_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = engine.no_such_name
