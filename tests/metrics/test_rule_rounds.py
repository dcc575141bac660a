"""Every round under a rule: its wait, whether it was in time, why it does not count."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engine.domain.platform import PlatformRule
from engine.domain.records import RecordSource
from engine.files.platform_file import shipped_platforms
from engine.metrics.records import opened_records
from engine.metrics.rule_rounds import define_rule_rounds, rule_findings
from tests.metrics.chat_logs import fetched, opened_chat, said

TAOBAO = next(rule for rule in shipped_platforms() if rule.id == "taobao-3min")
MEAN = next(rule for rule in shipped_platforms() if rule.id == "jd-mean-2025")
ROWS = "SELECT wait_s, met, reason FROM rule_rounds ORDER BY contact_id, block, asked_at"


def judged(rule: PlatformRule, *lines: str) -> list[tuple[object, ...]]:
    with opened_chat(said(1, "c", *lines)) as records:
        define_rule_rounds(records, rule)
        return fetched(records, ROWS)


def test_the_clock_may_start_at_the_last_question() -> None:
    lines = ("10:00 customer", "10:02 customer", "10:04 agent A")

    assert judged(TAOBAO, *lines) == [(240.0, False, None)]
    assert judged(replace(TAOBAO, clock_start="last"), *lines) == [(120.0, True, None)]


def test_an_offline_message_is_excluded_failed_or_counted() -> None:
    lines = ("10:00 customer offline", "10:01 agent A")

    assert judged(replace(TAOBAO, offline="excluded"), *lines) == [(60.0, True, "offline")]
    assert judged(replace(TAOBAO, offline="failed"), *lines) == [(None, False, None)]
    assert judged(replace(TAOBAO, offline="counted"), *lines) == [(60.0, True, None)]


def test_hours_may_run_over_midnight_and_end_before_their_end() -> None:
    night = replace(TAOBAO, hours_start_s=79_200.0, hours_end_s=7_200.0, hours_of="asked")

    clocks = ("21:59:59", "22:00:00", "23:59:59", "00:00:00", "01:59:59", "02:00:00")
    log = [m for i, clock in enumerate(clocks) for m in said(i, "c", f"{clock} customer")]

    with opened_chat(log) as records:
        define_rule_rounds(records, night)
        found = fetched(records, "SELECT reason FROM rule_rounds ORDER BY contact_id")

    reasons = [reason for (reason,) in found]
    assert reasons == ["hours", None, None, None, None, "hours"]


def test_a_bots_answer_settles_a_question_counts_or_does_not() -> None:
    lines = ("10:00 customer", "10:00:05 bot", "10:01 agent A")

    assert judged(TAOBAO, *lines) == [(None, False, "bot")]
    assert judged(replace(TAOBAO, bot_reply_counts=True), *lines) == [(5.0, True, None)]
    assert judged(replace(TAOBAO, asks="all"), *lines) == [(60.0, True, None)]


def test_an_unanswered_round_waits_to_the_end_of_the_hours_at_most_the_cap() -> None:
    waits = "SELECT wait_in_mean_s FROM rule_rounds"
    found = []
    for rule in (MEAN, replace(MEAN, round_cap_s=600.0), replace(MEAN, never_answered="out")):
        with opened_chat(said(1, "c", "22:00 customer")) as records:
            define_rule_rounds(records, rule)
            found += fetched(records, waits)

    assert found == [(3600.0,), (600.0,), (None,)]


@pytest.mark.parametrize(
    ("replied", "expected"), [([True, True], (60.0, True)), ([False, True], (None, False))]
)
def test_a_contact_log_without_a_reply_is_not_in_time(
    tmp_path: Path, replied: list[bool], expected: tuple[object, ...]
) -> None:
    day = pa.scalar("2026-05-18T10:00:00").cast(pa.timestamp("us")).as_py()
    table = pa.table({"agent": ["A", "B"], "started": [day] * 2, "frt_s": [60.0, 61.5]})
    table = table.append_column("replied", pa.array(replied))
    pq.write_table(table, tmp_path / "c.parquet")
    source = RecordSource(tmp_path / "c.parquet", tuple(table.column_names), 2)

    with opened_records([source]) as records:
        define_rule_rounds(records, TAOBAO)
        found = fetched(records, "SELECT wait_s, met FROM rule_rounds ORDER BY agent")
        findings = rule_findings(records, TAOBAO)

    assert found == [expected, (61.5, True)]
    assert {f.sentence.key.rsplit(".")[-1]: f.sentence.values for f in findings} == {
        "first_round_only": {"rule": "taobao-3min"},
        "no_marks": {"rule": "taobao-3min", "columns": "offline, bot_ended"},
    }


def test_a_quote_in_a_kind_of_message_is_no_harm() -> None:
    rule = replace(TAOBAO, no_question_kinds=("it's",))

    assert judged(rule, "10:00 customer red_packet", "10:01 agent A") == [(60.0, True, None)]


def test_columns_by_which_a_rule_leaves_out_are_named_where_messages_lack_them() -> None:
    with opened_chat(said(1, "c", "10:00 customer", "10:01 agent A")) as records:
        whole = rule_findings(records, TAOBAO)
        records.define(
            "messages", "SELECT * EXCLUDE (offline, blocked, message_kind) FROM messages"
        )
        (told,) = rule_findings(records, TAOBAO)
        (jd,) = rule_findings(records, replace(TAOBAO, offline="counted"))

    assert whole == ()
    assert told.sentence.values["columns"] == "offline, message_kind, blocked"
    assert jd.sentence.values["columns"] == "message_kind, blocked"


def test_whole_days_end_at_midnight_and_a_question_at_midnight_waits_a_day() -> None:
    rule = replace(MEAN, hours_start_s=0.0, hours_end_s=86_400.0)
    waits = []
    for clock in ("00:00", "23:59"):
        with opened_chat(said(1, "c", f"{clock} customer")) as records:
            define_rule_rounds(records, rule)
            waits += fetched(records, "SELECT wait_in_mean_s FROM rule_rounds")

    assert waits == [(86_400.0,), (60.0,)]
