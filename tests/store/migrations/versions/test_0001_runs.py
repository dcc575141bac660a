"""The first migration makes the table of runs and takes it away again."""

from pathlib import Path

from sqlalchemy import inspect

from engine.store.database import open_database
from engine.store.upgrade import downgrade, upgrade


def test_table_of_runs_has_its_columns_index_and_named_constraints(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "heng.db").read

    table = inspect(engine)

    columns = [column["name"] for column in table.get_columns("run")]
    assert columns == ["id", "created", "case_id", "seed", "version", "pack_sha256", "pack_json"]
    assert [index["name"] for index in table.get_indexes("run")] == ["ix_run_case_id"]
    checks = [constraint["name"] for constraint in table.get_check_constraints("run")]
    assert checks == ["ck_run_sha256_length"]


def test_going_down_takes_the_table_away(tmp_path: Path) -> None:
    engine = open_database(tmp_path / "heng.db").write
    upgrade(engine, "0001")

    downgrade(engine, "base")

    assert not inspect(engine).has_table("run")
