"""Names in two languages; sentences that wait for their reader."""

import pytest

from engine.domain.texts import Sentence, Text


def test_a_text_is_read_in_either_language() -> None:
    name = Text("响应", "response")

    assert (name.in_language("zh"), name.in_language("en")) == ("响应", "response")


def test_a_sentence_without_values_has_none_to_change() -> None:
    with pytest.raises(TypeError):
        Sentence("key").values["agents"] = 1  # type: ignore[index]  # what is tested


def test_equal_sentences_are_equal() -> None:
    assert Sentence("key", {"n": 1}) == Sentence("key", {"n": 1})
