"""Files that other files name: near by, and nowhere else."""

from pathlib import Path

import pytest

from engine.files.documents import Faults, load_toml
from engine.files.locations import referenced, scenarios_folder, shipped


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("cases", "schemes"):
        (tmp_path / "root" / name).mkdir(parents=True)
    (tmp_path / "root" / "schemes" / "x.toml").write_text("a = 1\n")
    (tmp_path / "secret.toml").write_text("a = 1\n")
    return tmp_path / "root" / "cases"


def named(folder: Path, name: str) -> tuple[Path | None, list[str]]:
    path = folder / "case.toml"
    path.write_text(f'scheme = "{name}"\n', encoding="utf-8")
    faults = Faults(load_toml(path))
    return referenced(faults, ("scheme",)), [fault.code for fault in faults.found]


def test_a_name_may_climb_one_folder(folder: Path) -> None:
    assert named(folder, "../schemes/x.toml") == (folder.parent / "schemes" / "x.toml", [])


@pytest.mark.parametrize("name", ["../../secret.toml", "../schemes/../../secret.toml"])
def test_a_name_never_climbs_further(folder: Path, name: str) -> None:
    assert named(folder, name) == (None, ["locations.outside"])


def test_a_link_out_of_the_root_is_outside(folder: Path) -> None:
    (folder / "link.toml").symlink_to(folder.parents[1] / "secret.toml")

    assert named(folder, "link.toml") == (None, ["locations.outside"])


def test_a_missing_file_is_a_fault_and_no_name_is_none(folder: Path) -> None:
    assert named(folder, "../schemes/y.toml") == (None, ["locations.missing"])
    assert named(folder, "") == (None, [])


def test_the_shipped_scenarios_are_found() -> None:
    assert (scenarios_folder() / "schemes").is_dir()
    assert "taobao-3min" in {path.stem for path in shipped("platforms")}
