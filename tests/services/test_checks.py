"""Forty-six broken files, and five hundred seeded mutations of the shipped ones."""

import json
import shutil
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from engine.errors import InputError
from engine.files.documents import load_toml
from engine.files.locations import scenarios_folder
from engine.files.schema_faults import model_at
from engine.files.toml_lines import KeyPath
from engine.files.toml_writer import toml_text
from engine.services.checks import MODELS, check_files, json_schema, kind_of, table_kind
from engine.services.questionnaires import write_questionnaire

BROKEN = Path(__file__).parents[1] / "cases" / "broken"
EXPECTED = json.loads((BROKEN / "expected.json").read_text(encoding="utf-8"))
SEED = 618
MUTATIONS = 500
LEAST_FOUND = 0.99


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case["file"])
def test_a_broken_file_is_refused_at_the_right_place(case: Mapping[str, str]) -> None:
    (check,) = check_files([BROKEN / case["file"]], scheme=BROKEN / "scheme-good.toml")

    assert (case["code"], case["place"]) in [(f.code, f.place) for f in check.faults]
    assert all(fault.file.endswith(case["file"]) for fault in check.faults)


def test_every_broken_file_is_expected_to_fail_and_the_others_are_right() -> None:
    named = {case["file"] for case in EXPECTED} | {"expected.json"}
    others = [path for path in sorted(BROKEN.iterdir()) if path.name not in named]

    checks = check_files(others, scheme=BROKEN / "scheme-good.toml")

    assert len(EXPECTED) >= 30
    assert [check.path.name for check in checks if check.error] == []
    assert [check.kind for check in checks] == ["case", "scheme", "policy", "panel"]


def test_every_shipped_file_is_right() -> None:
    shipped = [*scenarios_folder().rglob("*.toml"), *scenarios_folder().rglob("*.csv")]

    assert [check.path.name for check in check_files(shipped) if check.error] == []


def test_a_case_is_checked_with_the_files_it_names() -> None:
    checks = check_files([scenarios_folder() / "cases" / "example.toml"])

    assert [check.kind for check in checks] == [
        "case", "scheme", "policy", "traffic", "traffic", "panel",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("../traffic/618.toml", "../policies/open.toml"),
        ("example/panel.csv", "../schemes/team-2026.toml"),
    ],
)
def test_a_file_of_another_kind_in_a_case_is_a_fault(tmp_path: Path, old: str, new: str) -> None:
    folder = tmp_path / "scenarios"
    shutil.copytree(scenarios_folder(), folder, ignore=shutil.ignore_patterns("*.gz"))
    case = folder / "cases" / "example.toml"
    case.write_text(case.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    checks = check_files([case])

    assert [check.path.name for check in checks if check.error] == [Path(new).name]


@pytest.mark.parametrize("kind", sorted(MODELS))
def test_a_json_schema_refuses_unknown_keys(kind: str) -> None:
    schema = json_schema(kind)

    assert schema["additionalProperties"] is False
    assert "schema_version" in schema["required"]


def test_an_unknown_schema_is_an_input_error() -> None:
    with pytest.raises(InputError, match=r"check\.unknown_schema"):
        json_schema("weights")


# --- contacts ------------------------------------------------------------------------------------

CONTACTS = (
    "contact_id,agent,started,frt_s,our own\n"
    "1,A,2026-05-01 09:00,12,x\n"
    "2,A,2026-05-01 09:05,-3,y\n"
    "3,B,2026-05-01 09:10,40,z\n"
)


def written_as(path: Path) -> Path:
    """Write the contacts above in the format of the path's ending."""
    frame = pd.read_csv(StringIO(CONTACTS))
    if path.suffix == ".parquet":
        frame.to_parquet(path)
    elif path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    else:
        frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".xlsx", ".parquet"])
