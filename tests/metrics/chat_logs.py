"""Chat logs for tests, and platform rates counted by hand's rules, one message after the other.

Written without a database and without the modules under test, on purpose.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from engine.domain.platform import PlatformRule
from engine.domain.records import RecordSource, TableKind
from engine.metrics.records import OpenRecords, opened_records

DAY = "2026-05-18"
FLAGS = ("offline", "blocked")


@dataclass(frozen=True)
class Message:
    contact: int | None
    customer: str
    sender: str
    at: datetime
    agent: str | None = None
    kind: str | None = None
    offline: bool = False
    blocked: bool = False
    shop: str = "s"


def said(contact: int | None, customer: str, *lines: str, day: str = DAY) -> list[Message]:
    """Return messages of lines such as ``10:10:15 customer``, ``10:11 agent A kind offline``."""
    messages = []
    for line in lines:
        clock, sender, *more = line.split()
        agent = next((word for word in more if word.isupper()), None)
        kind = next((word for word in more if word.islower() and word not in FLAGS), None)
        at = datetime.fromisoformat(f"{day} {clock}")
        flags = ("offline" in more, "blocked" in more)
        messages.append(Message(contact, customer, sender, at, agent, kind, *flags))
    return messages


@contextmanager
def opened_chat(
    messages: Sequence[Message], *, numbered: bool = True, others: Sequence[RecordSource] = ()
) -> Iterator[OpenRecords]:
    """Give the messages as the table ``messages``, with contact numbers if ``numbered``."""
    columns = {
        "contact_id": pa.array([m.contact for m in messages], pa.int64()),
        "customer_id": pa.array([m.customer for m in messages]),
        "sender": pa.array([m.sender for m in messages]),
        "sent_at": pa.array([m.at for m in messages], pa.timestamp("us")),
        "agent": pa.array([m.agent for m in messages], pa.string()),
        "message_kind": pa.array([m.kind for m in messages], pa.string()),
        "offline": pa.array([m.offline for m in messages]),
        "blocked": pa.array([m.blocked for m in messages]),
        "shop": pa.array([m.shop for m in messages]),
    }
    if not numbered:
        del columns["contact_id"]
    table = pa.table(columns)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "messages.parquet"
        pq.write_table(table, path)
        names = tuple(table.column_names)
        source = RecordSource(path, names, len(table), kind=TableKind.MESSAGES)
        with opened_records([source, *others]) as records:
            yield records


def fetched(records: OpenRecords, query: str) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = records.connection.execute(query).fetchall()
    return rows


# --- the same counting, message by message -------------------------------------------------------


@dataclass
class Round:
    contact: int
    customer: str
    shop: str
    agent: str | None
    started: datetime
    asked: datetime
    answered: datetime | None
    reason: str | None
    place: int = 0


@dataclass
class Stretch:
    messages: list[tuple[Message, str]] = field(default_factory=list)
    end: tuple[Message, str] | None = None


@dataclass(frozen=True)
class Count:
    met: int
    counted: int
    left_out: int
    mean_s: float | None


def counted_by_hand(
    messages: Sequence[Message], rule: PlatformRule, end: datetime
) -> tuple[Count, dict[str, Count]]:
    """Return the shop's count and the agents' under a rule over the window before ``end``."""
    marked = any(m.kind == "asks_person" and m.sender == "customer" for m in messages)
    rounds: list[Round] = []
    for contact in sorted({m.contact for m in messages if m.contact is not None}):
        own = [(m.at, m.sender != "customer", i, m) for i, m in enumerate(messages)]
        own = sorted(each for each in own if each[3].contact == contact)
        rounds += rounds_of([each[3] for each in own], rule, marked)
    start = end - timedelta(days=rule.window_days)
    kept = [r for r in rounds if start <= moment(r, rule) < end]
    agents = sorted({r.agent for r in kept if r.agent})
    single = rule.unit in ("contact", "session") and rule.measured_by == "first"
    if single:
        kept = [r for r in kept if r.place == 1]
    by_agent = {}
    for agent in agents:
        count = tally([r for r in kept if r.agent == agent], rule)
        if count.counted:
            by_agent[agent] = count
    return tally(kept, rule), by_agent


def moment(one: Round, rule: PlatformRule) -> datetime:
    return one.started if rule.hours_of == "session_start" else one.asked


@dataclass
class Talk:
    """A contact's messages cut after each one that ends a round."""

    stretches: list[Stretch]
    human_from: datetime | None = None
    bot_wrote: bool = False


def talk_of(messages: Sequence[Message], closers: set[str]) -> Talk:
    talk = Talk([Stretch()])
    for m in messages:
        if talk.human_from is None and (m.sender == "agent" or m.kind == "asks_person"):
            talk.human_from = m.at
        who = "assist" if m.sender == "bot" and talk.human_from else m.sender
        talk.bot_wrote = talk.bot_wrote or who == "bot"
        talk.stretches[-1].messages.append((m, who))
        if who in closers:
            talk.stretches[-1].end = (m, who)
            talk.stretches.append(Stretch())
    return talk


