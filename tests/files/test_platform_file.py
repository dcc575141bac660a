"""Platform rules: dated, graded, with sane values."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.locations import scenarios_folder, shipped
from engine.files.platform_file import read_platform

TAOBAO = scenarios_folder() / "platforms" / "taobao-3min.toml"


@pytest.mark.parametrize("path", shipped("platforms"), ids=lambda path: path.stem)
def test_a_shipped_rule_is_dated_graded_and_says_verify(path: Path) -> None:
    rule = read_platform(path)

    assert rule.id == path.stem
    assert rule.grade in {"b", "c", "d"}  # no owner's own page was seen
    assert rule.source_date >= "2020"
    assert "Verify with the platform" in rule.note.en
    assert "向平台核实" in rule.note.zh


def test_taobao_counts_rounds_from_8_to_23() -> None:
    rule = read_platform(TAOBAO)

    assert (rule.unit, rule.threshold_s, rule.window_days) == ("round", 180, 30)
    assert (rule.hours_start_s, rule.hours_end_s) == (8 * 3600, 23 * 3600)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("threshold_s = 180", "threshold_s = 18000", "document.at_most"),
        ('hours_end = "23:00"', 'hours_end = "08:00"', "platform.hours"),
        ('hours_end = "23:00"', 'hours_end = "23h"', "document.clock"),
        ('valid_to = ""', 'valid_to = "2020-01-01"', "platform.dates"),
        ('valid_to = ""', 'valid_to = "2026-02-30"', "document.date"),
        ('grade = "c"', 'grade = "x"', "document.choice"),
        ("bot_reply_counts = true", 'bot_reply_counts = "yes"', "document.flag"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = TAOBAO.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rule.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_platform(path)

    assert [fault.code for fault in caught.value.faults] == [code]
