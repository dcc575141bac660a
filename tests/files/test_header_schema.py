"""Header maps as files: the shipped ones, faulty ones, and those that a user confirmed."""

from collections import Counter
from pathlib import Path

import pytest

from engine.domain.records import TableKind
from engine.errors import InputError
from engine.files.header_maps import HeaderMap, match_headers
from engine.files.header_schema import (
    confirmed_map,
    read_header_map,
    shipped_header_maps,
    written_map,
)

MAPS = shipped_header_maps()
FILE = """
schema_version = 1
id = "ours"
kind = "agent_days"
[name]
zh = "本店"
en = "ours"
[note]
zh = "本店的导出"
en = "our export"
[sources]
us = "our back office"
[headers]
"客服" = { column = "agent", cells = "text", status = "seen", source = "us" }
"首响" = { indicator = "frt", cells = "seconds", role = "mean", status = "confirmed" }
"""


def faults_of(text: str, folder: Path) -> list[tuple[str, str]]:
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_header_map(path)
    return [(fault.code, fault.place) for fault in caught.value.faults]


def test_thirteen_layouts_and_a_map_for_each_table_are_shipped() -> None:
    kinds = Counter(each.kind for each in MAPS)

    assert kinds.pop(TableKind.AGENT_DAYS) == 13
    assert set(kinds) == set(TableKind) - {TableKind.AGENT_DAYS, TableKind.ROUNDS}
    assert set(kinds.values()) == {1}


def test_seen_names_have_their_source() -> None:
    layouts = [each for each in MAPS if each.kind is TableKind.AGENT_DAYS]

    unsourced = [
        (each.id, header)
        for each in layouts
        for header, target in each.headers.items()
        if target.status == "seen" and target.source not in each.sources
    ]

    assert unsourced == []


@pytest.mark.parametrize("each", MAPS, ids=lambda each: each.id)
def test_a_written_map_reads_back_equal(each: HeaderMap, tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(written_map(each, "line one\nline two"), encoding="utf-8")

    assert path.read_text(encoding="utf-8").startswith("# line one\n# line two\n")
    assert read_header_map(path) == each


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('column = "agent", ', "", "headers.one_meaning"),
        ('column = "agent"', 'column = "agnet"', "headers.unknown_column"),
        ('source = "us"', 'source = "them"', "headers.unknown_source"),
        ('role = "mean", ', "", "headers.role"),
        ('role = "mean"', 'role = "rate"', "headers.role"),
        ('role = "mean"', 'role = "numerator"', "headers.role"),
        ('kind = "agent_days"', 'kind = "contacts"', "headers.no_indicator"),
        ('cells = "seconds"', 'cells = "second"', "document.choice_near"),
        ('status = "confirmed" }', 'status = "confirmed", aliases = ["客 服"] }', "headers.twice"),
    ],
)
def test_a_faulty_map_is_refused_at_its_line(old: str, new: str, code: str, tmp_path: Path) -> None:
    found = faults_of(FILE.replace(old, new), tmp_path)

    assert code in [fault for fault, _ in found]
    assert all("line" in place for _, place in found)


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    text = FILE.replace('"us" }', '"them" }').replace('role = "mean", ', "")

    assert [code for code, _ in faults_of(text, tmp_path)] == [
        "headers.unknown_source",
        "headers.role",
    ]


def test_a_confirmed_map_knows_the_files_own_headers() -> None:
    headers = ["客服", "咨询量", "接待量", "三十秒应答率"]
    match = match_headers(headers, MAPS)
    assert match.chosen is not None

    made = confirmed_map(match, match.chosen, {"三十秒应答率": "30s应答率"})
    again = match_headers(headers, [*MAPS, made])

    assert again.chosen is made
    assert (again.unknown, again.guessed) == ((), ())
    assert made.headers["三十秒应答率"].column == "rate_30s"


def test_an_empty_answer_leaves_a_header_unknown() -> None:
    match = match_headers(["客服", "咨询量", "心情"], MAPS)
    assert match.chosen is not None

    made = confirmed_map(match, match.chosen, {"心情": ""})

    assert [each.header for each in match_headers(["客服", "心情"], [made]).unknown] == ["心情"]
