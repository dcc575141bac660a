"""Whatever goes wrong becomes a sentence, an exit code and, where asked, one JSON document."""

import json
import re
from pathlib import Path
from typing import NoReturn

import pytest

from engine.cli.failures import language_of, report_cancelled, report_failure
from engine.errors import EngineError, Fault, InputError, InternalError, MethodError
from engine.formats.canonical import canonical_json


def raised(error: Exception) -> Exception:
    """Return the error as it is caught: with the place where it was raised."""
    try:
        raise error
    except type(error) as caught:
        return caught


@pytest.fixture
def faulty() -> InputError:
    fault = Fault("tree.duplicate_id", "fcr", "fcr", file="scheme.toml")
    return InputError("tree.invalid", [fault])


def test_fault_has_file_place_value_expectation_and_remedy(
    faulty: InputError, capsys: pytest.CaptureFixture[str]
) -> None:
    code = report_failure(faulty, ["check", "--json", "--lang", "en"])

    told = json.loads(capsys.readouterr().out)
    assert code == 2
    assert list(told) == ["heng", "error"]
    assert told["error"]["code"] == "tree.invalid"
    (fault,) = told["error"]["faults"]
    assert (fault["file"], fault["place"], fault["value"]) == ("scheme.toml", "fcr", "fcr")
    assert fault["expected"]
    assert fault["remedy"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_without_json_nothing_stands_on_stdout(
    faulty: InputError, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    report_failure(faulty, ["check", "--lang", language])

    told = capsys.readouterr()
    assert told.out == ""
    assert "scheme.toml" in told.err


def test_no_answer_is_code_one(capsys: pytest.CaptureFixture[str]) -> None:
    error = MethodError("evidence.not_converged", steps=50)

    code = report_failure(error, ["run", "--lang", "en", "--json"])

    assert code == 1
    assert json.loads(capsys.readouterr().out)["error"]["faults"] == []


@pytest.mark.parametrize(
    "error", [ValueError("secret 4711"), InternalError("formats.not_finite", value="secret 4711")]
)
def test_our_mistake_gets_a_reference_and_its_values_stay_private(
    error: Exception, capsys: pytest.CaptureFixture[str], own_data_folder: Path
) -> None:
    code = report_failure(raised(error), ["run", "--lang", "en", "--json"])

    told = capsys.readouterr()
    reference = json.loads(told.out)["error"]["reference"]
    log = (own_data_folder / "heng.log").read_text(encoding="utf-8")
    assert code == 3
    assert reference in told.err
    assert f"reference {reference}: {type(error).__name__}" in log
    assert "secret" not in told.err + told.out + log


class Unreadable(dict[str, object]):
    def items(self) -> NoReturn:
        raise ValueError("secret 4711")


def test_log_names_the_innermost_place_in_our_code_and_no_folder(own_data_folder: Path) -> None:
    with pytest.raises(ValueError, match="secret") as caught:
        canonical_json(Unreadable())

    report_failure(caught.value, ["run", "--lang", "en"])
    report_failure(raised(ValueError()), ["run", "--lang", "en"])

    within, without = (own_data_folder / "heng.log").read_text("utf-8").splitlines()
    assert re.search(r" at engine/formats/canonical\.py:\d+$", within)
    assert without.endswith(" at outside engine")


def test_log_that_cannot_be_written_is_no_further_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("HENG_DATA", str(tmp_path / "file" / "folder"))

    code = report_failure(raised(ValueError()), ["run", "--lang", "en"])

    assert code == 3
    assert "Reference" in capsys.readouterr().err


def test_cancelling_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    report_cancelled(["run", "--lang", "en", "--json"])

    told = capsys.readouterr()
    assert told.err.startswith("Cancelled.")
    assert json.loads(told.out)["error"]["code"] == "cli.cancelled"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["run", "--lang", "zh"], "zh"), (["run", "--lang=zh"], "zh"), (["run", "--lang"], "en")],
)
def test_language_is_known_even_when_the_command_line_is_not_read(
    arguments: list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C")

    assert language_of(arguments) == expected


def test_every_error_of_ours_is_one_of_three() -> None:
    assert {kind.__name__ for kind in EngineError.__subclasses__()} == {
        "InputError",
        "MethodError",
        "InternalError",
    }
