"""Pseudonyms: stable under a key, different under another, complete in texts, kept apart."""

import csv
import hmac
from base64 import b32encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.services.pseudonyms import (
    KEY_FILE,
    LEAST_LETTERS,
    Pseudonyms,
    own_names,
    pseudonyms,
    stored_key,
    write_names,
)

KEY = bytes(range(32))


def test_pseudonym_is_the_keyed_hash_of_the_id() -> None:
    found = pseudonyms(["张三"], KEY)

    digest = hmac.digest(KEY, "张三".encode(), "sha256")
    assert found.of("张三") == "P-" + b32encode(digest).decode()[:LEAST_LETTERS]


def test_pseudonyms_are_the_same_in_another_team_and_others_under_another_key() -> None:
    alone, beside = pseudonyms(["A00"], KEY), pseudonyms(["A01", "A00"], KEY)
    other = pseudonyms(["A00"], bytes(32))

    assert alone.of("A00") == beside.of("A00") != other.of("A00")


@given(st.sets(st.text(min_size=1), max_size=50))
def test_no_two_agents_share_a_pseudonym(agents: set[str]) -> None:
    found = pseudonyms(agents, KEY).by_agent

    assert len(set(found.values())) == len(agents)


def test_names_stay_hidden_where_two_agents_would_share_one() -> None:
    agents = [str(number) for number in range(40_000)]

    found = set(pseudonyms(agents, KEY).by_agent.values())

    assert len(found) == len(agents)
    assert len({len(pseudonym) for pseudonym in found}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1, A12", "P1, P12"),
        ("agent A1 has row 12", "agent P1 has row 12"),
        ("客服张三的记录", "客服PZ的记录"),
        ("7", "P7"),
        ("row 7, column frt_s", "row 7, column frt_s"),
        ("A1; 7; nobody", "P1; P7; nobody"),
        ("BA1", "BA1"),
        ("P", "P-A1"),
    ],
)
def test_ids_in_texts_are_replaced_and_nothing_else(text: str, expected: str) -> None:
    found = Pseudonyms({"A1": "P1", "A12": "P12", "张三": "PZ", "7": "P7", "P": "P-A1"})

    assert found.in_text(text) == expected


def test_text_of_nobody_stays() -> None:
    assert Pseudonyms({}).in_text("row 7") == "row 7"
    assert own_names(["A1"]).in_text("A1") == "A1"


def test_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first, second = stored_key(tmp_path / "data"), stored_key(tmp_path / "data")

    assert first == second
    assert (tmp_path / "data" / KEY_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", ["no hex", "abcd", ""])
def test_spoilt_key_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / KEY_FILE).write_text(content, encoding="ascii")

    with pytest.raises(InputError, match=r"pseudonyms\.key"):
        stored_key(tmp_path)


def test_names_file_holds_every_agent_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "new" / "names.csv"

    write_names(path, Pseudonyms({"A1": "P-B", "=A2": "P-A"}), {"A1": "张三"})

    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["pseudonym", "agent", "name"], ["P-A", "'=A2", ""], ["P-B", "A1", "张三"]]
    assert path.stat().st_mode & 0o777 == 0o600


def test_names_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"pseudonyms\.names"):
        write_names(tmp_path, Pseudonyms({}), {})
