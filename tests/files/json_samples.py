"""JSON files written for a test, and what a reader says of them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st

from engine.errors import InputError
from engine.i18n.translate import LANGUAGES, render_error

THIRD = 1 / 3

json_values = st.recursive(
    st.none() | st.booleans() | st.floats(-20, 20) | st.text(max_size=3) | st.integers(-9, 9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def written(folder: Path, content: object) -> Path:
    path = folder / "answers.json"
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path, reader: Callable[[Path], object]) -> list[tuple[str, str]]:
    """Return (code, place) of each fault, having said it in both languages."""
    with pytest.raises(InputError) as refused:
        reader(path)
    for language in LANGUAGES:
        render_error(refused.value, language)  # warns, and so fails, where a sentence is missing
    assert all(fault.file == str(path) for fault in refused.value.faults)
    return [(fault.code.split(".", 1)[1], fault.place) for fault in refused.value.faults]


def refusal(path: Path, reader: Callable[[Path], object]) -> InputError | None:
    try:
        reader(path)
    except InputError as refused:
        return refused
    return None