def test_contacts_are_told_from_panels_and_counted(tmp_path: Path, ending: str) -> None:
    path = written_as(tmp_path / f"may{ending}")

    (check,) = check_files([path])

    assert (check.kind, check.error) == ("contacts", None)
    assert check.known_columns == ("contact_id", "agent", "started", "frt_s")
    assert check.records is not None
    assert (check.records.rows, [row.row for row in check.records.set_aside]) == (2, [3])
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (CONTACTS.replace("our own", "agent"), "contacts.duplicate_header"),
        (CONTACTS.replace("2026-05-01", "someday"), "contacts.unreadable_column"),
    ],
)
def test_contacts_that_are_wrong_are_refused(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "may.csv"
    path.write_text(text)

    (check,) = check_files([path])

    assert [fault.code for fault in check.faults] == [code]


def test_more_contacts_than_a_panel_may_have_rows_are_contacts(tmp_path: Path) -> None:
    path = tmp_path / "may.csv"
    path.write_text("agent,frt_s\n" + "A,12\n" * 30_000)

    (check,) = check_files([path])

    assert check.records is not None
    assert check.records.rows == 30_000


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("会话ID,客服,开始时间\n1,A,2026-05-01 09:00\n", "contacts"),
        ("客户ID,发送时间,发送方\nC,2026-05-01 09:00,买家\n", "messages"),
        ("报表\n订单号,客户ID,订单金额\n1,C,9.5\n", "orders"),
        ("month,agent,worked_days\n2026-05,A,20\n", "staff"),
        ("旺旺昵称,日期,接待人数,旺旺回复率\nA,2026-05-01,9,90%\n", "agent_days"),
    ],
)
def test_every_table_of_records_is_told_by_its_headers(
    tmp_path: Path, text: str, kind: str
) -> None:
    path = tmp_path / "may.csv"
    path.write_text(text, encoding="utf-8")

    (check,) = check_files([path])

    assert (check.kind, check.error) == (kind, None)
    assert check.records is not None
    assert check.records.rows > 0


def test_an_export_that_fits_two_layouts_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "may.csv"
    path.write_text("客服昵称,日期,接待人数,满意率\nA,2026-05-01,9,90%\n", encoding="utf-8")

    (check,) = check_files([path])

    assert [fault.code for fault in check.faults] == ["agent_days.ambiguous"]


def test_faults_of_a_table_of_records_are_named(tmp_path: Path) -> None:
    path = tmp_path / "may.csv"
    path.write_text("客户ID,发送时间,发送方\nC,2026-05-01 09:00,路人\n", encoding="utf-8")

    (check,) = check_files([path])

    assert check.kind == "messages"
    assert [fault.code for fault in check.faults] == ["records.unknown_sender"]


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".parquet"])
def test_a_table_of_neither_kind_is_told_what_both_look_like(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"other{ending}"
    frame = pd.DataFrame({"colour": ["red"], "size": [3]})
    if ending == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False)

    (check,) = check_files([path])

    assert [(f.code, f.place, f.value) for f in check.faults] == [
        ("check.unknown_table", "row 1", "colour, size")
    ]


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.xlsx", "a.parquet", "a.toml"])
def test_a_missing_file_is_a_fault_of_the_file_itself(tmp_path: Path, name: str) -> None:
    (check,) = check_files([tmp_path / name])

    assert [(f.code, f.place) for f in check.faults] == [("document.not_found", "file")]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (("respondent", "goal:speed|quality"), "panel"),
        (("goal:speed|quality", "weight"), "panel"),
        (("respondent", "weight"), "panel"),
        (("agent", "frt_s"), "contacts"),
        (("row", "age"), ""),
    ],
)
def test_headers_tell_the_kind_of_a_table(headers: tuple[str, ...], kind: str) -> None:
    assert table_kind(headers) == kind


@pytest.mark.parametrize(
    ("text", "code"),
    [("序号,A比B\n1,3\n", ""), ("respondent,A_vs_B,B_vs_C\nR,12,1/3\n", ""),
     ("序号,A比B\n1,3\n1,4\n", "survey.respondent_twice")],
)  # fmt: skip
def test_answers_from_a_platform_are_checked_as_they_are_read(
    tmp_path: Path, text: str, code: str
) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(text, encoding="utf-8")

    (check,) = check_files([path])

    assert check.kind == "answers"
    assert {fault.code for fault in check.faults} == ({code} if code else set())
    assert (check.survey is None) == bool(code)