def rounds_of(messages: Sequence[Message], rule: PlatformRule, marked: bool) -> list[Round]:
    talk = talk_of(messages, set(rule.answers) | ({"bot"} if rule.bot_settles else set()))
    started = next((m.at for m in messages if m.sender == "customer"), None)
    rounds: list[Round] = []
    for index, stretch in enumerate(talk.stretches):
        for head, last, asked in heads_of(stretch, rule):
            at = last if rule.clock_start == "last" else head.at
            agent = in_charge(talk.stretches, index)
            one = Round(
                head.contact or 0, head.customer, head.shop, agent, started or at, at, None, None
            )
            called = asked and talk.human_from is not None and last >= talk.human_from
            bot_stage = rule.asks == "asked_person" and marked and talk.bot_wrote and not called
            judge(one, rule, stretch, head.offline and asked, asked, bot_stage)
            rounds.append(one)
    needed = [r for r in rounds if r.reason not in {"blocked", "bot"}]
    others = [r for r in rounds if r.reason in {"blocked", "bot"}]
    for place, one in enumerate(needed + others, 1):
        one.place = place
    return rounds


def heads_of(stretch: Stretch, rule: PlatformRule) -> list[tuple[Message, datetime, bool]]:
    """Return the messages that start a round, when it was asked last, whether it asks at all."""
    mine = [m for m, _ in stretch.messages if m.sender == "customer"]
    asks = [m for m in mine if not m.blocked and m.kind not in rule.no_question_kinds]
    if asks and rule.unit == "message":
        return [(ask, ask.at, True) for ask in asks]
    if asks:
        return [(asks[0], asks[-1].at, True)]
    return [(mine[0], mine[0].at, False)] if mine else []


def in_charge(stretches: Sequence[Stretch], index: int) -> str | None:
    end = stretches[index].end
    if end and end[1] != "bot" and end[0].agent:
        return end[0].agent
    named = [
        [m.agent for m, _ in s.messages if m.agent and m.sender not in {"bot", "system"}]
        for s in stretches
    ]
    near = [names[-1:] for names in [named[index], *reversed(named[:index])]]
    later = [names[:1] for names in named[index + 1 :]]
    return next((names[0] for names in near + later if names), None)


def judge(
    one: Round, rule: PlatformRule, stretch: Stretch, offline: bool, asked: bool, bot_stage: bool
) -> None:
    if stretch.end and stretch.end[1] in rule.answers:
        late = rule.same_day_only and stretch.end[0].at.date() != one.asked.date()
        if not late and not (offline and rule.offline == "failed"):
            one.answered = stretch.end[0].at
    at = moment(one, rule)
    hours = inside(at, rule)
    if rule.hours_of == "asked_or_answered" and one.answered:
        hours = hours or inside(one.answered, rule)
    never = rule.quantity == "mean" and wait_in_mean(one, rule) is None
    checks = [
        ("blocked", not asked),
        ("bot", bot_stage),
        ("bot", rule.bot_settles and stretch.end is not None and stretch.end[1] == "bot"),
        ("offline", offline and rule.offline == "excluded"),
        ("exempt", any(days.first_day <= at.date() <= days.last_day for days in rule.exempt)),
        ("hours", not hours),
        ("unanswered", never),
        ("zero_wait", not rule.zero_wait_counts and one.answered == one.asked),
    ]
    one.reason = next((reason for reason, holds in checks if holds), None)


def inside(at: datetime, rule: PlatformRule) -> bool:
    clock = clock_of(at)
    if rule.hours_start_s < rule.hours_end_s:
        return rule.hours_start_s <= clock < rule.hours_end_s
    return clock >= rule.hours_start_s or clock < rule.hours_end_s


def clock_of(at: datetime) -> int:
    return at.hour * 3600 + at.minute * 60 + at.second


def wait_of(one: Round) -> float | None:
    return (one.answered - one.asked).total_seconds() if one.answered else None


def wait_in_mean(one: Round, rule: PlatformRule) -> float | None:
    wait = wait_of(one)
    if wait is None and rule.never_answered == "in":
        wait = to_the_end(one.asked, rule)
    return wait if wait is None or rule.round_cap_s is None else min(wait, rule.round_cap_s)


def to_the_end(asked: datetime, rule: PlatformRule) -> float | None:
    """Count the seconds on, one by one in steps of 30, while the counted hours last."""
    later = asked
    while inside(later, rule) and later - asked < timedelta(days=1):
        if (later - asked) > timedelta(0) and clock_of(later) == rule.hours_end_s % 86_400:
            break
        later += timedelta(seconds=30)
    return (later - asked).total_seconds() or None


def tally(rounds: Sequence[Round], rule: PlatformRule) -> Count:
    units: dict[object, list[Round]] = {}
    for number, one in enumerate(rounds):
        units.setdefault(unit_key(one, rule, number), []).append(one)
    met = counted = 0
    means = []
    for unit in units.values():
        counting = [r for r in unit if r.reason is None]
        if not counting:
            continue
        counted += 1
        met += unit_is_met(counting, rule)
        waits = [wait for r in counting if (wait := wait_in_mean(r, rule)) is not None]
        means += [sum(waits) / len(waits)] if waits else []
    mean = sum(means) / len(means) if rule.quantity == "mean" and means else None
    return Count(met, counted, len(units) - counted, mean)


def unit_key(one: Round, rule: PlatformRule, number: int) -> object:
    if rule.unit in ("round", "message"):
        return number
    if rule.unit == "customer_day":
        day: date = moment(one, rule).date()
        return one.shop, one.customer, day
    return one.contact


def unit_is_met(rounds: Sequence[Round], rule: PlatformRule) -> bool:
    waits = [wait_of(r) for r in rounds]
    answered = [wait for wait in waits if wait is not None]
    if len(answered) < len(waits):
        return False
    if rule.measured_by == "mean" and rule.unit not in ("round", "message"):
        return sum(answered) / len(answered) <= rule.threshold_s
    return all(wait <= rule.threshold_s for wait in answered)
