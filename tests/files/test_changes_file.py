"""The ledger of agreed changes: added to, read back, refused by place."""

import json
from pathlib import Path

import pytest

from engine.domain.calibration import Change
from engine.errors import InputError
from engine.files.changes_file import longer_ledger, read_changes, write_together

WHEN = "2025-11-02T09:30:00+00:00"
CHANGE = Change("r1", "goal", "首响", "解决|率", 1 / 3, 2.5, "王", WHEN)


def entry(**other: object) -> dict[str, object]:
    return {
        "respondent": "r1",
        "node": "goal",
        "first": "a",
        "second": "b",
        "old": "1/3",
        "new": 2,
        "who": "Li",
        "when": WHEN,
    } | other


def ledger(folder: Path, *entries: object) -> Path:
    path = folder / "changes.json"
    path.write_text(json.dumps({"heng": {}, "changes": list(entries)}), encoding="utf-8")
    return path


def test_changes_come_back_bit_for_bit_in_order(tmp_path: Path) -> None:
    path = tmp_path / "changes.json"
    later = Change("", "", "a", "b", 0.1 + 0.2, 1 / 7, "Li", WHEN)

    write_together({path: longer_ledger(path, [CHANGE], {"version": "1"})})
    write_together({path: longer_ledger(path, [later], {"version": "2"})})

    assert read_changes(path) == (CHANGE, later)
    document = json.loads(path.read_text(encoding="utf-8"))
    assert list(document) == ["heng", "changes"]
    assert document["heng"] == {"version": "2"}
    assert [file.name for file in tmp_path.iterdir()] == ["changes.json"]


def test_a_fraction_is_exact(tmp_path: Path) -> None:
    (found,) = read_changes(ledger(tmp_path, entry()))

    assert found.old == 1 / 3


def test_every_fault_is_named_by_its_place(tmp_path: Path) -> None:
    path = ledger(
        tmp_path,
        entry(when="yesterday"),
        entry(when="2025-11-02T09:30:00"),
        entry(new=0, old="much"),
        entry(second="a"),
        entry(who=" ", first=3),
        entry(old=1e12, extra=1),
        "none",
        {"first": "a"},
    )

    with pytest.raises(InputError) as refused:
        read_changes(path)

    told = [(fault.code.partition(".")[2], fault.place) for fault in refused.value.faults]
    assert told[:9] == [
        ("not_an_instant", "changes[0].when"),
        ("not_an_instant", "changes[1].when"),
        ("not_a_ratio", "changes[2].old"),
        ("not_positive", "changes[2].new"),
        ("same_item", "changes[3].second"),
        ("not_a_name", "changes[4].first"),
        ("not_a_name", "changes[4].who"),
        ("unknown_key", "changes[5].extra"),
        ("out_of_scale", "changes[5].old"),
    ]
    assert told[9] == ("not_a_change", "changes[6]")
    assert {code for code, _ in told[10:]} == {"missing_key"}
    assert len(told) == 17


@pytest.mark.parametrize("text", ["{", "[]", '{"heng": {}}', '{"heng": {}, "changes": {}}'])
def test_what_is_no_ledger_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "changes.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=r"judgement_file\.invalid"):
        read_changes(path)


def test_a_faulty_ledger_is_not_added_to(tmp_path: Path) -> None:
    path = ledger(tmp_path, entry(new=-1))

    with pytest.raises(InputError, match="not_positive"):
        longer_ledger(path, [CHANGE], {})


@pytest.mark.parametrize("refused", ["nowhere/changes.json", "kept.json/changes.json", "folder"])
@pytest.mark.parametrize("is_first", [True, False])
def test_where_one_file_cannot_be_written_none_is(
    tmp_path: Path, refused: str, *, is_first: bool
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "kept.json").write_text("before", encoding="utf-8")
    names = [refused, "kept.json"] if is_first else ["kept.json", refused]

    with pytest.raises(InputError, match=r"not_written.*(changes\.json|folder)"):
        write_together(dict.fromkeys((tmp_path / name for name in names), "after"))

    assert (tmp_path / "kept.json").read_text(encoding="utf-8") == "before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["folder", "kept.json"]
