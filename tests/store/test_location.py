"""The data folder follows the environment."""

from pathlib import Path

import pytest

from engine.store.location import data_folder, database_path


def test_named_folder_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HENG_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "elsewhere")

    folder = data_folder()

    assert folder == tmp_path
    assert database_path() == tmp_path / "heng.db"


def test_shared_data_home_is_used_when_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HENG_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "shared")

    assert data_folder() == Path("shared") / "heng"


def test_home_folder_is_used_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HENG_DATA", raising=False)
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)

    assert data_folder() == Path.home() / ".local" / "share" / "heng"
