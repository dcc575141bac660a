"""TOML files: every fault at once with its line; inheritance inside the folder only."""

from pathlib import Path
from typing import Literal

import pytest
from pydantic import Field

from engine.domain.indicators import ScoreCurve
from engine.errors import InputError
from engine.files.documents import MOST_ENTRIES, Faults, key_name, load_toml, validate
from engine.files.schemas import FileModel, Id, Share, TableModel

BASE = """schema_version = 1
kind = "daily"

[[targets]]
id = "frt"
threshold = 0.9

[[targets]]
id = "fcr"
threshold = 0.7
"""


class TargetTable(TableModel):
    id: Id
    threshold: Share


class LoadFile(FileModel):
    kind: Literal["daily", "peak"]
    factor: float = Field(default=1.0, gt=0, le=100)
    targets: tuple[TargetTable, ...]


def written(folder: Path, text: str, name: str = "load.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as caught:
        validate(load_toml(path), LoadFile)
    return [(fault.code, fault.place, fault.value) for fault in caught.value.faults]


def test_a_right_file_becomes_its_model(tmp_path: Path) -> None:
    model = validate(load_toml(written(tmp_path, BASE)), LoadFile)

    assert [target.threshold for target in model.targets] == [0.9, 0.7]


def test_all_faults_are_said_at_once_in_file_order(tmp_path: Path) -> None:
    text = BASE.replace('"daily"', '"dayly"').replace("0.9", "85").replace("0.7", '"0.7"')

    assert faults_of(written(tmp_path, text)) == [
        ("document.choice_near", "kind (line 2)", "dayly"),
        ("document.per_cent", "targets[0].threshold (line 6)", "85"),
        ("document.number", "targets[1].threshold (line 10)", "0.7"),
    ]


def test_a_misspelt_key_is_named_with_the_nearest_known_key(tmp_path: Path) -> None:
    text = BASE.replace("threshold = 0.9", "treshold = 0.9")

    with pytest.raises(InputError) as caught:
        validate(load_toml(written(tmp_path, text)), LoadFile)

    missing, unknown = caught.value.faults
    assert (missing.code, missing.values["key"]) == ("document.missing_key", "threshold")
    assert (unknown.code, unknown.values["nearest"]) == ("document.unknown_key_near", "threshold")


@pytest.mark.parametrize("version", ["2", '"1"', "true", "1.0"])
def test_an_unknown_schema_version_is_a_fault_of_its_own(tmp_path: Path, version: str) -> None:
    text = BASE.replace("schema_version = 1", f"schema_version = {version}")

    (fault,) = faults_of(written(tmp_path, text))
    assert fault[:2] == ("document.schema_version", "schema_version (line 1)")


def test_a_missing_schema_version_is_a_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(written(tmp_path, BASE.removeprefix("schema_version = 1\n")))

    assert fault[0] == "document.schema_version"


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
def test_numbers_are_finite(tmp_path: Path, number: str) -> None:
    assert faults_of(written(tmp_path, BASE.replace("0.9", number)))[0][1].endswith("(line 6)")


def test_a_duplicate_key_is_named_with_its_line(tmp_path: Path) -> None:
    text = BASE.replace('kind = "daily"', 'kind = "daily"\nkind = "peak"')

    assert faults_of(written(tmp_path, text)) == [
        ("document.duplicate_key", "line 3", 'kind = "peak"')
    ]


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = \nc = 3\n", 2), ('a = "x\n', 1), ("a = [1,\n2\n", 2)]
)
def test_a_syntax_error_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert faults_of(written(tmp_path, text))[0][:2] == ("document.syntax", f"line {line}")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert faults_of(tmp_path / "nowhere.toml")[0][0] == "document.not_found"
    assert faults_of(tmp_path)[0][0] == "document.unreadable"


def test_deep_nesting_is_refused_without_a_crash(tmp_path: Path) -> None:
    assert faults_of(written(tmp_path, "a = " + "[" * 50_000))[0][0] in {
        "document.too_deep",
        "document.syntax",
    }


@pytest.mark.parametrize("depth", [40, 80, 150, 300, 500, 900])
def test_nesting_of_any_depth_is_a_fault_and_no_crash(tmp_path: Path, depth: int) -> None:
    text = BASE + "deep = " + "[" * depth + "]" * depth + "\n"

    assert faults_of(written(tmp_path, text))[0][0] in {
        "document.too_deep",
        "document.unknown_key",
    }


@pytest.mark.parametrize("number", ["9" * 400, "9" * 5000, "1e400", "1979-05-27", "0x10"])
def test_odd_numbers_are_faults_and_no_crash(tmp_path: Path, number: str) -> None:
    assert faults_of(written(tmp_path, BASE.replace("0.9", number)))


