"""The parts of file models: ids, texts, clock times, paths, dates."""

import pytest
from pydantic import ValidationError

from engine.files.schemas import (
    Clock,
    FilledText,
    Id,
    OptionalDate,
    OptionalMonth,
    RelativePath,
    TableModel,
    TextModel,
    clock_seconds,
    clock_text,
)


class EveryTable(TableModel):
    id: Id = "a"
    text: FilledText = "x"
    clock: Clock = "00:00"
    path: RelativePath = ""
    date: OptionalDate = ""
    month: OptionalMonth = ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "csat_rate"), ("id", "618"), ("clock", "9:30"), ("clock", "24:00"),
        ("path", "../schemes/team-2026.toml"), ("date", "2026-06-18"), ("month", "2026-05"),
        ("text", "一次解决率"),
    ],
)  # fmt: skip
def test_well_formed_values_pass(key: str, value: str) -> None:
    assert getattr(EveryTable(**{key: value}), key) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "Csat"), ("id", "a b"), ("id", ""), ("id", "a" * 65), ("clock", "24:30"),
        ("clock", "25:00"), ("clock", "9.30"), ("path", "/etc/passwd"), ("path", "C:/x"),
        ("path", "a\\b"), ("path", "a\x00b"), ("path", "aux"), ("path", "a/con.toml"),
        ("date", "2026-13-01"), ("month", "2026-5"), ("text", "  "), ("text", "a\x07b"),
    ],
)  # fmt: skip
def test_malformed_values_are_refused(key: str, value: str) -> None:
    with pytest.raises(ValidationError):
        EveryTable(**{key: value})


def test_clock_times_are_seconds_after_midnight_and_back() -> None:
    assert clock_seconds("20:30") == 73_800
    assert clock_text(73_800) == "20:30"
    assert clock_text(clock_seconds("24:00")) == "24:00"


def test_texts_become_the_domains_noun() -> None:
    assert TextModel(zh="甲", en="A").text().in_language("zh") == "甲"
