"""What is written reads back equal."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from engine.files.toml_writer import toml_text

scalars = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.floats(allow_nan=False, allow_infinity=False)
)
keys = st.text(min_size=1, max_size=8)
values = st.recursive(
    scalars,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(keys, below, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, max_size=5))
def test_what_is_written_reads_back_equal(document: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(document)) == document


def test_none_is_left_out() -> None:
    assert toml_text({"a": 1, "b": None}) == "a = 1\n"


def test_scalars_come_before_tables_and_lists_of_tables() -> None:
    text = toml_text({"list": [{"id": "x"}], "table": {"k": 1}, "a": 1})

    assert text == 'a = 1\n\n[[list]]\nid = "x"\n\n[table]\nk = 1\n'