def test_byte_order_mark_windows_line_ends_and_comments_change_nothing(tmp_path: Path) -> None:
    plain = validate(load_toml(written(tmp_path, BASE)), LoadFile)
    path = tmp_path / "windows.toml"
    path.write_bytes(("# 注\n" + BASE).replace("\n", "\r\n").encode("utf-8-sig"))

    assert validate(load_toml(path), LoadFile) == plain


def test_extends_merges_tables_by_key_and_entries_by_id(tmp_path: Path) -> None:
    written(tmp_path, BASE, "baseline.toml")
    text = 'extends = "baseline.toml"\nkind = "peak"\n[[targets]]\nid = "fcr"\nthreshold = 0.6\n'

    document = load_toml(written(tmp_path, text))

    model = validate(document, LoadFile)
    assert model.kind == "peak"
    assert [(each.id, each.threshold) for each in model.targets] == [("frt", 0.9), ("fcr", 0.6)]
    assert [path.name for path in document.sources] == ["load.toml", "baseline.toml"]


def test_a_fault_inherited_names_the_file_it_stands_in(tmp_path: Path) -> None:
    written(tmp_path, BASE.replace("0.9", "90"), "baseline.toml")

    with pytest.raises(InputError) as caught:
        validate(load_toml(written(tmp_path, 'extends = "baseline.toml"\n')), LoadFile)

    (fault,) = caught.value.faults
    assert fault.file.endswith("baseline.toml")
    assert fault.place == "targets[0].threshold (line 6)"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ('"../load.toml"', "document.extends_outside"),
        ('"/etc/x.toml"', "document.extends_outside"),
        ('"C:/x.toml"', "document.extends_outside"),
        ('"..\\\\x.toml"', "document.extends_outside"),
        ('"nowhere.toml"', "document.extends_missing"),
        ('"notes.txt"', "document.extends_name"),
        ("3", "document.extends_name"),
        ('"load.toml"', "document.extends_circle"),
    ],
)
def test_extends_stays_in_the_folder_and_out_of_circles(
    tmp_path: Path, name: str, code: str
) -> None:
    path = written(tmp_path, f"schema_version = 1\nextends = {name}\n")

    assert faults_of(path)[0][:2] == (code, "extends (line 2)")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()
    (inside / "link.toml").symlink_to(written(outside, BASE))
    path = written(inside, 'extends = "link.toml"\n')

    assert faults_of(path)[0][0] == "document.extends_outside"


def test_errors_of_the_domain_get_file_and_line(tmp_path: Path) -> None:
    faults = Faults(load_toml(written(tmp_path, BASE)))

    with faults.at("targets", 1, "threshold"):
        ScoreCurve(((1.0, 0.0), (1.0, 100.0)))

    with pytest.raises(InputError) as caught:
        faults.raise_if_any()
    (fault,) = caught.value.faults
    assert fault.code == "curve.not_ascending"
    assert fault.place == "targets[1].threshold (line 10)"


def test_key_names_read_as_people_write_them() -> None:
    assert key_name(("targets", 1, "threshold")) == "targets[1].threshold"


def test_an_entry_given_twice_over_an_inherited_one_is_named(tmp_path: Path) -> None:
    written(tmp_path, BASE)
    twice = '[[targets]]\nid = "frt"\nthreshold = 0.8\n'
    path = written(tmp_path, f'extends = "load.toml"\n{twice}{twice}', "peak.toml")

    with pytest.raises(InputError) as caught:
        load_toml(path)

    (fault,) = caught.value.faults
    assert (fault.code, fault.place, fault.value) == (
        "document.duplicate_id", "id (line 5)", "frt",
    )  # fmt: skip


def test_a_number_of_thousands_of_digits_is_named_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, BASE.replace("0.7", "9" * 5_000))

    with pytest.raises(InputError) as caught:
        load_toml(path)

    (fault,) = caught.value.faults
    assert (fault.code, fault.place) == ("document.finite", "line 10")


def test_an_empty_list_over_an_inherited_one_is_empty(tmp_path: Path) -> None:
    written(tmp_path, BASE)

    document = load_toml(written(tmp_path, 'extends = "load.toml"\ntargets = []\n', "peak.toml"))

    assert document.data["targets"] == []


def test_a_list_too_long_for_a_file_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    path.write_text(f"[[classes]]\ntimes = [{'0,' * (MOST_ENTRIES + 1)}]", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        load_toml(path)

    (fault,) = caught.value.faults
    assert (fault.code, fault.place) == ("document.long_list", "classes[0].times")
    assert fault.value == "100,001"
