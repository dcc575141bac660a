"""The command line answers at once, loads only what it needs, and never shows a traceback."""

import json
import os
import subprocess
import sys
from importlib import import_module

import pytest

from engine.cli import main
from engine.cli.commands import COMMANDS, function_name

# what heng --help must not load: together they would cost more than a second
HEAVY = {
    "alembic", "altair", "duckdb", "highspy", "jinja2", "numpy", "pandas", "pulp", "pyarrow",
    "pydantic", "scipy", "simpy", "sqlalchemy", "statsmodels", "streamlit", "xlsxwriter",
}  # fmt: skip
HELP_CPU_S = 0.3
TRIES = 3
LOADED = """
import sys
from engine.cli import main
main(['--help'])
print(*sys.modules, file=sys.stderr)
"""


def test_help_loads_nothing_heavy() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )

    loaded = {module.partition(".")[0] for module in told.stderr.split()}
    assert "typer" in loaded
    assert not loaded & HEAVY


def cpu_of_help() -> float:
    """Return the processor seconds of one ``heng --help``: busy neighbours do not count."""
    child = os.posix_spawn(sys.executable, [sys.executable, "-c", LOADED], os.environ,
                           file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0)
                                         for fd in (1, 2)])  # fmt: skip
    _, status, used = os.wait4(child, 0)
    assert status == 0
    return used.ru_utime + used.ru_stime


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="processor time of a child is known on POSIX")
def test_help_answers_within_three_tenths_of_a_second() -> None:
    assert min(cpu_of_help() for _ in range(TRIES)) < HELP_CPU_S


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_where_the_list_says(name: str) -> None:
    module, summary = COMMANDS[name]

    assert callable(getattr(import_module(module), function_name(name)))
    assert summary.endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = main([name, "--help"])

    assert code == 0
    assert f"heng {name}" in capsys.readouterr().out


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    main([])

    listed = capsys.readouterr().out
    assert all(f"\n  {name} " in listed for name in COMMANDS)


def test_version_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_unknown_command_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["weigh", "--lang", "en"])

    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert "No such command 'weigh'" in told.err
    assert "Traceback" not in told.err


def test_missing_argument_is_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["run", "--json"])

    document = json.loads(capsys.readouterr().out)
    assert code == 2
    assert list(document) == ["heng", "error"]
    assert document["error"]["code"] == "cli.usage"
    assert "CASE.toml" in document["error"]["faults"][0]["value"]


def test_unknown_language_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["run", "case.toml", "--out", "out", "--lang", "de"])

    assert code == 2
    assert "de" in capsys.readouterr().err


def test_missing_case_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["run", "no-such.toml", "--out", "out", "--lang", "en", "--json"])

    told = capsys.readouterr()
    error = json.loads(told.out)["error"]
    assert code == 2
    assert error["faults"][0]["file"] == "no-such.toml"
    assert "no-such.toml" in told.err
