"""What platforms count of a simulated log is what the metrics room counts of its messages."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.measures import platform_measure
from engine.domain.platform import PlatformRule
from engine.domain.scenario import Scenario
from engine.domain.traffic import Channel
from engine.files.platform_file import shipped_platforms
from engine.metrics.platform_rates import platform_rate
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import Outcome
from engine.simulation.measuring.measurement import measure_plan, measured_parts
from tests.metrics.chat_logs import Message, opened_chat
from tests.simulation.desks import desk, exponential, kind, played, turns
from tests.simulation.drawn_desks import drawn_desk, drawn_log

MIDNIGHT = datetime(2026, 5, 18)  # noqa: DTZ001 (local time)
DAY_S = 86_400.0
RULES = {rule.id: rule for rule in shipped_platforms()}
# within the three hours that are drawn, and over midnight
HOURS = [(1_800.0, 9_000.0), (9_000.0, 3_600.0)]


def instant(time_s: float) -> datetime:
    return MIDNIGHT + timedelta(microseconds=round(time_s * 1e6))


def messages_of(scenario: Scenario, log: ContactLog) -> Iterator[Message]:
    """Yield the chats of a log as messages, as the module under test says they read."""
    for number, row in enumerate(log.contacts):
        if scenario.classes[int(row["contact_class"])].channel is Channel.CHAT:
            legs = [leg for leg in log.legs if leg["contact"] == number]
            by_turns = any(leg["rounds"] for leg in legs)
            yield from _until_queued(number, row)
            yield from _by_rounds(log, row, legs) if by_turns else _first_reply(row, legs)


def _until_queued(number: int, row: np.void) -> Iterator[Message]:
    def sent(sender: str, at: float, kind: str | None = None) -> Message:
        offline = bool(row["offline"]) and sender == "customer"
        customer = str(row["customer"])
        return Message(number, customer, sender, instant(at), kind=kind, offline=offline)

    ended = row["outcome"] == Outcome.BOT_ENDED
    yield sent("customer", row["arrival_s"])
    if ended or row["entry_s"] > row["arrival_s"]:
        yield sent("bot", row["arrival_s"])
        if not ended:
            yield sent("customer", row["entry_s"], "asks_person")


def _first_reply(row: np.void, legs: Sequence[np.void]) -> Iterator[Message]:
    if np.isfinite(row["replied_s"]):
        leg = legs[0]
        at, agent = instant(row["replied_s"]), str(leg["agent"])
        yield Message(int(leg["contact"]), str(row["customer"]), "agent", at, agent)


def _by_rounds(log: ContactLog, row: np.void, legs: Sequence[np.void]) -> Iterator[Message]:
    for leg in legs:
        number, first, agent = int(leg["contact"]), int(leg["first_round"]), str(leg["agent"])
        for place, asked in enumerate(log.rounds[first : first + int(leg["rounds"])]):
            if np.isfinite(asked["asked_s"]) and place > 0:
                at = instant(asked["asked_s"])
                yield Message(number, str(row["customer"]), "customer", at)
            if np.isfinite(asked["replied_s"]):
                at = instant(asked["replied_s"])
                yield Message(number, str(row["customer"]), "agent", at, agent)


def compared(scenario: Scenario, log: ContactLog) -> None:
    plan = measure_plan(scenario)
    parts = measured_parts(scenario, plan, log, seed=0, replication=0)
    end = instant(DAY_S * np.ceil(scenario.horizon_s / DAY_S))
    with opened_chat(list(messages_of(scenario, log))) as records:
        for rule in scenario.platform_rules:
            column = plan.ids.index(platform_measure(rule))
            top, bottom = parts.numerators[0, column], parts.denominators[0, column]

            found = platform_rate(records, rule, end)

            assert bottom == found.counted, rule.id
            if rule.quantity == "rate":
                assert top == found.met, rule.id
            elif found.counted:
                assert top / bottom == pytest.approx(found.mean_s, rel=1e-9, abs=1e-6), rule.id


def variants(hours: tuple[float, float]) -> tuple[PlatformRule, ...]:
    """Return the shipped rules, and others that no platform has, within these hours."""
    taobao, jd = RULES["taobao-3min"], RULES["jd-30s"]
    mean, day = RULES["jd-mean-2025"], RULES["pinduoduo-3min"]
    others = [
        replace(taobao, id="all", asks="all"),
        replace(taobao, id="all-last", asks="all", clock_start="last"),
        replace(taobao, id="bots", bot_reply_counts=True),
        replace(taobao, id="bots-all", bot_reply_counts=True, asks="all", hours_of="asked"),
        replace(taobao, id="bots-person", bot_reply_counts=True, asks="asked_person"),
        replace(jd, id="jd-bots", bot_reply_counts=True),
        replace(jd, id="jd-all", asks="all"),
        replace(jd, id="jd-every", measured_by="every", offline="failed"),
        replace(mean, id="mean-all", asks="all", zero_wait_counts=False),
        replace(mean, id="mean-session", unit="session", measured_by="mean", offline="failed"),
        replace(day, id="day-mean", quantity="mean", round_cap_s=100.0),
        replace(RULES["pinduoduo-30s"], id="messages-all", asks="all"),
        replace(RULES["pinduoduo-30s"], id="messages-bots", bot_reply_counts=True),
    ]
    return tuple(
        replace(
            rule,
            hours_start_s=hours[0],
            hours_end_s=hours[1],
            threshold_s=min(60.0, rule.threshold_s),
        )
        for rule in (*RULES.values(), *others)
    )


@settings(derandomize=True, deadline=None, max_examples=3)
@given(seed=st.integers(0, 10_000), hours=st.sampled_from(HOURS))
def test_units_are_those_of_the_same_chats_in_the_metrics_room(
    seed: int, hours: tuple[float, float]
) -> None:
    scenario = _within_a_chat(drawn_desk(seed))
    scenario = replace(scenario, warm_up_s=0.0, platform_rules=variants(hours))

    compared(scenario, drawn_log(scenario, seed))


@settings(derandomize=True, deadline=None, max_examples=1)
@given(seed=st.integers(0, 10_000))
def test_customers_who_come_back_on_another_day_are_units_of_their_own(seed: int) -> None:
    drawn = _within_a_chat(drawn_desk(seed))
    slowly = [
        replace(
            each,
            retry=replace(each.retry, delay=exponential(30_000.0)),
            repeat=replace(each.repeat, delay=exponential(30_000.0)),
        )
        for each in drawn.classes
    ]
    scenario = replace(
        drawn,
        classes=tuple(slowly),
        warm_up_s=0.0,
        horizon_s=2 * DAY_S,
        platform_rules=tuple(
            replace(r, hours_start_s=0.0, hours_end_s=40_000.0) for r in RULES.values()
        ),
    )

    compared(scenario, drawn_log(scenario, seed))


def _within_a_chat(scenario: Scenario) -> Scenario:
    """Return the scenario without transfers: the next agent's question is nobody's message."""
    return replace(
        scenario, classes=tuple(replace(each, transfers=()) for each in scenario.classes)
    )


TAOBAO = replace(RULES["taobao-3min"], hours_start_s=0.0)
TWO_SLOW = (
    {"arrival_s": 0.0, "rounds": ((0.0, 180.0), (10.0, 30.0))},
    {"arrival_s": 1.0, "rounds": ((0.0, 1.0),)},
)


def test_rounds_of_exactly_the_threshold_are_in_time() -> None:
    """One agent with one slot: 180 s, then 30 s, then the other customer after 220 s."""
    scenario = desk(kinds=[kind(turns=turns())], by_turns=True, platform_rules=(TAOBAO,))
    log = played(scenario, TWO_SLOW)
    plan = measure_plan(scenario)

    parts = measured_parts(scenario, plan, log, seed=0, replication=0)

    column = plan.ids.index("platform_rate:taobao-3min")
    assert (parts.numerators[0, column], parts.denominators[0, column]) == (2, 3)
    assert parts.measures[0, plan.ids.index("rate_3min")] == pytest.approx(2 / 3)


def test_calls_are_not_counted() -> None:
    scenario = desk(kinds=[kind(channel=Channel.PHONE)], platform_rules=(TAOBAO,))
    plan = measure_plan(scenario)

    log = played(scenario, [{"arrival_s": 0.0}])
    parts = measured_parts(scenario, plan, log, seed=0, replication=0)

    assert parts.denominators[0, plan.ids.index("rate_3min")] == 0