def test_a_filled_questionnaire_is_checked_against_the_scheme(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    write_questionnaire("team-2026", path, "zh")

    (right,) = check_files([path])
    (wrong,) = check_files([path], scenarios_folder() / "schemes" / "performance-scheme.toml")

    assert (right.kind, right.error) == ("questionnaire", None)
    assert [fault.code for fault in wrong.faults] == ["questionnaire.other_scheme"]


def test_a_case_is_checked_with_its_contacts_in_its_own_layout() -> None:
    checks = check_files([scenarios_folder() / "cases" / "bank.toml"])

    assert [(check.kind, check.error) for check in checks] == [("case", None), ("contacts", None)]


# --- mutations -----------------------------------------------------------------------------------


@dataclass
class Target:
    """A shipped file in a copied folder, its text and its kind."""

    path: Path
    text: str
    kind: str

    @property
    def data(self) -> dict[str, Any]:
        return tomllib.loads(self.text)

    def required(self, path: KeyPath) -> bool:
        parent = model_at(MODELS[self.kind], path[:-1])
        field = parent.model_fields.get(str(path[-1])) if parent else None
        return field is not None and field.is_required()


@pytest.fixture(scope="module")
def targets(tmp_path_factory: pytest.TempPathFactory) -> list[Target]:
    folder = tmp_path_factory.mktemp("mutations") / "scenarios"
    shutil.copytree(scenarios_folder(), folder, ignore=shutil.ignore_patterns("*.gz"))
    paths = sorted(folder.rglob("*.toml"))
    # the bank's contacts are left out of the copy: the case that needs them is not mutated
    paths = [path for path in paths if path.name != "bank.toml"]
    return [Target(p, p.read_text(encoding="utf-8"), kind_of(load_toml(p))) for p in paths]


def paths_of(value: Any, path: KeyPath = ()) -> dict[KeyPath, Any]:
    found: dict[KeyPath, Any] = {path: value} if path else {}
    entries = value.items() if isinstance(value, dict) else ()
    for key, item in enumerate(value) if isinstance(value, list) else entries:
        found |= paths_of(item, (*path, key))
    return found


def parent_of(data: Any, path: KeyPath) -> Any:
    for part in path[:-1]:
        data = data[part]
    return data


def chosen(
    target: Target, rng: np.random.Generator, fits: Callable[[KeyPath, Any], bool]
) -> KeyPath:
    paths = [path for path, value in paths_of(target.data).items() if fits(path, value)]
    return paths[int(rng.integers(len(paths)))]


def is_named(path: KeyPath, _: Any) -> bool:
    return isinstance(path[-1], str)


def deleted(target: Target, rng: np.random.Generator) -> tuple[bytes, bool]:
    path = chosen(target, rng, is_named)
    data = target.data
    del parent_of(data, path)[path[-1]]
    return toml_text(data).encode(), target.required(path) and "extends" not in data


def renamed(target: Target, rng: np.random.Generator) -> tuple[bytes, bool]:
    path = chosen(target, rng, is_named)
    data = target.data
    parent = parent_of(data, path)
    name = str(path[-1])
    other = [name + "_x", name[:-1] or "x", name.upper() + "Q"][int(rng.integers(3))]
    parent[other] = parent.pop(name)
    closed = model_at(MODELS[target.kind], path[:-1]) is not None
    return toml_text(data).encode(), closed


def swapped(target: Target, rng: np.random.Generator) -> tuple[bytes, bool]:
    path = chosen(target, rng, is_named)
    data = target.data
    value = parent_of(data, path)[path[-1]]
    parent_of(data, path)[path[-1]] = 7 if isinstance(value, str) else "seven"
    return toml_text(data).encode(), True


def hundredfold(target: Target, rng: np.random.Generator) -> tuple[bytes, bool]:
    def is_number(_: KeyPath, value: Any) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and value != 0

    path = chosen(target, rng, is_number)
    data = target.data
    parent_of(data, path)[path[-1]] *= 100
    return toml_text(data).encode(), path != ("seed",)  # any seed is as good as another


def truncated(target: Target, rng: np.random.Generator) -> tuple[bytes, bool]:
    content = target.text.encode()
    cut = content[: int(rng.integers(1, len(content)))]
    try:
        left = tomllib.loads(cut.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return cut, True
    before, after = paths_of(target.data), paths_of(left)
    lost = [path for path in before if path not in after and (path[:-1] in after or not path[:-1])]
    whole_leaf = {"indicators", "groups"} if target.kind == "scheme" else set()
    noticed = any(target.required(path) or path[0] in whole_leaf for path in lost)
    return cut, noticed and "extends" not in left


def duplicated(target: Target, rng: np.random.Generator) -> tuple[bytes, bool]:
    lines = target.text.splitlines(keepends=True)
    at = int(rng.integers(len(lines)))
    text = "".join([*lines[: at + 1], *lines[at:]])
    try:
        return text.encode(), tomllib.loads(text) != target.data
    except tomllib.TOMLDecodeError:
        return text.encode(), True


def encoded(target: Target, rng: np.random.Generator) -> tuple[bytes, bool]:
    encoding = ["gbk", "utf-16", "utf-32"][int(rng.integers(3))]
    return target.text.encode(encoding), True


def reordered(data: Any, rng: np.random.Generator) -> Any:
    if isinstance(data, list):
        return [reordered(item, rng) for item in data]
    if not isinstance(data, dict):
        return data
    keys = list(data)
    rng.shuffle(keys)
    return {key: reordered(data[key], rng) for key in keys}


MUTATORS = (deleted, renamed, swapped, hundredfold, truncated, duplicated, encoded)


def test_mutations_of_the_shipped_files_are_found_and_named(targets: list[Target]) -> None:
    rng = np.random.default_rng(SEED)
    invalid: Counter[str] = Counter()
    missed = []

    for _ in range(MUTATIONS):
        target = targets[int(rng.integers(len(targets)))]
        mutate = MUTATORS[int(rng.integers(len(MUTATORS)))]
        content, is_invalid = mutate(target, rng)
        target.path.write_bytes(content)
        (check, *_) = check_files([target.path])
        target.path.write_text(target.text, encoding="utf-8")
        invalid[mutate.__name__] += is_invalid
        if is_invalid and not any("line " in fault.place for fault in check.faults):
            missed.append((target.path.name, mutate.__name__, difference(target, content)))

    assert set(invalid) == {mutate.__name__ for mutate in MUTATORS}
    assert sum(invalid.values()) > 0.75 * MUTATIONS
    assert len(missed) <= (1 - LEAST_FOUND) * sum(invalid.values()), missed


def difference(target: Target, content: bytes) -> object:
    """Return what a mutation changed, for the message of a failed test."""
    try:
        before, after = paths_of(target.data), paths_of(tomllib.loads(content.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return "not TOML"
    lost = [path for path in before if path not in after]
    changed = [(p, after[p]) for p in before if p in after and before[p] != after[p]]
    return lost or changed[-1:]


def test_unchanged_meaning_passes(targets: list[Target]) -> None:
    rng = np.random.default_rng(SEED)

    refused = []
    for target in targets:
        commented = "".join(f"# 注释\n{line}" for line in target.text.splitlines(keepends=True))
        for content in (
            target.text.encode("utf-8-sig"),
            target.text.replace("\n", "\r\n").encode(),
            ("\n\n" + target.text + "\n# end").encode(),
            toml_text(reordered(target.data, rng)).encode(),
            commented.encode() if '"""' not in target.text else target.text.encode(),
        ):
            target.path.write_bytes(content)
            (check, *_) = check_files([target.path])
            refused += [(target.path.name, fault) for fault in check.faults]
        target.path.write_text(target.text, encoding="utf-8")

    assert refused == []
