"""Words for yes, no and the senders of messages."""

import pyarrow as pa
import pytest

from engine.domain.records import SENDERS
from engine.files.record_words import flags_of, kinds_of, senders_of


def words(*texts: str | None) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(texts, pa.string())])


@pytest.mark.parametrize(
    ("yes", "no"),
    [("是", "否"), ("TRUE", "false"), ("Y", "n"), ("1", "0"), ("已解决", "未解决"), ("有", "无")],
)
def test_flags_are_read_in_every_spelling(yes: str, no: str) -> None:
    values, wrong = flags_of(words(yes, no, None))

    assert values.to_pylist() == [True, False, None]
    assert not wrong.any()


@pytest.mark.parametrize("word", ["2", "也许", "已拒绝", ""])
def test_what_is_neither_is_marked(word: str) -> None:
    values, wrong = flags_of(words("是", word))

    assert values.to_pylist() == [True, None]
    assert wrong.tolist() == [False, True]


def test_every_sender_is_known_by_its_own_name() -> None:
    values, unknown = senders_of(words(*SENDERS))

    assert values.to_pylist() == list(SENDERS)
    assert unknown == {}


def test_kinds_that_rules_know_are_read_in_chinese_and_others_stay() -> None:
    kinds = kinds_of(words("红包", "转人工", "广告", "诈骗", "red_packet", "IMAGE", None))

    assert kinds.to_pylist() == [
        "red_packet", "asks_person", "advertising", "fraud", "red_packet", "IMAGE", None,
    ]  # fmt: skip


def test_columns_in_several_chunks_are_one() -> None:
    texts = pa.chunked_array([["是"], ["否", "是"]])

    assert flags_of(texts)[0].to_pylist() == [True, False, True]


def test_kinds_that_no_person_writes_are_read_in_both_languages() -> None:
    kinds = kinds_of(words("自动回复", "Automatic", "auto", "Auto Reply", "欢迎语", "greeting"))

    assert kinds.to_pylist() == [*["automatic"] * 4, "greeting", "greeting"]
