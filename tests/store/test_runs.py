"""Saved runs come back unchanged, and none is lost."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.errors import InputError
from engine.store.database import open_database
from engine.store.runs import NewRun, latest_run, list_runs, load_run, save_run

THREADS, SAVES = 20, 10


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "heng.db"


@pytest.fixture
def run() -> NewRun:
    return NewRun(
        created="2026-06-18T12:00:00Z",
        case_id="example",
        seed=618,
        version="0.1.0",
        pack_json='{"name":"衡"}',
    )


def test_saved_pack_comes_back_unchanged(database: Path, run: NewRun) -> None:
    saved = save_run(run, database)

    assert load_run(saved.id, database) == run.pack_json


def test_latest_run_is_the_one_saved_last(database: Path, run: NewRun) -> None:
    save_run(run, database)
    second = save_run(replace(run, case_id="bank"), database)

    assert latest_run(database) == second


def test_latest_run_of_a_case_ignores_other_cases(database: Path, run: NewRun) -> None:
    first = save_run(run, database)
    save_run(replace(run, case_id="bank"), database)

    assert latest_run(database, case_id="example") == first


def test_latest_run_is_none_in_a_new_database(database: Path) -> None:
    assert latest_run(database) is None


def test_runs_are_listed_latest_first(database: Path, run: NewRun) -> None:
    saved = [save_run(run, database) for _ in range(3)]

    assert list_runs(database, limit=2) == (saved[2], saved[1])


def test_text_that_looks_like_sql_is_only_text(database: Path, run: NewRun) -> None:
    save_run(replace(run, case_id="x'); drop table run; --"), database)

    assert [entry.case_id for entry in list_runs(database)] == ["x'); drop table run; --"]


def test_unknown_run_is_named(database: Path) -> None:
    with pytest.raises(InputError, match=r"store\.unknown_run .*run=7"):
        load_run(7, database)


def test_damaged_run_is_named_instead_of_believed(database: Path, run: NewRun) -> None:
    saved = save_run(run, database)
    with open_database(database.resolve()).write.begin() as connection:
        connection.execute(text("update run set pack_json = '{}'"))

    with pytest.raises(InputError, match=rf"store\.damaged_run .*run={saved.id}"):
        load_run(saved.id, database)


def test_no_save_is_lost_when_many_threads_save_at_once(database: Path, run: NewRun) -> None:
    def save_some() -> None:
        for _ in range(SAVES):
            save_run(run, database)

    threads = [threading.Thread(target=save_some) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    numbers = [entry.id for entry in list_runs(database, limit=1000)]
    assert numbers == list(range(THREADS * SAVES, 0, -1))
