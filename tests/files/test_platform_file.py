"""Platform rules: dated, graded, with sane values."""

from datetime import date
from pathlib import Path

import pytest

from engine.domain.platform import PlatformRule, rules_in_force
from engine.errors import InputError
from engine.files.locations import scenarios_folder, shipped
from engine.files.platform_file import read_platform, shipped_platforms

TAOBAO = scenarios_folder() / "platforms" / "taobao-3min.toml"
JD_MEAN = scenarios_folder() / "platforms" / "jd-mean.toml"


@pytest.mark.parametrize("path", shipped("platforms"), ids=lambda path: path.stem)
def test_a_shipped_rule_is_dated_graded_and_says_verify(path: Path) -> None:
    rule = read_platform(path)

    assert rule.id == path.stem
    assert rule.grade in {"b", "c", "d"}  # no owner's own page was seen
    assert rule.source_date >= "2020"
    assert "Verify with the platform" in rule.note.en
    assert "向平台核实" in rule.note.zh


def test_every_rule_gives_its_facts_with_source_and_grade() -> None:
    for rule in shipped_platforms():
        assert rule.facts
        assert rule.platform == rule.id.split("-")[0]
        assert all(fact.source and fact.grade for fact in (*rule.facts, *rule.contradictions))
        assert not any(fact.grade == "official" for fact in rule.facts)


TOLD_ANYWAY = ("unit", "threshold_s", "hours", "window_days", "offline", "asks", "valid_from")
TOLD_IF_NOT = {
    "hours_of": ("asked",),
    "split_gap_s": (None,),
    "round_cap_s": (None,),
    "never_answered": ("out",),
    "same_day_only": (False,),
    "zero_wait_counts": (True,),
    "minimum_volume": (0,),
    "exempt": ((),),
    "assist_reply_counts": (False,),
    "automatic_reply_counts": (False,),
    "valid_to": ("",),
}


@pytest.mark.parametrize("rule", shipped_platforms(), ids=lambda rule: rule.id)
def test_every_term_of_a_rule_has_a_fact_be_it_our_own_memory(rule: PlatformRule) -> None:
    told = {fact.key for fact in rule.facts}

    asked = {*TOLD_ANYWAY}
    asked |= {key for key, usual in TOLD_IF_NOT.items() if getattr(rule, key) not in usual}
    asked |= {"measured_by"} if rule.unit in {"session", "customer_day"} else set()
    asked |= {"clock_start"} if rule.unit != "message" else set()
    asked |= {"never_answered"} if rule.quantity == "mean" else set()
    assert asked - told == set()


def test_a_window_that_no_page_states_is_our_own_memory() -> None:
    stated = {"taobao-3min", "jd-30s", "jd-mean", "douyin-3min"}

    for rule in shipped_platforms():
        (fact,) = (fact for fact in rule.facts if fact.key == "window_days")
        assert (fact.grade == "memory") == (rule.id not in stated)
        assert fact.value == str(rule.window_days)


@pytest.mark.parametrize(("printed", "wrong"), [("2025", "202"), ("2025-09", "2025-13")])
def test_a_page_may_be_dated_by_its_year_or_month(tmp_path: Path, printed: str, wrong: str) -> None:
    text = TAOBAO.read_text(encoding="utf-8")
    path = tmp_path / "rule.toml"
    path.write_text(text.replace('date = "2025-12-07"', f'date = "{printed}"'), encoding="utf-8")

    assert printed in {fact.date for fact in read_platform(path).facts}
    path.write_text(text.replace('date = "2025-12-07"', f'date = "{wrong}"'), encoding="utf-8")
    with pytest.raises(InputError):
        read_platform(path)


def test_the_facts_that_pages_disagree_on_are_listed() -> None:
    rule = read_platform(TAOBAO)

    hours = [fact for fact in rule.contradictions if fact.key == "hours"]
    assert [(fact.value, fact.date) for fact in hours] == [
        ("08:00-24:00", "2023-04-02"),
        ("09:00-23:00", "2023-05-27"),
    ]


def test_several_rules_of_a_platform_are_in_force_side_by_side() -> None:
    rules = shipped_platforms()

    assert [r.id for r in rules_in_force(rules, "jd", date(2026, 5, 18))] == [
        "jd-30s",
        "jd-mean-2025",
        "jd-mean",
    ]
    assert [r.id for r in rules_in_force(rules, "taobao", date(2021, 6, 18))] == [
        "taobao-mean-2020"
    ]


OLD = """\
schema_version = 1
id = "mine"
unit = "customer_day"
threshold_s = 180
hours_start = "08:00"
hours_end = "23:00"
bot_reply_counts = true
greeting_counts = false
offline_counts = {offline}
window_days = 1
valid_from = "2025-01-01"
valid_to = ""
source = "page"
source_date = "2025-01-01"
grade = "d"
name = {{ zh = "规则", en = "rule" }}
note = {{ zh = "无", en = "none" }}
"""


def test_a_file_without_the_newer_keys_means_what_it_meant(tmp_path: Path) -> None:
    rules = []
    for offline in ("true", "false"):
        path = tmp_path / "mine.toml"
        path.write_text(OLD.format(offline=offline), encoding="utf-8")
        rules.append(read_platform(path))

    assert [rule.offline for rule in rules] == ["counted", "excluded"]
    assert rules[0].answers == ("agent", "assist", "auto", "bot")
    assert (rules[0].measured_by, rules[0].asks, rules[0].quantity) == ("every", "all", "rate")


def test_exempt_days_and_the_unit_of_a_mean_are_checked(tmp_path: Path) -> None:
    text = JD_MEAN.read_text(encoding="utf-8").replace('unit = "round"', 'unit = "session"', 1)
    path = tmp_path / "rule.toml"
    path.write_text(text.replace("2024-02-17", "2024-02-03", 1), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_platform(path)

    assert {fault.code for fault in caught.value.faults} == {
        "platform.mean_unit",
        "platform.exempt",
    }


def test_taobao_counts_rounds_from_8_to_23() -> None:
    rule = read_platform(TAOBAO)

    assert (rule.unit, rule.threshold_s, rule.window_days) == ("round", 180, 30)
    assert (rule.hours_start_s, rule.hours_end_s) == (8 * 3600, 23 * 3600)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("threshold_s = 180", "threshold_s = 18000", "document.at_most"),
        ("threshold_s = 180", "threshold_s = 3000", "document.at_most"),
        ('hours_end = "23:00"', 'hours_end = "08:00"', "platform.hours"),
        ('hours_end = "23:00"', 'hours_end = "23h"', "document.clock"),
        ('valid_to = ""', 'valid_to = "2020-01-01"', "platform.dates"),
        ('valid_to = ""', 'valid_to = "2026-02-30"', "document.date"),
        ('grade = "c"\n', 'grade = "x"\n', "document.choice"),
        ('unit = "round"\n', 'unit = "rounds"\n', "document.choice_near"),
        ('offline = "excluded"\n', 'offline = "failed"\n', "platform.offline"),
        ("minimum_volume = 100\n", "round_cap_s = 600\n", "platform.of_a_mean"),
        ("minimum_volume = 100\n", "minimum_volume = -1\n", "document.at_least"),
        ('grade = "single"\n', 'grade = "rumour"\n', "document.choice"),
        ("bot_reply_counts = false", 'bot_reply_counts = "yes"', "document.flag"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, old: str, new: str, code: str) -> None:
    text = TAOBAO.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rule.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_platform(path)

    assert [fault.code for fault in caught.value.faults] == [code]
