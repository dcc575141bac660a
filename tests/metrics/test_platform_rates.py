"""Each platform's rate on a timeline worked by hand, and against counting message by message."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.metric_report import AgentRate, PlatformRate, ShopRate
from engine.domain.platform import ExemptPeriod, PlatformRule
from engine.domain.records import RecordSource
from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.platform_file import shipped_platforms
from engine.metrics.platform_rates import platform_rate, rate_findings
from engine.metrics.records import opened_records
from engine.metrics.rule_rounds import define_rule_rounds
from tests.metrics.chat_logs import Message, counted_by_hand, fetched, opened_chat, said

RULES = {rule.id: rule for rule in shipped_platforms()}
NEXT_DAY = datetime(2026, 5, 19)  # noqa: DTZ001 (local time)


def rated(rule: str, messages: Sequence[Message], end: datetime = NEXT_DAY) -> PlatformRate:
    with opened_chat(messages) as records:
        return platform_rate(records, RULES[rule], end)


def counts(rate: PlatformRate) -> tuple[int, int, dict[str, int]]:
    return rate.met, rate.counted, dict(rate.left_out)


def judgement(rounds: Sequence[tuple[object, ...]]) -> tuple[int, int, dict[object, int]]:
    """Return met, counted and left out by reason of rounds given as (met, reason)."""
    counted = [met for met, reason in rounds if reason is None]
    return sum(map(bool, counted)), len(counted), dict(Counter(r for _, r in rounds if r))


class TestTaobaoRounds:
    """dingjiuxi.cn 2023-04-02: asked again does not restart the clock; 0 of 1, then 1 of 2."""

    FIRST = ("10:10:15 customer", "10:15:20 customer", "10:18:10 agent A")

    def test_a_repeated_question_does_not_restart_the_clock(self) -> None:
        assert counts(rated("taobao-3min", said(1, "c", *self.FIRST))) == (0, 1, {})

    def test_the_next_question_is_a_round_of_its_own(self) -> None:
        second = ("10:18:30 customer", "10:19:00 agent A")

        rate = rated("taobao-3min", said(1, "c", *self.FIRST, *second))

        assert counts(rate) == (1, 2, {})
        assert rate.agents == (AgentRate("A", 1, 2),)
        assert rate.shops == (ShopRate("s", 1, 2),)
        assert not rate.assessed
        assert (rate.start, rate.end) == ("2026-04-19T00:00:00", "2026-05-19T00:00:00")

    def test_the_shares_interval_is_wilsons(self) -> None:
        rate = rated("taobao-3min", said(1, "c", *self.FIRST, "10:18:30 customer", "10:19 agent A"))

        z = 1.959963984540054
        half = z / (1 + z**2 / 2) * np.sqrt(0.25 / 2 + z**2 / 16)
        assert rate.rate.value == 0.5
        assert (rate.rate.low, rate.rate.high) == pytest.approx((0.5 - half, 0.5 + half), abs=1e-12)

    CASES = (
        (("10:00:00 customer", "10:03:00 agent A"), (1, 1, {})),  # exactly 180 s is in time
        (("10:00:00 customer", "10:03:01 agent A"), (0, 1, {})),
        (("10:00:00 customer", "10:01:00 assist A"), (1, 1, {})),
        (("10:00:00 customer", "10:00:01 greeting A", "10:04:00 agent A"), (0, 1, {})),
        (("10:00:00 customer", "10:00:05 bot"), (0, 0, {"bot": 1})),
        (("10:00 customer", "10:00:05 bot", "10:01 customer", "10:02 agent A"), (1, 1, {"bot": 1})),
        (("10:00 customer asks_person", "10:00:05 bot"), (1, 1, {})),  # for a person
        (("10:00:00 customer red_packet", "10:05:00 agent A"), (0, 0, {"blocked": 1})),
        (("10:00:00 customer blocked",), (0, 0, {"blocked": 1})),
        (("10:00:00 customer offline", "10:01:00 agent A"), (0, 0, {"offline": 1})),
        (("10:00:00 customer",), (0, 1, {})),  # never answered
        (("07:59:00 customer", "08:00:30 agent A"), (1, 1, {})),  # answered in hours: counts
        (("07:50:00 customer", "07:59:59 agent A"), (0, 0, {"hours": 1})),
        (("07:59:50 customer", "08:00:30 agent A"), (1, 1, {})),
        (("22:59:00 customer", "23:03:00 agent A"), (0, 1, {})),
        (("02:00:00 customer", "08:01:00 agent A"), (0, 1, {})),  # its clock runs from 2:00
        (("02:00:00 customer",), (0, 0, {"hours": 1})),
        (("22:59:59 customer", "23:02:00 agent A"), (1, 1, {})),
        (("23:00:00 customer", "23:01:00 agent A"), (0, 0, {"hours": 1})),
    )  # fmt: skip

    def test_what_counts(self) -> None:
        log = [m for i, (lines, _) in enumerate(self.CASES) for m in said(i, f"c{i}", *lines)]

        with opened_chat(log) as records:
            define_rule_rounds(records, RULES["taobao-3min"])
            found = fetched(records, "SELECT contact_id, met, reason FROM rule_rounds")

        verdicts = {i: [row[1:] for row in found if row[0] == i] for i in range(len(self.CASES))}
        assert {i: judgement(each) for i, each in verdicts.items()} == {
            i: expected for i, (_, expected) in enumerate(self.CASES)
        }

    def test_below_a_hundred_rounds_nothing_is_assessed(self) -> None:
        log = [m for i in range(100) for m in said(i, f"c{i}", "10:00 customer", "10:01 agent A")]

        assert rated("taobao-3min", log).assessed
        assert not rated("taobao-3min", log[2:]).assessed

    def test_the_window_rolls_over_30_days_and_ends_with_the_period(self) -> None:
        days = ("2026-04-18", "2026-04-19", "2026-05-18", "2026-05-19")
        log = [
            m
            for i, day in enumerate(days)
            for m in said(i, "c", "12:00 customer", "12:01 agent A", day=day)
        ]

        assert rated("taobao-3min", log).counted == 2


def test_taobao_wangwang_caps_a_round_and_leaves_out_bots_zero_seconds_and_other_days() -> None:
    log = [
        *said(1, "a", "10:00:00 customer", "10:00:30 agent A"),  # 30
        *said(2, "b", "10:00:00 customer", "10:20:00 agent A"),  # 1200, capped at 600
        *said(3, "c", "10:00:00 customer", "10:00:00 agent A"),  # 0 s: out
        *said(4, "d", "10:00:00 customer", "10:00:09 bot"),  # out
        *said(5, "e", "23:59:50 customer"),
        *said(5, "e", "00:00:10 agent A", day="2026-05-19"),  # answered on another day: out
    ]

    rate = rated("taobao-mean-2020", log)

    assert rate.mean_s == (30 + 600) / 2
    assert counts(rate) == (1, 2, {"bot": 1, "unanswered": 1, "zero_wait": 1})
    assert rate.agents == (AgentRate("A", 1, 2, 315.0),)


class TestJingdong:
    def test_a_session_that_starts_before_nine_is_out_though_answered_after(self) -> None:
        log = said(1, "c", "08:56 customer", "09:01 agent A", "09:05 customer", "09:05:10 agent A")

        assert counts(rated("jd-30s", log)) == (0, 0, {"hours": 1})

    def test_the_first_reply_decides_and_all_offline_is_a_message(self) -> None:
        log = [
            *said(1, "a", "09:00:00 customer", "09:00:30 agent A", "09:01 customer", "09:09 agent B"),  # noqa: E501
            *said(2, "b", "22:59:59 customer", "23:00:30 agent B"),
            *said(3, "c", "12:00:00 customer offline", "12:00:05 agent A"),
            *said(4, "d", "12:00:00 customer"),
        ]  # fmt: skip

        rate = rated("jd-30s", log)

        assert counts(rate) == (1, 3, {"offline": 1})
        assert rate.agents == (AgentRate("A", 1, 1), AgentRate("B", 0, 1))

    def test_a_session_over_midnight_belongs_to_the_day_it_started(self) -> None:
        log = said(1, "a", "22:59:50 customer") + said(1, "a", "00:00:10 agent A", day="2026-05-19")

        assert counts(rated("jd-30s", log)) == (0, 1, {})
        assert rated("jd-30s", log, datetime(2026, 5, 18)).counted == 0  # noqa: DTZ001 (local)

    def test_the_mean_leaves_unanswered_rounds_out_and_the_claim_of_2025_takes_them_in(
        self,
    ) -> None:
        log = [
            *said(1, "a", "10:00:00 customer", "10:00:20 agent A", "10:01 customer", "10:02 agent A"),  # noqa: E501
            *said(2, "b", "22:00:00 customer"),
        ]  # fmt: skip

        old, new = rated("jd-mean", log), rated("jd-mean-2025", log)

        assert (old.mean_s, old.counted, dict(old.left_out)) == (40.0, 2, {"unanswered": 1})
        assert (new.mean_s, new.counted) == ((20 + 60 + 3600) / 3, 3)

    def test_what_is_asked_after_the_hours_and_never_answered_has_no_wait_to_state(self) -> None:
        log = said(1, "a", "22:59 customer", "22:59:30 agent A", "23:00 customer")

        rate = rated("jd-mean-2025", log)

        assert (rate.mean_s, rate.counted, dict(rate.left_out)) == (30.0, 1, {"unanswered": 1})

    def test_spring_festival_2024_is_exempt(self) -> None:
        log = [
            m
            for i, day in enumerate(("2024-02-03", "2024-02-04", "2024-02-17", "2024-02-18"))
            for m in said(i, "c", "12:00 customer", "12:01 agent A", day=day)
        ]

        rate = rated("jd-mean", log, datetime(2024, 2, 20))  # noqa: DTZ001 (local time)

        assert counts(rate) == (0, 2, {"exempt": 2})


class TestPinduoduo:
    def test_one_late_message_fails_the_customer_for_the_day(self) -> None:
        log = [
            *said(1, "a", "08:00 customer", "08:01 agent A", "12:00 customer", "12:03:01 agent B"),
            *said(2, "b", "12:00 customer", "12:03 agent A", "13:00 customer", "13:01 agent B"),
            *said(3, "c", "12:00 customer", "12:00:05 bot"),
            *said(4, "d", "07:00 customer", "07:30 agent A"),
        ]

        rate = rated("pinduoduo-3min", log)

        assert counts(rate) == (1, 2, {"bot": 1, "hours": 1})
        assert rate.agents == (AgentRate("A", 2, 2), AgentRate("B", 1, 2))

    def test_the_same_customer_counts_again_on_another_day_and_in_another_shop(self) -> None:
        log = said(1, "a", "12:00 customer", "12:01 agent A")
        log += said(2, "a", "12:00 customer", "12:09 agent A", day="2026-05-17")
        log += [replace(m, contact=3, shop="t") for m in log[:2]]

        rate = rated("pinduoduo-3min", log)

        assert counts(rate) == (2, 3, {})
        assert rate.shops == (ShopRate("s", 1, 2), ShopRate("t", 1, 1))

    def test_each_message_has_its_own_30_seconds(self) -> None:
        log = said(1, "a", "12:00:00 customer", "12:00:20 customer", "12:00:45 agent A")

        assert counts(rated("pinduoduo-30s", log)) == (1, 2, {})

    def test_the_claim_for_2026_takes_five_minutes_round_the_clock(self) -> None:
        log = said(1, "a", "03:00 customer", "03:05 agent A")

        assert counts(rated("pinduoduo-5min-2026", log)) == (1, 1, {})


class TestDouyin:
    def test_a_greeting_is_no_answer_and_an_automatic_text_is_one(self) -> None:
        log = [
            *said(1, "a", "12:00 customer", "12:00:01 greeting A"),
            *said(2, "b", "12:00 customer", "12:00:01 auto A"),
            *said(3, "c", "12:00 customer offline", "12:00:01 agent A"),
            *said(4, "d", "22:59:59 customer", "23:02:59 agent A"),
            *said(5, "e", "23:00:00 customer", "23:00:01 agent A"),
        ]

        rate = rated("douyin-3min", log)

        assert counts(rate) == (2, 4, {"hours": 1})
        assert rate.agents == (AgentRate("A", 2, 4),)

    def test_a_session_is_judged_by_the_mean_of_its_rounds(self) -> None:
        log = [
            *said(1, "a", "12:00 customer", "12:05 agent A", "12:06 customer", "12:07 agent A"),
            *said(2, "b", "12:00 customer", "12:05 agent A", "12:06 customer", "12:07:01 agent A"),
            *said(3, "c", "12:00 customer", "12:01 agent A", "12:02 customer"),
        ]

        assert counts(rated("douyin-3min-session", log)) == (1, 3, {})
        assert counts(rated("douyin-3min-customer", log)) == (0, 3, {})


class TestKuaishou:
    LOG = (
        said(1, "a", "12:00 customer", "12:00:01 bot", "12:01 customer asks_person", "12:02 agent A")  # noqa: E501
        + said(2, "b", "12:00 customer", "12:00:01 bot", "12:01 customer")  # never asked a person
        + said(3, "c", "12:00 customer", "12:03 agent A")  # met a person at once
        + said(4, "d", "12:00 customer asks_person", "12:00:30 bot", "12:03:01 agent A")
    )  # fmt: skip

    def test_customers_who_asked_a_person_are_the_denominator(self) -> None:
        assert counts(rated("kuaishou-3min", self.LOG)) == (2, 3, {"bot": 1})

    def test_without_marks_questions_that_no_bot_answered_count_and_a_finding_says_so(self) -> None:
        log = [replace(m, kind=None) for m in self.LOG]
        rule = RULES["kuaishou-3min"]

        with opened_chat(log) as records:
            rate = platform_rate(records, rule, NEXT_DAY)
            findings = rate_findings(records, rule, rate)

        assert (rate.met, rate.counted) == (2, 3)
        assert "finding.platform.no_human_marks" in {f.sentence.key for f in findings}


def test_a_contact_log_counts_first_rounds_and_says_so(tmp_path: Path) -> None:
    columns = {
        "agent": ["A", "A", None, "B"],
        "started": [datetime(2026, 5, 18, hour) for hour in (9, 10, 11, 7)],  # noqa: DTZ001 (local)
        "frt_s": [180.0, 181.0, None, 5.0],
        "bot_ended": [False, False, True, False],
    }
    source = contacts_source(tmp_path, columns)
    rule = RULES["taobao-3min"]

    with opened_records([source]) as records:
        rate = platform_rate(records, rule, NEXT_DAY)
        findings = rate_findings(records, rule, rate)
        no_finding = rate_findings(records, RULES["jd-30s"], rate)

    assert counts(rate) == (1, 2, {"bot": 1, "hours": 1})
    assert rate.agents == (AgentRate("A", 1, 2),)
    assert "finding.platform.first_round_only" in {f.sentence.key for f in findings}
    assert "finding.platform.first_round_only" not in {f.sentence.key for f in no_finding}


def test_records_without_clocks_are_refused(tmp_path: Path) -> None:
    with (
        opened_records([contacts_source(tmp_path, {"agent": ["A"]})]) as records,
        pytest.raises(InputError, match=r"platform\.no_units"),
    ):
        platform_rate(records, RULES["jd-30s"], NEXT_DAY)


def test_a_window_that_the_records_do_not_cover_is_said() -> None:
    days = ("2026-04-19", "2026-05-18")
    log = [m for day in days for m in said(1, "c", "12:00 customer", "12:01 agent A", day=day)]
    rule = RULES["pinduoduo-3min"]

    with opened_chat(log) as records:
        found = [
            {f.sentence.key: f.sentence.values for f in rate_findings(records, rule, rate)}
            for end in (NEXT_DAY, datetime(2026, 6, 1))  # noqa: DTZ001 (local time)
            for rate in [platform_rate(records, rule, end)]
        ]

    assert "finding.platform.window_not_covered" not in found[0]
    assert found[1]["finding.platform.window_not_covered"] == {
        "start": "2026-05-02", "end": "2026-06-01",
        "first": "2026-04-19", "last": "2026-05-18",
    }  # fmt: skip


def test_nothing_counted_is_no_rate() -> None:
    rate = rated("jd-30s", said(1, "c", "03:00 customer"))

    assert np.isnan(rate.rate.value)
    assert not rate.assessed


def test_agents_means_are_of_their_own_rounds() -> None:
    log = [
        *said(1, "a", "12:00 customer", "12:01 agent A", "12:02 customer", "12:09 agent A"),
        *said(2, "b", "12:00 customer", "12:00:10 agent B"),
    ]

    rate = rated("jd-mean", log)

    assert rate.agents == (AgentRate("A", 0, 2, 240.0), AgentRate("B", 1, 1, 10.0))


# --- against counting by hand's rules, on any log and many rules --------------------------------

CLOCKS = [(7, 56), (8, 58), (22, 57), (23, 55), (0, 0)]
DAYS = [date(2024, 2, 17), date(2024, 2, 18)]
FESTIVAL = ExemptPeriod(Text("春节", "Festival"), date(2024, 2, 4), date(2024, 2, 17))
SENDERS = ["agent", "agent", "bot", "assist", "auto", "greeting", "system"]
CONTACTS = 24


def chat(seed: int) -> list[Message]:
    """Draw messages near the edges of hours and days, 30 s apart, in any order of the file.

    No two replies of a contact fall on the same instant: which was first would be moot.
    """
    rng = np.random.default_rng(seed)
    log: dict[object, Message] = {}
    homes = [(DAYS[rng.integers(2)], CLOCKS[rng.integers(5)]) for _ in range(CONTACTS)]
    for _ in range(120):
        contact = int(rng.integers(CONTACTS))
        day, (hour, minute) = homes[contact]
        at = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 (local time)
        at += timedelta(seconds=30 * int(rng.integers(13)))
        asks = rng.random() < 0.4
        sender = "customer" if asks else SENDERS[rng.integers(len(SENDERS))]
        kind = [None, None, None, "asks_person", "red_packet"][rng.integers(5)] if asks else None
        message = Message(
            contact, f"c{contact % 9}", sender, at, [None, "A", "B"][rng.integers(3)], kind,
            bool(rng.random() < 0.15), bool(rng.random() < 0.1), "st"[contact % 2],
        )  # fmt: skip
        log.setdefault((contact, at, asks), message)
    return list(log.values())


@st.composite
def rules(draw: st.DrawFn) -> PlatformRule:
    """Draw a shipped rule, or one with some of its terms changed."""
    rule = draw(st.sampled_from(list(RULES.values())))
    if draw(st.booleans()):
        return rule
    mean = rule.quantity == "mean"
    start, end = draw(st.sampled_from([(8, 23), (9, 24), (23, 8), (0, 24)]))
    return replace(
        rule,
        unit=rule.unit if mean else draw(st.sampled_from(["round", "message", "contact", "session", "customer_day"])),  # noqa: E501
        measured_by=draw(st.sampled_from(["first", "mean", "every"])),
        hours_start_s=start * 3600.0,
        hours_end_s=end * 3600.0,
        hours_of=draw(st.sampled_from(["asked", "session_start", "asked_or_answered"])),
        clock_start=draw(st.sampled_from(["first_unanswered", "last"])),
        asks=draw(st.sampled_from(["all", "needs_person", "asked_person"])),
        bot_reply_counts=draw(st.booleans()),
        greeting_counts=draw(st.booleans()),
        assist_reply_counts=draw(st.booleans()),
        automatic_reply_counts=draw(st.booleans()),
        offline=draw(st.sampled_from(["excluded", "failed", "counted"])),
        never_answered=draw(st.sampled_from(["out", "in"])) if mean else "out",
        zero_wait_counts=draw(st.booleans()),
        same_day_only=draw(st.booleans()),
        exempt=draw(st.sampled_from([(), (FESTIVAL,)])),
        window_days=draw(st.sampled_from([1, 30])),
    )  # fmt: skip


def check(log: Sequence[Message], several: Sequence[PlatformRule]) -> None:
    """Compare the rates of a log with counting it message by message."""
    end = datetime(2024, 2, 19)  # noqa: DTZ001 (local time)
    with opened_chat(log) as records:
        rates = [platform_rate(records, rule, end) for rule in several]

    for rule, rate in zip(several, rates, strict=True):
        shop, agents = counted_by_hand(log, rule, end)
        assert (rate.met, rate.counted) == (shop.met, shop.counted)
        assert sum(rate.left_out.values()) == shop.left_out
        if shop.mean_s is not None:
            assert rate.mean_s == pytest.approx(shop.mean_s, rel=1e-12)
        assert {a.agent: (a.met, a.counted) for a in rate.agents} == {
            agent: (count.met, count.counted) for agent, count in agents.items()
        }


def test_every_shipped_rule_counts_as_one_would_by_hand() -> None:
    check(chat(618), list(RULES.values()))


SEVERAL = st.lists(rules(), min_size=4, max_size=4)


@settings(derandomize=True, deadline=None, max_examples=4)
@given(seed=st.integers(0, 10**6), several=SEVERAL)
def test_any_rule_counts_as_one_would_by_hand(seed: int, several: list[PlatformRule]) -> None:
    check(chat(seed), several)


@pytest.mark.full
@settings(derandomize=True, deadline=None, max_examples=200)
@given(seed=st.integers(0, 10**6), several=SEVERAL)
def test_rules_by_the_hundred_count_as_by_hand(seed: int, several: list[PlatformRule]) -> None:
    check(chat(seed), several)


def contacts_source(folder: Path, columns: dict[str, list[object]]) -> RecordSource:
    table = pa.table(columns)
    pq.write_table(table, folder / "contacts.parquet")
    return RecordSource(folder / "contacts.parquet", tuple(table.column_names), len(table))
