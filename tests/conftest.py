"""What every test shares: long samples are opt-in, and the user's own folders stay untouched.

The suite runs in two processes, and the tests of a file in one of them (``make tests``): what a
file prepares is prepared once. Files with long tests are begun first, so that both end together.
"""

import os
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

LONGEST = ({"full"}, {"slow", "browser"})
LAST = len(LONGEST)
DATA_FOLDERS = count()

settings.register_profile("heng", derandomize=True, deadline=None, print_blob=False)
settings.load_profile("heng")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("HENG_TESTS") != "full":
        _skip_long_samples(items)
    turns: dict[Path, int] = {}
    for item in items:
        turns[item.path] = min(_turn(item), turns.get(item.path, LAST))
    items.sort(key=lambda item: turns[item.path])


def _skip_long_samples(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="long sample: runs with HENG_TESTS=full")
    for item in items:
        if "full" in item.keywords:
            item.add_marker(skip)


def _turn(item: pytest.Item) -> int:
    """Return when a test's file is begun, the longest first; what is skipped is not long."""
    if item.get_closest_marker("skip"):
        return LAST
    return next((turn for turn, long in enumerate(LONGEST) if long & item.keywords.keys()), LAST)


@pytest.fixture(autouse=True)
def own_data_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Name a folder that is not there yet: few of the thousands of tests ever make theirs."""
    folder = tmp_path_factory.getbasetemp() / f"heng-data-{next(DATA_FOLDERS)}"
    monkeypatch.setenv("HENG_DATA", str(folder))
    return folder
