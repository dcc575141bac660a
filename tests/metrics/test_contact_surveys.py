"""Survey answers join the contact they are about, once, and never replace its own."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.records import RecordSource, TableKind
from engine.metrics.aggregate import metric_table
from engine.metrics.contact_surveys import add_survey_answers
from engine.metrics.records import opened_records


def source(folder: Path, kind: TableKind, **columns: list[object]) -> RecordSource:
    table = pa.table(columns)
    pq.write_table(table, folder / f"{kind}.parquet")
    return RecordSource(
        folder / f"{kind}.parquet", tuple(table.column_names), len(table), kind=kind
    )


def test_last_answer_of_a_contact_counts_and_contacts_without_one_stay(tmp_path: Path) -> None:
    contacts = source(tmp_path, TableKind.CONTACTS, contact_id=["1", "2", "3"], agent=["A"] * 3)
    surveys = source(
        tmp_path,
        TableKind.SURVEYS,
        contact_id=["1", "1", "3", "9"],
        nps=[3, 10, None, 5],
        answered_at=[datetime(2026, 5, day) for day in (1, 2, 3, 4)],  # noqa: DTZ001 (local time)
    )

    with opened_records([contacts, surveys]) as records:
        added = add_survey_answers(records)
        query = "SELECT contact_id, nps FROM contacts ORDER BY contact_id"
        rows = records.connection.execute(query).fetchall()

    assert added == ("nps",)
    assert rows == [("1", 10), ("2", None), ("3", None)]


def test_without_a_time_the_answer_further_down_counts(tmp_path: Path) -> None:
    contacts = source(tmp_path, TableKind.CONTACTS, contact_id=[1])
    surveys = source(tmp_path, TableKind.SURVEYS, contact_id=["1", "1"], praised=[True, False])

    with opened_records([contacts, surveys]) as records:
        add_survey_answers(records)
        rows = records.connection.execute("SELECT praised FROM contacts").fetchall()

    assert rows == [(False,)]


def test_own_ratings_of_contacts_are_not_replaced(tmp_path: Path) -> None:
    contacts = source(tmp_path, TableKind.CONTACTS, contact_id=["1"], csat=[2])
    surveys = source(tmp_path, TableKind.SURVEYS, contact_id=["1"], csat=[5])

    with opened_records([contacts, surveys]) as records:
        assert add_survey_answers(records) == ()
        assert records.connection.execute("SELECT csat FROM contacts").fetchall() == [(2,)]


def test_answers_that_name_no_contact_are_counted_by_their_own_agent(tmp_path: Path) -> None:
    day = datetime(2026, 5, 4)  # noqa: DTZ001 (local time)
    contacts = source(
        tmp_path, TableKind.CONTACTS, contact_id=["1"], agent=["A"], started=[day], csat=[2]
    )
    surveys = source(
        tmp_path,
        TableKind.SURVEYS,
        agent=["A"] * 2,
        answered_at=[day] * 2,
        nps=[10, 8],
        csat=[5, 5],
    )

    with opened_records([contacts, surveys]) as records:
        assert add_survey_answers(records) == ()
        table = metric_table(records, ["nps", "csat_score"], "2026-05")

    assert table.values.tolist() == [[50.0, 2.0]]  # of ratings the contacts' own stand


def test_nothing_happens_without_surveys(tmp_path: Path) -> None:
    with opened_records([source(tmp_path, TableKind.CONTACTS, contact_id=["1"])]) as records:
        assert add_survey_answers(records) == ()
