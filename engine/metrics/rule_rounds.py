"""Rounds as one platform rule sees them: which count, how long they waited, why others do not."""

from collections.abc import Iterator, Sequence
from typing import Literal

from engine.domain.platform import ASKS_PERSON, PlatformRule
from engine.domain.texts import Finding, Sentence
from engine.errors import InputError
from engine.metrics.records import OpenRecords
from engine.metrics.rounds import RoundShape, define_chat, rounds_query

RULE_ROUNDS = "rule_rounds"

_DAY_S = 86_400
_OF_CONTACTS = ("started", "frt_s")
_BY_THE_CONTACT = ("contact", "session")


def define_rule_rounds(records: OpenRecords, rule: PlatformRule) -> None:
    """Make the table ``rule_rounds``: every round under a rule, counted or left out.

    Columns: ``contact_id, customer_id, shop, agent, started, asked_at, block``; ``counted_at``,
    the moment that window, hours and exemptions are asked of; ``wait_s`` until the answer,
    missing where there was none; ``wait_in_mean_s`` as it enters a mean; ``met``; and
    ``reason``, why the round does not count, missing where it does. Without messages each
    contact of the log is one round: its first.

    Raises
    ------
    InputError
        ``platform.no_units`` when neither messages nor contacts with ``frt_s`` are there.
    """
    if records.has("messages"):
        define_chat(records, rule.split_gap_s)
        rounds = _chat_rounds(rule, marked=_persons_asked(records))
    elif records.has("contacts", *_OF_CONTACTS):
        rounds = _contact_rounds(records)
    else:
        raise InputError("platform.no_units", rule=rule.id)
    records.define(RULE_ROUNDS, _judged(rule, rounds))


def rule_findings(records: OpenRecords, rule: PlatformRule) -> tuple[Finding, ...]:
    """Return where the records are thinner than the rule.

    No messages, nobody marked as asking for a person, no column for what the rule leaves out.
    """
    told = []
    if records.has("messages"):
        define_chat(records, rule.split_gap_s)
        if rule.asks == "asked_person" and not _persons_asked(records):
            told.append(rule_finding("caution", "no_human_marks", rule))
    elif rule.unit not in _BY_THE_CONTACT or rule.measured_by != "first":
        told.append(rule_finding("caution", "first_round_only", rule))
    lacking = ", ".join(_unmarked(records, rule))
    if lacking:
        told.append(rule_finding("note", "no_marks", rule, columns=lacking))
    return tuple(told)


def rule_finding(
    severity: Literal["note", "caution"], name: str, rule: PlatformRule, **values: str | int
) -> Finding:
    """Return what there is to say about a rule, by the name of its sentence."""
    return Finding(severity, Sentence(f"finding.platform.{name}", {"rule": rule.id, **values}))


def _unmarked(records: OpenRecords, rule: PlatformRule) -> Iterator[str]:
    """Yield the columns by which the rule tells units apart and that the records lack."""
    chat = records.has("messages")
    table = "messages" if chat else "contacts"
    if rule.offline != "counted" and not records.has(table, "offline"):
        yield "offline"
    if chat and rule.no_question_kinds and not records.has(table, "message_kind"):
        yield "message_kind"
    if chat and not records.has(table, "blocked"):
        yield "blocked"
    if not chat and rule.bot_settles and not records.has(table, "bot_ended"):
        yield "bot_ended"


def _chat_rounds(rule: PlatformRule, *, marked: bool) -> str:
    """Return the rounds of the messages with who ended them; a bot may settle a question."""
    settles = ("bot",) if rule.bot_settles else ()
    kinds = _texts(rule.no_question_kinds)
    asks = "NOT blocked"
    if rule.no_question_kinds:
        asks += f" AND coalesce(message_kind NOT IN ({kinds}), TRUE)"
    shape = RoundShape((*rule.answers, *settles), asks, rule.unit == "message")
    asked_at = "last_asked_at" if rule.clock_start == "last" else "asked_at"
    before = "FALSE"
    if rule.asks == "asked_person" and marked:
        before = "bot_first AND NOT coalesce(last_asked_at >= human_from, FALSE)"
    return (
        "SELECT contact_id, customer_id, shop, agent, started, "  # noqa: S608 (our own words)
        f"coalesce({asked_at}, written_at) AS asked_at, block, answered_at, answered_by, offline, "
        f"questions = 0 AS nothing_asked, {before} AS bot_stage "
        f"FROM ({rounds_query(shape)}) WHERE questions + others > 0"
    )


