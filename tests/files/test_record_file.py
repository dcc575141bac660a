"""A shop's files: told by their headers, all faults at once, the same after export and import."""

import gzip
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.domain.records import TABLES, ColumnType, RecordSource, TableKind
from engine.errors import InputError
from engine.example.calendar import FIRST_DAY
from engine.example.contacts import Field, draw_contacts, fields_of
from engine.example.messages import chat_messages
from engine.example.records import agent_months, orders, quality_samples
from engine.example.world import shop_world
from engine.files.record_file import (
    PreparedRecords,
    ReadingOptions,
    known_maps,
    prepare_records,
)
from engine.i18n.translate import render_error
from tests.files.record_samples import write_book, xls_book

CONTACTS = "会话ID,客服,开始时间,首次响应时长(秒),是否解决\n007,小王,2026-05-01 09:00:00,30,是\n"
MESSAGES = "customer_id,sent_at,sender\nC1,2026-05-01 09:00:00,买家\n"
ORDERS = "order_id,customer_id,order_value\n1,C1,99.5\n"


def written(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    return paths


def prepared(folder: Path, *paths: Path, options: ReadingOptions | None = None) -> PreparedRecords:
    return prepare_records(paths, folder / "made", options)


def rows(source: RecordSource) -> dict[str, list[object]]:
    return pq.read_table(source.path).to_pydict()


def faults(folder: Path, *paths: Path, options: ReadingOptions | None = None) -> list[str]:
    with pytest.raises(InputError) as raised:
        prepared(folder, *paths, options=options)
    assert all(render_error(raised.value, language) for language in ("zh", "en"))
    return [f"{fault.file}: {fault.place}: {fault.code}" for fault in raised.value.faults]


def test_each_file_is_told_by_its_headers(tmp_path: Path) -> None:
    paths = written(tmp_path, contacts=CONTACTS, messages=MESSAGES, orders=ORDERS)

    found = prepared(tmp_path, *paths)

    assert [source.kind for source in found.sources] == ["contacts", "messages", "orders"]
    assert [reading.file for reading in found.readings] == [path.name for path in paths]
    assert rows(found.sources[0])["contact_id"] == ["007"]
    assert rows(found.sources[1])["sender"] == ["customer"]
    assert all(rows(source)["source_row"] == [2] for source in found.sources)


def test_every_fault_of_every_file_is_named_at_once(tmp_path: Path) -> None:
    paths = written(
        tmp_path,
        contacts=CONTACTS.replace("客服", "客服甲"),
        messages=MESSAGES.replace("买家", "路人"),
        other="colour,size\nred,3\n",
    )

    assert faults(tmp_path, *paths, tmp_path / "gone.csv") == [
        "contacts.csv: row 1: records.missing_column",
        "messages.csv: row 2, column sender: records.unknown_sender",
        "other.csv: row 1: records.unknown_table",
        "gone.csv: file: records.whole_file",
    ]


def test_the_same_file_twice_is_used_once_and_named(tmp_path: Path) -> None:
    paths = written(tmp_path, may=ORDERS, copy=ORDERS)

    found = prepared(tmp_path, *paths)

    assert len(found.sources) == 1
    assert found.repeated == (("copy.csv", "may.csv"),)


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    (folder / "sub").mkdir(parents=True)
    written(folder, a=ORDERS)
    written(folder / "sub", b=ORDERS.replace("99", "98"))
    (folder / "readme.md").write_text("not a table", encoding="utf-8")
    (folder / "~$a.xlsx").write_bytes(b"lock")

    assert [source.file for source in prepared(tmp_path, folder).sources] == ["a.csv", "b.csv"]


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "exports.csv").mkdir()

    assert faults(tmp_path, tmp_path / "exports.csv") == [
        "exports.csv: folder: records.empty_folder"
    ]


def test_the_user_may_say_which_table_a_file_is(tmp_path: Path) -> None:
    (path,) = written(tmp_path, a="agent,month\nA,2026-05\n")
    options = ReadingOptions(kinds={"a.csv": "staff"})

    assert prepared(tmp_path, path, options=options).sources[0].kind is TableKind.STAFF
    with pytest.raises(InputError, match=r"records\.unknown_table"):
        prepared(tmp_path, path, options=ReadingOptions(kinds={"a.csv": "stuff"}))


def test_times_with_an_offset_become_local_in_the_zone_of_the_file(tmp_path: Path) -> None:
    text = MESSAGES.replace("09:00:00", "09:00:00Z")
    paths = written(tmp_path, a=text, b=text.replace("C1", "C2"))
    options = ReadingOptions(timezones={"b.csv": "Europe/Paris"})

    found = prepared(tmp_path, *paths, options=options)

    assert [rows(source)["sent_at"][0].isoformat() for source in found.sources] == [  # type: ignore[attr-defined]  # a datetime
        "2026-05-01T17:00:00",
        "2026-05-01T11:00:00",
    ]


@pytest.mark.parametrize("zone", ["Asia/Shangai", "", "../x", "UTC+8"])
def test_a_time_zone_that_does_not_exist_is_refused(tmp_path: Path, zone: str) -> None:
    paths = written(tmp_path, a=ORDERS)

    assert faults(tmp_path, *paths, options=ReadingOptions(timezone=zone)) == [
        ": timezone: records.timezone"
    ]


