"""Comments in a fitted file."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from engine.files.fit_file import commented, packed
from engine.files.toml_writer import toml_text

DOCUMENT = {
    "id": "x",
    "classes": [{"id": "a", "work": {"mean_s": 5.0}}, {"id": "b", "work": {"mean_s": 6.0}}],
}


def test_comments_stand_above_the_file_and_their_keys() -> None:
    text = commented(
        toml_text(DOCUMENT), ["From a log."], {("classes", "b", "work"): ["n = 12", "p = 0.5"]}
    )

    lines = text.splitlines()
    assert lines[0] == "# From a log."
    at = lines.index("work = { mean_s = 6.0 }")
    assert lines[at - 2 : at] == ["# n = 12", "# p = 0.5"]
    assert lines[lines.index("work = { mean_s = 5.0 }") - 1] == 'id = "a"'
    assert tomllib.loads(text) == DOCUMENT


@given(st.text(max_size=60))
def test_no_text_can_break_out_of_its_comment(text: str) -> None:
    written = commented(toml_text(DOCUMENT), [text], {("", "", "id"): [text]})

    assert all(line.startswith("#") for line in written.split("\n")[:1])
    assert written.count("\n") == len(toml_text(DOCUMENT).splitlines()) + 3


def test_long_lists_of_numbers_fill_lines() -> None:
    document = {"values_s": [float(number) for number in range(200)]}
    lines = toml_text(document).splitlines()

    filled = packed(lines)

    assert len(filled) < 25
    assert max(map(len, filled)) <= 104
    assert tomllib.loads("\n".join(filled)) == document
