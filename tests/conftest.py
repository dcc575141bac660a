"""What every test shares: long samples are opt-in, and the user's own folders stay untouched."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("heng", derandomize=True, deadline=None, print_blob=False)
settings.load_profile("heng")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("HENG_TESTS") == "full":
        return
    skip = pytest.mark.skip(reason="long sample: runs with HENG_TESTS=full")
    for item in items:
        if "full" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HENG_DATA", str(tmp_path / "heng-data"))
