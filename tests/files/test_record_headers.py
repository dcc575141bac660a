"""Headers: where they stand, which table they show, every fault at once."""

from pathlib import Path

import pytest

from engine.domain.records import TableKind
from engine.errors import InputError
from engine.files.header_maps import HeaderMap
from engine.files.record_file import known_maps
from engine.files.record_headers import (
    Header,
    header_of,
    is_agent_days,
    own_maps,
    recognised,
    refuse_faults,
    table_of,
)
from engine.files.record_tables import opened_table

MAPS: tuple[HeaderMap, ...] = known_maps()


def header(tmp_path: Path, text: str) -> Header:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    return header_of(opened_table(path, len), MAPS)


def faults(tmp_path: Path, text: str) -> list[tuple[str, str, str]]:
    with pytest.raises(InputError) as raised:
        refuse_faults(header(tmp_path, text), "a.csv")
    return [(fault.code, fault.place, fault.value) for fault in raised.value.faults]


def test_the_header_is_found_below_titles_with_a_note(tmp_path: Path) -> None:
    found = header(tmp_path, "导出\n2026-05,\n\n客服,开始时间,备注\nA,2026-05-01,x\n")

    assert (found.row, found.kind) == (4, TableKind.CONTACTS)
    assert [(note.column, note.reading, note.cells) for note in found.notes] == [
        ("row 4", "reading.guessed_headers", 2),
        ("row 4", "reading.title_rows", 3),
    ]


def test_headers_of_hengs_own_names_are_no_guesses(tmp_path: Path) -> None:
    assert header(tmp_path, "agent,started\nA,2026-05-01\n").notes == ()


def test_one_known_name_makes_no_table(tmp_path: Path) -> None:
    assert faults(tmp_path, "姓氏,分组,颜色\na,b,c\n") == [
        ("records.unknown_table", "row 1", "姓氏, 分组, 颜色")
    ]


@pytest.mark.parametrize("above", [10, 11])
def test_a_header_stands_within_the_first_eleven_rows(tmp_path: Path, above: int) -> None:
    found = header(tmp_path, "title,\n" * above + "agent,started\nA,2026-05-01\n")

    assert found.row == (11 if above == 10 else 1)


def test_missing_and_duplicate_columns_are_named_at_once(tmp_path: Path) -> None:
    assert faults(tmp_path, "客服,客服,frt_s\nA,B,3\n") == [
        ("records.duplicate_header", "row 1", "客服"),
        ("records.missing_column", "row 1", "started"),
    ]


def test_headers_that_nothing_knows_are_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "colour,size\nred,3\n") == [
        ("records.unknown_table", "row 1", "colour, size")
    ]


def test_blank_headers_are_told_by_their_place(tmp_path: Path) -> None:
    assert header(tmp_path, "agent,,started,\nA,,2026-05-01,\n").nameless == (1, 3)


def test_similar_names_are_suggested_and_not_used(tmp_path: Path) -> None:
    found = header(tmp_path, "agent,started,frt_sec\nA,2026-05-01,3\n")

    assert [each.header for each in found.match.unknown] == ["frt_sec"]
    assert "frt_s" in {each.name for each in found.suggested}


@pytest.mark.parametrize("kind", [kind for kind in TableKind if kind != "agent_days"])
def test_hengs_own_names_show_every_table(kind: TableKind) -> None:
    (own,) = own_maps([kind])

    assert table_of(tuple(own.targets), MAPS) is kind
    assert recognised(tuple(own.targets), [own]) == len(own.targets)


def test_one_known_name_shows_no_table() -> None:
    assert table_of(("group", "colour"), MAPS) is None


def test_agent_day_exports_are_told_from_records(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "旺旺昵称,日期,接待人数,旺旺回复率,平均响应时长\nA,2026-05-01,9,90%,30\n", encoding="utf-8"
    )
    raw = opened_table(path, len)

    assert is_agent_days(raw, MAPS)
    path.write_text("agent,started\nA,2026-05-01\n", encoding="utf-8")
    assert not is_agent_days(opened_table(path, len), MAPS)
