"""JSON files of reviews: what is no such file, and every fault by its place."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.review_json import ReviewJson
from engine.i18n.translate import render_error


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b'{"a": 1, "a": 2}', b"1", b"[" * 5000])
def test_what_is_no_object_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)

    with pytest.raises(InputError, match=r"review_file\.(not_an_object|key_twice)") as refused:
        ReviewJson(path).loaded()

    assert "{" not in render_error(refused.value, "zh").replace("{", "", content.count(b"{"))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"review_file\.unreadable"):
        ReviewJson(tmp_path / "none.json").loaded()


def test_shares_are_numbers_from_nought_to_one(tmp_path: Path) -> None:
    file = ReviewJson(tmp_path / "x.json")
    entry = {"a": 0.5, "b": "0.5", "c": -0.1, "d": 1.1, "e": True, "f": None, "g": 1}

    assert file.shares(entry, "to") == {"a": 0.5, "g": 1.0}
    assert [fault.place for fault in file.faults] == ["to.b", "to.c", "to.d", "to.e", "to.f"]


def test_a_text_is_not_empty(tmp_path: Path) -> None:
    file = ReviewJson(tmp_path / "x.json")

    assert file.text({"policy": ""}, "policy", "policy") == ""
    with pytest.raises(InputError, match=r"review_file\.text"):
        file.raise_if_any()
