"""Folders for results."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.services.folders import make_folder, writing


def test_a_folder_is_made_with_those_above_it_and_may_be_there(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"

    make_folder(folder)
    make_folder(folder)

    assert folder.is_dir()


def test_a_folder_where_a_file_is_is_refused_by_its_name(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")

    with pytest.raises(InputError) as refused:
        make_folder(taken)

    assert refused.value.code == "packs.folder"
    assert refused.value.values["folder"] == "taken"


def test_a_write_that_the_system_refuses_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"packs\.folder"), writing(tmp_path):
        tmp_path.write_text("", encoding="utf-8")  # a folder is no file
