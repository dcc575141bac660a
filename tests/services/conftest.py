"""One sample pack with every part."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from engine.domain.pack import DecisionPack

SAMPLE = Path(__file__).parents[1] / "app" / "sample.py"


@pytest.fixture(scope="session")
def pack() -> DecisionPack:
    spec = spec_from_file_location("sample_packs", SAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.full_pack()
