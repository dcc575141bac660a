"""Daily counts in CSV and Excel, English and Chinese, and everything wrong with them at once."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from engine.errors import InputError
from engine.files.trigger_counts_file import read_trigger_counts
from engine.i18n.translate import render_error

WATCHED = {"complaint": ("投诉率", "Complaint rate")}


def written(folder: Path, text: str) -> Path:
    path = folder / "counts.csv"
    path.write_text(text, encoding="utf-8")
    return path


def codes(path: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as refused:
        read_trigger_counts(path, WATCHED)
    for language in ("zh", "en"):
        assert "{" not in render_error(refused.value, language)
    return [
        (fault.code.removeprefix("trigger_counts."), fault.place) for fault in refused.value.faults
    ]


@pytest.mark.parametrize(
    "header",
    [
        "date,contacts,complaint",
        "Date,served,complaints",
        "day,n,complaint_events",
        "日期,接待量,投诉量",
        "日期,接待人数,投诉数",
        "date,contacts,Complaint",
        "date,contacts,events",
        "日期,接待量,事件数",
    ],
)
def test_counts_are_read_under_the_names_people_use(tmp_path: Path, header: str) -> None:
    path = written(tmp_path, f"{header}\n2026-11-02,1000,6\n2026/11/1,900,5\n")

    counts = read_trigger_counts(path, WATCHED).counts

    assert counts.days.astype(str).tolist() == ["2026-11-01", "2026-11-02"]
    assert counts.contacts.tolist() == [900, 1000]
    assert counts.events["complaint"].tolist() == [5, 6]


def test_events_without_a_name_are_of_no_indicator_where_two_are_watched(tmp_path: Path) -> None:
    path = written(tmp_path, "date,contacts,events\n2026-11-01,900,5\n")

    with pytest.raises(InputError) as refused:
        read_trigger_counts(path, WATCHED | {"dispute": ("纠纷率", "Dispute rate")})

    places = [fault.place for fault in refused.value.faults]
    assert places == ["column complaint", "column dispute"]


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["日期", "接待量", "投诉量"], ["2026年11月1日", 900, 5], ["2026-11-02", 1000, 6]):
        book.active.append(row)
    book.save(tmp_path / "counts.xlsx")

    counts = read_trigger_counts(tmp_path / "counts.xlsx", WATCHED).counts

    assert counts.contacts.tolist() == [900, 1000]


def test_a_log_of_contacts_is_summed_by_day(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "日期,投诉\n2026-11-01 09:00,1\n2026-11-01 10:00,0\n2026-11-02,否\n2026-11-02,是\n",
    )

    found = read_trigger_counts(path, WATCHED)

    assert found.counts.contacts.tolist() == [2, 2]
    assert found.counts.events["complaint"].tolist() == [1, 1]
    assert [each.sentence.key for each in found.findings] == ["finding.weight_review.contact_log"]


def test_columns_that_nobody_watches_are_told(tmp_path: Path) -> None:
    path = written(tmp_path, "date,contacts,complaint,note\n2026-11-01,10,1,x\n")

    (finding,) = read_trigger_counts(path, WATCHED).findings

    assert finding.sentence.values["columns"] == "note"


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "date,contacts,complaint\n"
        "2026-11-01,100,3\n"
        "2026-11-01,100,3\n"
        "tomorrow,100,3\n"
        "2026-11-04,many,3\n"
        "2026-11-05,100,\n"
        "2026-11-06,100,101\n"
        "2026-11-07,-5,0\n"
        "2026-11-08,10,-1\n"
        "2026-11-09,10.5,1\n"
        "2026-11-10,1e300,1\n"
        "2026-11-11,inf,1\n",
    )

    assert sorted(codes(path)) == sorted(
        [
            ("count", "row 5, column contacts"),
            ("count", "row 10, column contacts"),
            ("count", "row 11, column contacts"),
            ("count", "row 12, column contacts"),
            ("negative", "row 8, column contacts"),
            ("count", "row 6, column complaint"),
            ("negative", "row 9, column complaint"),
            ("date", "row 4, column date"),
            ("date_twice", "row 3, column date"),
            ("above", "row 7, column complaint"),
        ]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("contacts,complaint\n10,1\n", [("no_date", "column date")]),
        ("date,contacts,disputes\n2026-11-01,10,1\n", [("events", "column complaint")]),
        ("date,contacts,投诉率\n2026-11-01,10,0.1\n", [("events", "column complaint")]),
        (
            "date,contacts,complaint,投诉量\n2026-11-01,10,1,1\n",
            [("column_twice", "column complaint")],
        ),
        ("date,contacts,complaint\n", [("empty", "file")]),
        ("date,complaint\n2026-11-01,1\n2026-11-02,0\n", [("no_contacts", "file")]),
        ("date,complaint\n2026-11-01,1\n2026-11-01,7\n", [("flag", "row 3, column complaint")]),
        ("date,complaint\n2026-11-01,1\n2026-11-01,\n", [("flag", "row 3, column complaint")]),
    ],
)
def test_tables_that_are_no_counts_are_refused(
    tmp_path: Path, text: str, expected: list[tuple[str, str]]
) -> None:
    assert codes(written(tmp_path, text)) == expected


def test_a_column_full_of_faults_is_cut_and_counted(tmp_path: Path) -> None:
    rows = "".join(f"2026-10-{day:02d},x,0\n" for day in range(1, 31))

    found = codes(written(tmp_path, "date,contacts,complaint\n" + rows))

    assert len(found) == 21
    assert found[-1] == ("more", "column contacts")
