"""Rounds as a rule sees them, worked by hand; test_platform_rates compares with recorded chats."""

from dataclasses import replace

import numpy as np

from engine.domain.platform import PlatformRule
from engine.domain.traffic import Bot
from engine.files.platform_file import shipped_platforms
from engine.simulation.measuring.contact_facts import contact_facts, leg_facts
from engine.simulation.measuring.rounds import rounds_of
from engine.simulation.measuring.rule_rounds import RuleRounds, chat_rounds, rule_rounds
from engine.simulation.measuring.time_bins import TimeBins
from tests.simulation.desks import desk, kind, played

RULES = {rule.id: rule for rule in shipped_platforms()}
ALL_DAY = replace(RULES["taobao-3min"], hours_start_s=0.0, hours_end_s=86_400.0)
SCENARIO = desk(kinds=[kind(bot=Bot(0.5))], horizon_s=90_000.0)
LOG = played(
    SCENARIO,
    [
        {"arrival_s": 0.0, "bot_s": 20.0, "contained": True},
        {"arrival_s": 10.0, "bot_s": 20.0, "reply_s": 30.0},
        {"arrival_s": 40.0, "patience_s": 5.0},
    ],
)


def judged(rule: PlatformRule) -> RuleRounds:
    bins = TimeBins(np.array([0.0, SCENARIO.horizon_s]))
    facts = contact_facts(SCENARIO, bins, LOG, leg_facts(SCENARIO, LOG))
    return rule_rounds(SCENARIO, rule, facts, chat_rounds(SCENARIO, facts, rounds_of(LOG, facts)))


def waits(rule: PlatformRule) -> list[tuple[int, float]]:
    found = judged(rule)
    pairs = zip(found.contact.tolist(), np.nan_to_num(found.wait_s, nan=-1.0).tolist(), strict=True)
    return sorted(pair for pair, counts in zip(pairs, found.counts, strict=True) if counts)


def test_what_the_bot_settled_is_left_out() -> None:
    assert waits(ALL_DAY) == [(1, 30.0), (2, -1.0)]


def test_a_bots_reply_counts_where_the_rule_says_so() -> None:
    assert waits(replace(ALL_DAY, bot_reply_counts=True)) == [
        *((0, 0.0), (1, 0.0), (1, 30.0), (2, -1.0)),
    ]


def test_a_bots_reply_that_is_none_leaves_the_question_to_people() -> None:
    assert waits(replace(ALL_DAY, asks="all")) == [(0, -1.0), (1, 50.0), (2, -1.0)]
    assert waits(replace(ALL_DAY, asks="all", clock_start="last")) == [
        *((0, -1.0), (1, 30.0), (2, -1.0)),
    ]


def test_hours_are_half_open_and_may_pass_midnight() -> None:
    by_day = replace(ALL_DAY, hours_of="asked", hours_start_s=30.0, hours_end_s=40.0)
    by_night = replace(by_day, hours_start_s=40.0, hours_end_s=30.0)

    assert waits(by_day) == [(1, 30.0)]
    assert waits(by_night) == [(2, -1.0)]


def test_the_never_answered_wait_until_the_hours_end_where_a_mean_counts_them() -> None:
    rule = replace(RULES["jd-mean-2025"], hours_start_s=0.0, hours_end_s=100.0)

    found = judged(rule)

    assert sorted(found.mean_s[found.counts].tolist()) == [30.0, 60.0]


def test_longest_waits_are_capped_in_a_mean() -> None:
    rule = replace(RULES["jd-mean"], hours_start_s=0.0, round_cap_s=12.0)

    found = judged(rule)

    assert found.mean_s[found.counts].tolist() == [12.0]
