"""Texts of a wrong encoding and ids that a spreadsheet has spoilt."""

import pytest

from engine.domain.records import TableKind
from engine.metrics.issue_texts import is_damaged, text_doubts
from tests.metrics.issue_tables import told

CONTACTS = TableKind.CONTACTS


@pytest.mark.parametrize(
    "text",
    [
        "客服\ufffd",
        "锟斤拷",
        "??",
        "???-2",
        "客服小王".encode().decode("gb18030"),
        "小王".encode().decode("latin-1"),
        "客服".encode("gb18030").decode("latin-1"),
    ],
)
def test_traces_of_a_wrong_encoding_are_seen(text: str) -> None:
    assert is_damaged(text)


@pytest.mark.parametrize(
    "text",
    ["客服小王", "旺旺:小二", "Ann-2", "why??", "?", "José", "é", "尺码咨询", "退换货（七天）"],
)
def test_whole_texts_are_left_in_peace(text: str) -> None:
    assert not is_damaged(text)


def test_damaged_rows_are_named_by_column() -> None:
    columns = {"agent": ["小王", "小\ufffd", "小李"], "contact_id": ["1", "2", "3"]}

    assert told(text_doubts, (CONTACTS, columns)) == [("damaged_text", "agent", 1)]


def test_powers_of_ten_are_no_ids() -> None:
    columns = {"contact_id": ["1.23457E+15", "7", "1E2"], "agent": ["A"] * 3}

    assert told(text_doubts, (CONTACTS, columns)) == [("scientific_ids", "contact_id", 2)]


def test_long_ids_that_end_in_zero_were_rounded() -> None:
    rounded = [f"{1234567890123450 + 10 * place}" for place in range(30)]
    whole = [f"{1234567890123451 + 7 * place}" for place in range(30)]

    assert told(text_doubts, (CONTACTS, {"contact_id": rounded})) == [
        ("rounded_ids", "contact_id", 30)
    ]
    assert told(text_doubts, (CONTACTS, {"contact_id": whole})) == []
