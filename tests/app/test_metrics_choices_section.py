"""How to count: chosen by id, kept through the language toggle, preset only for the example."""

from engine.app.metrics_choices_section import EXAMPLE_POLICIES, EXAMPLE_RULES
from engine.services.indicators import named_policy, named_rules
from tests.app.conftest import page_html
from tests.app.metrics_drawn import drawn

CHOICES = """
import streamlit as st
from engine.app.metrics_choices_section import put_choices
from engine.app.uploads import exports_of
st.session_state["made"] = put_choices(
    reader, "{source}", exports_of([("a.csv", b"1"), ("b.csv", b"2")])
)
"""


def test_nothing_is_chosen_for_the_readers_own_files() -> None:
    made = drawn(CHOICES.format(source="upload")).session_state["made"]

    assert (made.rules, made.policies, made.scheme, made.period) == ((), (), "", "")
    assert (made.zone, made.zones, made.generated) == ("Asia/Shanghai", {}, False)


def test_example_comes_with_rules_and_policies_that_exist() -> None:
    made = drawn(CHOICES.format(source="example")).session_state["made"]

    assert (made.rules, made.policies, made.generated) == (EXAMPLE_RULES, EXAMPLE_POLICIES, True)
    assert all(named_rules(rule)[0] for rule in EXAMPLE_RULES)
    assert [named_policy(policy).id for policy in EXAMPLE_POLICIES] == list(EXAMPLE_POLICIES)


def test_single_files_have_a_zone_of_their_own() -> None:
    page = drawn(CHOICES.format(source="upload"))

    zoned = next(each for each in page.multiselect if "a.csv" in each.options)
    zoned.set_value(["b.csv"]).run()
    page.selectbox[1].set_value("UTC").run()

    assert page.session_state["made"].zones == {"b.csv": "UTC"}


def test_period_is_taken_as_typed() -> None:
    page = drawn(CHOICES.format(source="upload"), "en")

    page.text_input[0].set_value(" 2026-05 ").run()

    assert page.session_state["made"].period == "2026-05"
    assert page_html(page) == ""
