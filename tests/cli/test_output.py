"""One JSON document, or text; paths never absolute; the language asked for, else the locale's."""

import json
import math
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from engine.cli.output import chosen_language, emit, header, shown_path
from engine.errors import InputError


def test_document_is_plain_json(capsys: pytest.CaptureFixture[str]) -> None:
    document = {
        "heng": {},
        "array": np.array([[1.0, np.nan]]),
        "number": np.float64(0.5),
        "missing": math.inf,
        "pair": (1, "衡"),
    }

    emit(document, str, as_json=True)

    told = json.loads(capsys.readouterr().out)
    assert next(iter(told)) == "heng"
    assert told["array"] == [[1.0, None]]
    assert told["number"] == 0.5
    assert told["missing"] is None
    assert told["pair"] == [1, "衡"]


def test_text_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    emit({}, lambda: "one\ntwo\n", as_json=False)

    assert capsys.readouterr().out == "one\ntwo\n"


def test_header_gives_fingerprints_and_no_absolute_path(tmp_path: Path) -> None:
    file = tmp_path / "scheme.toml"
    file.write_bytes(b"x = 1\n")

    told = header([file], seed=7)

    assert list(told) == ["version", "schema", "seed", "inputs"]
    assert told["seed"] == 7
    assert told["inputs"] == [{"path": "scheme.toml", "sha256": sha256(b"x = 1\n").hexdigest()}]


def test_relative_path_is_shown_as_given() -> None:
    assert shown_path(Path("cases") / "example.toml") == "cases/example.toml"


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "C"}, "zh"),
        ({}, "en"),
    ],
)
def test_language_follows_the_locale(
    variables: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert chosen_language() == expected


def test_asked_language_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    assert chosen_language("en") == "en"


def test_other_languages_are_refused() -> None:
    with pytest.raises(InputError, match=r"cli\.language .*'de'"):
        chosen_language("de")
