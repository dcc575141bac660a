"""Picks are kept by id, whatever their labels become."""

import pytest
from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from engine.app.picks import pick_many, pick_one
language = st.session_state.get("language", "zh")
labels = {"zh": {"a": "甲", "b": "乙"}, "en": {"a": "same", "b": "same"}}[language]
st.text(pick_one("one", labels, "c", language, preferred="b"))
st.text(",".join(pick_many("many", labels, "c", language, preferred=["a", "gone"])))
"""


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_string(SCRIPT).run()


def told(page: AppTest) -> list[str]:
    return [each.value for each in page.text]


def test_preferred_ids_stand_until_somebody_picks(page: AppTest) -> None:
    assert told(page) == ["b", "a"]


def test_picks_survive_a_change_of_labels(page: AppTest) -> None:
    page.selectbox[0].set_value("a").run()
    page.multiselect[0].set_value(["b"]).run()

    page.session_state["language"] = "en"
    page.run()

    assert told(page) == ["a", "b"]
    assert len(set(page.selectbox[0].options)) == 2
