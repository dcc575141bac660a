"""A run leaves three files and one entry in the list of runs."""

from pathlib import Path

import pytest

from engine.domain.pack import DecisionPack
from engine.errors import InputError
from engine.files.pack_file import pack_from_text, read_pack
from engine.services.packs import save_pack, write_outputs
from engine.store.runs import latest_run, load_run


def test_outputs_are_the_three_files_of_a_run(pack: DecisionPack, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "out"

    paths = write_outputs(pack, folder, "zh")

    assert [path.name for path in paths] == ["pack.json", "report.html", "tables.xlsx"]
    assert sorted(folder.iterdir()) == sorted(paths)
    assert read_pack(paths[0]) == pack


def test_report_opens_in_the_language_of_the_run(pack: DecisionPack, tmp_path: Path) -> None:
    write_outputs(pack, tmp_path, "zh")

    assert '<html lang="zh-CN">' in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_folder_that_is_a_file_is_named(pack: DecisionPack, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder", encoding="utf-8")

    with pytest.raises(InputError, match=r"packs\.folder .*folder='out'"):
        write_outputs(pack, tmp_path / "out", "en")


def test_saved_pack_is_the_latest_run_and_comes_back_equal(pack: DecisionPack) -> None:
    saved = save_pack(pack)

    assert latest_run() == saved
    assert saved.case_id == pack.heng.case_id
    assert pack_from_text(load_run(saved.id), "run") == pack
