"""The line of every key."""

import tomllib
from pathlib import Path

from engine.files.toml_lines import KeyPath, key_lines

ROOT = Path(__file__).parents[2]

TEXT = '''schema_version = 1
"quo.ted" = 2

[name]  # a comment with [brackets] = and "quotes"
zh = "甲 # no comment"
a.b = 'c'

[[targets]]
id = "x"
text = """one
"two" three"""
points = [[1, 2],
  [3,
   4]]
[[targets]]
inline = { k = 1, j = [ { z = 2 } ] }
[[targets.parts]]
id = "p"
[targets.tail]
end = true
'''


def every_path(value: object, path: KeyPath = ()) -> set[KeyPath]:
    found = {path} if path else set()
    if isinstance(value, dict):
        for key, item in value.items():
            found |= every_path(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            found |= every_path(item, (*path, index))
    return found


def test_lines_are_those_an_editor_shows() -> None:
    lines = key_lines(TEXT)

    assert lines["schema_version",] == 1
    assert lines["quo.ted",] == 2
    assert lines["name", "zh"] == 5
    assert lines["name", "a", "b"] == 6
    assert lines["targets", 0, "text"] == 10
    assert lines["targets", 0, "points", 1, 1] == 14
    assert lines["targets", 1] == 15
    assert lines["targets", 1, "inline", "j", 0, "z"] == 16
    assert lines["targets", 1, "parts", 0, "id"] == 18
    assert lines["targets", 1, "tail", "end"] == 20


def test_every_key_of_a_text_has_a_line() -> None:
    assert set(key_lines(TEXT)) == every_path(tomllib.loads(TEXT))


def test_every_key_of_the_shipped_files_has_a_line() -> None:
    for path in sorted((ROOT / "scenarios").rglob("*.toml")):
        text = path.read_text(encoding="utf-8")

        assert set(key_lines(text)) == every_path(tomllib.loads(text)), path.name


def test_windows_line_ends_count_once() -> None:
    assert key_lines(TEXT.replace("\n", "\r\n")) == key_lines(TEXT)