def _contact_rounds(records: OpenRecords) -> str:
    """Return one round of each contact of a log: its first."""

    def known(name: str, otherwise: str) -> str:
        return name if records.has("contacts", name) else otherwise

    number = known("contact_id", "source_row")
    customer = known("customer_id", number)
    ended = known("bot_ended", "FALSE")
    by = f"CASE WHEN {ended} THEN 'bot' ELSE 'agent' END"
    replied = f"NOT {known('replied', 'TRUE')}"
    answered = (
        f"CASE WHEN {ended} THEN started WHEN {replied} THEN NULL "
        "ELSE started + to_microseconds(round(frt_s * 1e6)::BIGINT) END"
    )
    return (
        f"SELECT {number} AS contact_id, {customer} AS customer_id, "  # noqa: S608 (our own names)
        f"{known('shop', 'NULL::VARCHAR')} AS shop, agent, started::TIMESTAMP AS started, "
        f"started::TIMESTAMP AS asked_at, 0 AS block, ({answered})::TIMESTAMP AS answered_at, "
        f"{by} AS answered_by, {known('offline', 'FALSE')} AS offline, "
        "FALSE AS nothing_asked, FALSE AS bot_stage FROM contacts"
    )


def _judged(rule: PlatformRule, rounds: str) -> str:
    """Return the rounds with wait, reason and verdict."""
    anchor = "started" if rule.hours_of == "session_start" else "asked_at"
    in_time = f"coalesce(wait_s <= {rule.threshold_s!r}, FALSE)"
    open_until = _seconds_to_end(rule)
    in_mean = "wait_s" if rule.never_answered == "out" else f"coalesce(wait_s, {open_until})"
    if rule.round_cap_s is not None:
        in_mean = f"CASE WHEN {in_mean} IS NOT NULL THEN least({in_mean}, {rule.round_cap_s!r}) END"
    answered = "answered_at IS NOT NULL"
    if rule.same_day_only:
        answered += " AND answered_at::DATE = asked_at::DATE"
    if rule.offline == "failed":
        answered += " AND NOT offline"
    return (
        "WITH timed AS (SELECT *, "  # noqa: S608 (our own words)
        f"CASE WHEN {answered} AND coalesce(answered_by, 'agent') IN ({_texts(rule.answers)}) "
        "THEN (epoch_us(answered_at) - epoch_us(asked_at)) / 1e6 END AS wait_s "
        f"FROM (SELECT * REPLACE (coalesce(offline, FALSE) AS offline) FROM ({rounds}))), "
        f"averaged AS (SELECT *, {in_mean} AS wait_in_mean_s FROM timed) "
        "SELECT contact_id, customer_id, coalesce(shop, '') AS shop, agent, started, asked_at, "
        f"block, {anchor} AS counted_at, wait_s, wait_in_mean_s, "
        f"{in_time} AS met, {_reason(rule, anchor)} AS reason FROM averaged"
    )


def _reason(rule: PlatformRule, anchor: str) -> str:
    """Return the first reason for which a round does not count."""
    cases = ["WHEN nothing_asked THEN 'blocked'", "WHEN bot_stage THEN 'bot'"]
    if rule.bot_settles:
        cases.append("WHEN answered_at IS NOT NULL AND answered_by = 'bot' THEN 'bot'")
    if rule.offline == "excluded":
        cases.append("WHEN offline THEN 'offline'")
    cases += [
        f"WHEN {anchor}::DATE BETWEEN DATE '{days.first_day}' AND DATE '{days.last_day}' "
        "THEN 'exempt'"
        for days in rule.exempt
    ]
    cases.append(f"WHEN NOT ({_in_hours(rule, anchor)}) THEN 'hours'")
    if rule.quantity == "mean":
        cases.append("WHEN wait_in_mean_s IS NULL THEN 'unanswered'")
    if not rule.zero_wait_counts:
        cases.append("WHEN wait_s = 0 THEN 'zero_wait'")
    return f"CASE {' '.join(cases)} END"


def _in_hours(rule: PlatformRule, anchor: str) -> str:
    inside = _inside(rule, anchor)
    if rule.hours_of == "asked_or_answered":
        return f"{inside} OR coalesce(wait_s IS NOT NULL AND {_inside(rule, 'answered_at')}, FALSE)"
    return inside


def _inside(rule: PlatformRule, moment: str) -> str:
    """Return whether a moment's clock is in the counted hours, the end excluded."""
    start, end = rule.hours_start_s, rule.hours_end_s
    clock = _clock(moment)
    joint = "AND" if start < end else "OR"
    return f"({clock} >= {start!r} {joint} {clock} < {end!r})"


def _seconds_to_end(rule: PlatformRule) -> str:
    """Return the seconds from a question in the counted hours to their end; else missing."""
    passed = f"({_DAY_S} + {_clock('asked_at')} - {rule.hours_end_s!r}) % {_DAY_S}"
    return f"CASE WHEN {_inside(rule, 'asked_at')} THEN {_DAY_S} - {passed} END"


def _clock(moment: str) -> str:
    return f"(epoch_us({moment}) % {_DAY_S * 1_000_000}) / 1e6"


def _persons_asked(records: OpenRecords) -> bool:
    query = "SELECT count(*) > 0 FROM chat WHERE sender = 'customer' AND message_kind = $kind"
    return bool(records.connection.execute(query, {"kind": ASKS_PERSON}).fetchall()[0][0])


def _texts(names: Sequence[str]) -> str:
    return ", ".join("'" + name.replace("'", "''") + "'" for name in names)
