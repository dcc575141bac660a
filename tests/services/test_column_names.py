"""Columns under the names that people know."""

from engine.domain.records import TableKind
from engine.domain.texts import Sentence
from engine.services.column_names import column_name, named_columns


def test_a_column_is_named_in_the_readers_language_without_its_unit() -> None:
    assert column_name(TableKind.CONTACTS, "frt_s") == {
        "zh": "首次响应时长",
        "en": "First Response Time",
    }
    assert column_name(TableKind.CONTACTS, "no_such") == {"zh": "no_such", "en": "no_such"}


def test_a_missing_column_is_named_once() -> None:
    values = {"columns": "frt_s, rounds, frt_s", "table": "contacts"}

    named = named_columns(Sentence("indicators.lack.columns.contacts", values)).values["columns"]

    assert named == {"zh": "首次响应时长、对话轮数", "en": "First Response Time, rounds"}


def test_a_sentence_without_columns_stays_as_it_is() -> None:
    sentence = Sentence("indicators.lack.table.contacts", {"table": "contacts"})

    assert named_columns(sentence) is sentence