def test_impossible_values_are_set_aside_and_listed(tmp_path: Path) -> None:
    text = ORDERS + "2,C2,-5\n3,C3,abc\n4\n5,C5,7\n"

    (source,) = prepared(tmp_path, *written(tmp_path, a=text)).sources

    assert rows(source)["source_row"] == [2, 6]
    assert [(row.row, row.column, row.value) for row in source.set_aside] == [
        (3, "order_value", "-5"),
        (4, "order_value", "abc"),
        (5, "", "4"),
    ]


def test_mixed_units_in_a_column_are_a_fault_with_the_rows(tmp_path: Path) -> None:
    text = CONTACTS + "8,小王,2026-05-01 09:00:00,2小时,是\n"

    assert faults(tmp_path, *written(tmp_path, a=text)) == [
        "a.csv: row 2, column 首次响应时长(秒): cells.mixed_units"
    ]


def test_an_unknown_column_is_kept_under_its_own_name(tmp_path: Path) -> None:
    text = "order_id,customer_id,order_value,agent_,备注\n1,C1,9,x,007\n"

    found = prepared(tmp_path, *written(tmp_path, a=text))

    assert rows(found.sources[0])["备注"] == ["007"]
    assert [each.header for each in found.readings[0].match.unknown] == ["agent_", "备注"]


def test_agent_day_exports_are_read_as_long_tables(tmp_path: Path) -> None:
    text = "旺旺昵称,日期,接待人数,旺旺回复率,平均响应时长\nA,2026-05-01,9,90%,30\n"

    found = prepared(tmp_path, *written(tmp_path, a=text))

    assert [source.kind for source in found.sources] == ["agent_days"]
    assert len(found.exports) == 1
    assert 30.0 in rows(found.sources[0])["value"]


@pytest.mark.parametrize(
    "kind", [pa.list_(pa.int64()), pa.struct([("a", pa.int64())]), pa.binary()]
)
def test_columns_of_types_that_are_no_values_are_named(tmp_path: Path, kind: pa.DataType) -> None:
    nothing = pa.array([None], kind)
    table = pa.table({"order_id": ["1"], "customer_id": ["C"], "order_value": nothing})
    if kind == pa.binary():
        table = table.set_column(2, "order_value", pa.array([b"\xff"], kind))
    pq.write_table(table, tmp_path / "a.parquet")

    assert faults(tmp_path, tmp_path / "a.parquet") == [
        "a.parquet: order_value: records.column_type"
    ]


def test_ids_are_text_whatever_the_file_keeps_them_as(tmp_path: Path) -> None:
    columns = {"order_id": [1, 2], "customer_id": [1.0, np.nan], "order_value": [1, 2]}
    pd.DataFrame(columns).to_parquet(tmp_path / "a.parquet")

    (source,) = prepared(tmp_path, tmp_path / "a.parquet").sources

    assert rows(source)["order_id"] == ["1", "2"]
    assert rows(source)["customer_id"] == ["1", None]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read all")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    (path,) = written(tmp_path, a=ORDERS)
    path.chmod(0)

    with pytest.raises(InputError, match=r"contacts\.unreadable"):
        prepared(tmp_path, path)


# --- bounded memory ------------------------------------------------------------------------------

_CHILD = """
import resource, sys
from pathlib import Path
from engine.errors import InputError
from engine.files.record_file import prepare_records
source, folder = Path(sys.argv[1]), Path(sys.argv[2])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    print(prepare_records([source], folder).sources[0].rows, end=" ")
except InputError as error:
    print(error.faults[0].code, end=" ")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def in_a_child(source: Path, folder: Path) -> tuple[str, int]:
    """Return what reading a file gave, and by how many MB the process grew."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(source), str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    told, grown = done.stdout.split()
    return told, int(grown)


@pytest.mark.slow
def test_a_sheet_of_100_mb_is_refused_within_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.xlsx"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 100_000_000)

    told, grown_mb = in_a_child(path, tmp_path)

    assert told == "limits.too_large"
    assert grown_mb < 50


@pytest.mark.slow
def test_memory_does_not_grow_with_a_csv_file(tmp_path: Path) -> None:
    line = f"1,C1,9.5,{'x' * 400}\n".encode()
    with gzip.open(tmp_path / "big.csv.gz", "wb", compresslevel=1) as packed:
        packed.write(b"order_id,customer_id,order_value,note\n")
        for _ in range(9):
            packed.write(line * 25_000)

    told, grown_mb = in_a_child(tmp_path / "big.csv.gz", tmp_path)

    assert told == "225000"
    assert grown_mb < 400


# --- no traceback, whatever the bytes ------------------------------------------------------------

SEED = 20260522


