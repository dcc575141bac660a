"""The sample packs that the tests of the report read."""

from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from engine.domain.pack import DecisionPack
from tests.app import weights_sample

SAMPLE = Path(__file__).parents[1] / "app" / "sample.py"


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    spec = spec_from_file_location("sample_packs", SAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def pack(sample: ModuleType) -> DecisionPack:
    """Return a pack with every part: 60 agents, two loads, two fits."""
    return sample.full_pack()


@pytest.fixture(scope="session")
def weights_pack(pack: DecisionPack) -> DecisionPack:
    """Return the same pack with its report on the recommended weights."""
    return replace(pack, weights_report=weights_sample.weights_report())


@pytest.fixture(scope="session")
def bands_pack(sample: ModuleType) -> DecisionPack:
    """Return a pack of recorded data with nothing but an outcome by bands."""
    return sample.bands_pack()


@pytest.fixture(scope="session")
def evidence_pack(sample: ModuleType) -> DecisionPack:
    """Return a pack of recorded data with nothing but one fit."""
    return sample.evidence_pack()


@pytest.fixture(scope="session")
def hostile_pack(sample: ModuleType) -> DecisionPack:
    """Return a pack whose every name tries to become markup."""
    return replace(sample.hostile_pack(), findings=())


@pytest.fixture(scope="session")
def empty_pack(bands_pack: DecisionPack) -> DecisionPack:
    """Return a pack of a case that has nothing yet."""
    return replace(bands_pack, bands=(), set_aside=())
