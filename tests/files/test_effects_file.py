"""Effects are read as they are; every fault is named at once."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import InputError
from engine.files.effects_file import holds_effects, read_effects

GOOD = {"indicators": ["a", "b"], "beta": [0.4, -0.3], "delta": [0.3, 0.05]}


def written(folder: Path, content: Any) -> Path:
    path = folder / "effects.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_effects_keep_their_sign_and_their_sum(tmp_path: Path) -> None:
    found = read_effects(written(tmp_path, GOOD), ["b", "a"])

    assert found.indicators == ("a", "b")
    assert found.effects.tolist() == [0.4, -0.3]
    assert found.deviations.tolist() == [0.3, 0.05]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"delta": [0.3, -0.05]}, ["number"]),
        ({"beta": [True, "x"]}, ["number", "number"]),
        ({"beta": [1e400, 10**400]}, ["number", "number"]),
        ({"beta": None}, ["list"]),
        ({"beta": [0.4]}, ["length"]),
        ({"indicators": ["a", "a"]}, ["name", "missing"]),
        ({"indicators": ["a", "z"]}, ["name", "missing"]),
        ({"indicators": ["a", ["b"]]}, ["name", "missing"]),
    ],
)
def test_what_cannot_be_is_named(tmp_path: Path, change: dict[str, Any], codes: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        read_effects(written(tmp_path, GOOD | change), ["a", "b"])

    found = [fault.code.removeprefix("effects_file.") for fault in refused.value.faults]
    assert [code for code in found if not code.startswith("judgement_file")] == codes
    assert {fault.file for fault in refused.value.faults} == {str(tmp_path / "effects.json")}


def test_empty_lists_hold_nothing(tmp_path: Path) -> None:
    empty = {"indicators": [], "beta": [], "delta": []}

    with pytest.raises(InputError, match="effects_file"):
        read_effects(written(tmp_path, empty))


@pytest.mark.parametrize(
    ("content", "holds"),
    [(GOOD, True), ({"indicators": ["a"], "shares": [1.0]}, False), ("{", False), ("[]", False)],
)
def test_effects_are_told_by_their_key(tmp_path: Path, content: Any, holds: bool) -> None:
    assert holds_effects(written(tmp_path, content)) is holds


def test_another_kind_of_file_holds_no_effects(tmp_path: Path) -> None:
    assert not holds_effects(tmp_path / "weights.csv")
