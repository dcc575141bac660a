"""A choice is kept by id, whatever its labels become."""

from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from engine.app.choice import choice
language = st.session_state.get("language", "zh")
labels = {"zh": {"a": "甲", "b": "乙"}, "en": {"a": "same", "b": "same"}}[language]
st.text(choice("which", labels, "caption", language))
"""


def test_first_option_is_chosen_until_somebody_chooses() -> None:
    page = AppTest.from_string(SCRIPT).run()

    assert page.text[0].value == "a"


def test_choice_survives_a_change_of_labels() -> None:
    page = AppTest.from_string(SCRIPT).run()
    page.get("button_group")[0].set_value("b").run()

    page.session_state["language"] = "en"
    page.run()
    page.session_state["language"] = "zh"
    page.run()

    assert page.text[0].value == "b"


def test_equal_labels_are_told_apart() -> None:
    page = AppTest.from_string(SCRIPT)
    page.session_state["language"] = "en"

    options = page.run().get("button_group")[0].options

    assert len(set(options)) == 2