def specimens(folder: Path) -> list[bytes]:
    """Return the bytes of a file in each format."""
    table = [["order_id", "customer_id", "order_value"], ["1", "C1", 9.5], ["2", "C2", 3]]
    book = write_book(folder / "s.xlsx", table).read_bytes()
    parquet = folder / "s.parquet"
    pd.DataFrame({"order_id": ["1"], "customer_id": ["C"], "order_value": [9.5]}).to_parquet(
        parquet
    )
    text = CONTACTS.encode("gb18030")
    return [text, gzip.compress(text), book, xls_book(table), parquet.read_bytes()]


def test_damaged_files_give_faults_and_never_a_traceback(tmp_path: Path) -> None:
    rng = np.random.default_rng(SEED)
    originals, endings = specimens(tmp_path), [".csv", ".csv.gz", ".xlsx", ".xls", ".parquet"]

    for number in range(100):
        kind = number % len(endings)
        content = bytearray(originals[kind])
        for place in rng.integers(0, len(content), rng.integers(1, 6)):
            content[place] = rng.integers(0, 256)
        cut = rng.integers(0, len(content)) if number % 3 == 0 else len(content)
        path = tmp_path / f"f{number}{endings[(kind + number // 80) % len(endings)]}"
        path.write_bytes(content[:cut])
        with suppress(InputError):
            prepared(tmp_path, path)


# --- the same after export and import ------------------------------------------------------------


def exported(frame: pd.DataFrame, path: Path, encoding: str) -> Path:
    """Write a table as a shop's tool would."""
    if path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif path.suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False, encoding=encoding)
    return path


FORMATS = [
    (".csv", "utf-8-sig"),
    (".csv", "gb18030"),
    (".csv", "utf-16"),
    (".csv.gz", "utf-8"),
    (".xlsx", ""),
    (".parquet", ""),
]


def example_tables() -> dict[str, pd.DataFrame]:
    """Return the example's contacts, messages, orders, samples and staff in Heng's names."""
    world = shop_world(7)
    contacts = draw_contacts(world, 400, thin=True)
    fields = {name: make() for name, make in fields_of(contacts).items()}
    starts = FIRST_DAY.astype("datetime64[us]") + contacts.arrivals.start_s.astype("timedelta64[s]")
    frames = {
        "messages": chat_messages(contacts),
        "orders": orders(world, contacts),
        "samples": quality_samples(world, contacts),
        "staff": agent_months(world, contacts),
    }
    tables = {kind: pd.DataFrame(dict(columns)).head(400) for kind, columns in frames.items()}
    whole = {name: _cells(each) for name, each in fields.items()}
    table = pd.DataFrame(whole).round(6)  # a sheet keeps fifteen digits
    return {"contacts": table.assign(started=starts), **tables}


def _cells(column: Field) -> list[object]:
    values = np.asarray(column.values)
    cells = [column.levels[v] if column.levels and v >= 0 else v.item() for v in values]
    known = [True] * len(cells) if column.known is None else column.known
    return [cell if ok else None for cell, ok in zip(cells, known, strict=True)]


def in_chinese(kind: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the headers and flags of the shipped map, as a shop would write it."""
    (shipped,) = [each for each in known_maps() if each.id == kind]
    names: dict[str, str] = {}
    for header, target in shipped.headers.items():
        names.setdefault(target.column, header)
    said = frame.copy()
    for name in frame.columns:
        if name in TABLES[TableKind(kind)].columns and frame[name].dtype == bool:
            said[name] = np.where(frame[name], "是", "否")
    return said.rename(columns=names)


@pytest.mark.parametrize(("ending", "encoding"), FORMATS)
def test_the_example_is_the_same_after_export_and_import(
    tmp_path: Path, ending: str, encoding: str
) -> None:
    tables = example_tables()
    paths = [
        exported(in_chinese(kind, frame), tmp_path / f"{kind}{ending}", encoding)
        for kind, frame in tables.items()
    ]

    found = prepared(tmp_path, *paths)

    assert [source.kind for source in found.sources] == list(tables)
    for source, (kind, frame) in zip(found.sources, tables.items(), strict=True):
        assert source.rows == len(frame)
        assert source.set_aside == ()
        read = pq.read_table(source.path)
        for name, spec in TABLES[TableKind(kind)].columns.items():
            if name in frame:
                assert read[name].to_pylist() == expected(frame[name], spec.type), (kind, name)


def expected(column: "pd.Series[object]", kind: ColumnType) -> list[object]:
    """Return what a column of the example is in Heng's types."""
    cells = [None if pd.isna(cell) else cell for cell in column.to_list()]
    if kind in {ColumnType.ID, ColumnType.TEXT}:
        return [None if cell is None else str(cell) for cell in cells]
    if kind is ColumnType.TIME:
        return [None if cell is None else pd.Timestamp(cell).to_pydatetime() for cell in cells]
    return cells


def test_confirmed_map_goes_before_the_shipped_one_of_its_id() -> None:
    shipped = next(each for each in known_maps() if each.id == "contacts")
    own = replace(shipped, confirmed=True)

    assert [each for each in known_maps((own,)) if each.id == "contacts"] == [own]


def test_a_map_that_the_user_gives_is_confirmed_by_that() -> None:
    shipped = next(each for each in known_maps() if each.id == "tickets")

    (own,) = (each for each in known_maps((shipped,)) if each.id == "tickets")

    assert own.confirmed
