"""Names that a scenario does not have: said with what there is and the nearest."""

from pathlib import Path

from engine.files.documents import Faults, load_toml
from engine.files.scenario_names import check_ids, check_known


def faults(folder: Path) -> Faults:
    path = folder / "names.toml"
    path.write_text('group = "tema"\n', encoding="utf-8")
    return Faults(load_toml(path))


def test_a_known_name_is_no_fault(tmp_path: Path) -> None:
    found = faults(tmp_path)

    check_known("tema", ["team", "tema"], ("group",), found)

    assert not found.found


def test_an_unknown_name_is_said_with_the_nearest(tmp_path: Path) -> None:
    found = faults(tmp_path)

    check_known("tema", ["team", "night"], ("group",), found)

    (fault,) = found.found
    assert (fault.code, fault.value) == ("scenario.unknown_name_near", "tema")
    assert fault.values == {"known": "team, night", "nearest": "team"}


def test_a_name_like_no_other_is_said_with_all(tmp_path: Path) -> None:
    found = faults(tmp_path)

    check_known("tema", ["", "night"], ("group",), found, value="shown")

    (fault,) = found.found
    assert (fault.code, fault.value, fault.values["known"]) == (
        "scenario.unknown_name", "shown", "night",
    )  # fmt: skip


def test_an_id_may_stand_once(tmp_path: Path) -> None:
    found = faults(tmp_path)

    check_ids(("groups",), ["a", "b", "a"], found)

    assert [fault.place.split(" ")[0] for fault in found.found] == ["groups[2].id"]
