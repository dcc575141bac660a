"""Attribution policies: shipped ones with source and grade, wrong ones with every fault."""

from pathlib import Path

import pytest

from engine.errors import InputError
from engine.files.attribution_file import read_attribution
from engine.files.locations import scenarios_folder, shipped

NEXT_DAY = scenarios_folder() / "attribution" / "next-day.toml"


@pytest.mark.parametrize("path", shipped("attribution"), ids=lambda path: path.stem)
def test_a_shipped_policy_is_a_graded_account_or_a_shops_own(path: Path) -> None:
    policy = read_attribution(path)

    assert policy.id == path.stem
    assert bool(policy.source) == bool(policy.grade)
    assert policy.grade in {"", "c", "d"}  # no owner's own page was seen
    if policy.source:
        assert "Verify with the platform" in policy.note.en
        assert "核实" in policy.note.zh


def test_next_day_counts_to_the_end_of_the_next_day() -> None:
    policy = read_attribution(NEXT_DAY)

    assert (policy.event, policy.agent) == ("paid", "last")
    assert (policy.validity_h, policy.within_days) == (48, 1)
    assert policy.grade == "d"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("validity_h = 48", "validity_h = 72", "attribution.validity_idle"),
        ("validity_h = 48", "validity_h = 0", "document.more_than"),
        ('grade = "d"\n', "", "attribution.source_grade"),
        ('event = "paid"', 'event = "billing"', "document.choice"),
        ("within_days = 1", "within_days = 1.5", "document.whole_number"),
        ("aftersale_days = 0", "aftersale_days = -1", "document.at_least"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = NEXT_DAY.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rule.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_attribution(path)

    assert [fault.code for fault in caught.value.faults] == [code]
