"""No exported text is ever a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formats.cells import safe_cell

STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", " ", "\u3000", "\ufeff", "\u200b"])
def test_a_text_that_could_be_a_formula_is_quoted(start: str, before: str) -> None:
    text = f"{before}{start}1+1"

    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("value", ["R01", "", "一次解决率", "a=b", "1-2", -1.5, 0, None, True])
def test_everything_else_stays_as_it_is(value: object) -> None:
    assert safe_cell(value) is value


@given(st.text(max_size=20))
def test_no_text_begins_a_formula_once_it_is_safe(text: str) -> None:
    assert not str(safe_cell(text)).lstrip().startswith(tuple(STARTS))


@given(st.text(max_size=20))
def test_at_most_one_quote_is_added(text: str) -> None:
    assert safe_cell(text) in {text, "'" + text}
