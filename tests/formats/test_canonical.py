"""Canonical JSON and fingerprints."""

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InternalError
from engine.formats.canonical import canonical_json, file_fingerprint, fingerprint, plain

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(), below, max_size=3),
    max_leaves=10,
)  # fmt: skip


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Part:
    name: str
    shares: tuple[float, ...]
    colour: Colour = Colour.RED


def test_keys_are_sorted_and_floats_shortest() -> None:
    assert canonical_json({"b": 0.1, "a": (1, 2.0)}) == '{"a":[1,2.0],"b":0.1}'


def test_dataclasses_and_enumerations_become_plain() -> None:
    assert canonical_json(Part("x", (0.5,))) == '{"colour":"red","name":"x","shares":[0.5]}'


def test_texts_that_look_alike_are_equal() -> None:
    assert canonical_json("e\u0301") == canonical_json("\u00e9")


def test_negative_zero_is_zero() -> None:
    assert canonical_json(-0.0) == "0.0"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_figures_that_are_not_finite_are_refused(value: float) -> None:
    with pytest.raises(InternalError, match=r"formats\.not_finite"):
        canonical_json({"a": [value]})


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(InternalError, match=r"formats\.not_plain"):
        canonical_json({"a": {1, 2}})


@given(values)
def test_reading_back_gives_the_same_canonical_text(value: object) -> None:
    text = canonical_json(value)

    assert canonical_json(json.loads(text)) == text
    assert json.loads(text) == plain(value)


def test_fingerprints_are_sha256() -> None:
    # FIPS 180-2, appendix B.1
    abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    assert fingerprint("abc") == fingerprint(b"abc") == abc


def test_a_file_has_the_fingerprint_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x" * 3_000_000)

    assert file_fingerprint(tmp_path / "f") == fingerprint(b"x" * 3_000_000)
