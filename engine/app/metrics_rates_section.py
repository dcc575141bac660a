"""The platforms' rates: what each rule counts, what it leaves out, and who says so."""

from collections.abc import Iterable, Sequence

import streamlit as st
from markupsafe import Markup

from engine.app.blocks import (
    Cell,
    as_plain_markdown,
    bullets,
    chip,
    foot,
    note,
    put,
    section,
    table,
    two_lines,
)
from engine.app.metrics_session import Reader
from engine.domain.metric_report import PlatformRate
from engine.domain.platform import PlatformFact
from engine.report import figures
from engine.report.metrics_words import MetricsWords

_DAY = len("2026-05-18")


def put_rates(reader: Reader, words: MetricsWords) -> None:
    """Draw each rule's rate, then rule by rule its facts, contradictions and agents."""
    rates = words.report.platform_rates
    put(section(words.say("rates.title"), words.say("rates.subtitle")))
    if not rates:
        put(note(reader.say("rates.none"), kind="dash"))
        return
    put(_table(words, rates), foot(words.say("rates.verify")))
    for rate in rates:
        name = rate.rule.name.in_language(words.language)
        with st.expander(reader.say("rates.facts_of", rule=as_plain_markdown(name))):
            _put_rule(reader, words, rate)


def _table(words: MetricsWords, rates: Sequence[PlatformRate]) -> Markup:
    heads = [
        (words.say("rates.rule"), ""),
        (words.say("rates.rate"), "r"),
        (words.say("rates.counted"), "r"),
        (words.say("rates.left_out"), ""),
    ]
    return table(heads, [_row(words, rate) for rate in rates])


def _row(words: MetricsWords, rate: PlatformRate) -> list[Cell]:
    rule, found = rate.rule, rate.rate
    window = f"{rate.start[:_DAY]} / {rate.end[:_DAY]}"
    grade = words.say("rates.grade", grade=rule.grade, date=rule.source_date)
    interval = figures.quantity_range(found.low, found.high, figures.SHARE, words.language)
    shown: Cell = two_lines(figures.share(found.value), interval)
    if not rate.assessed:
        shown = chip(words.say("rates.not_assessed"), "undecided")
    left_out = [
        f"{words.known(f'rates.reason.{reason}', reason)} {figures.number(count)}"
        for reason, count in rate.left_out.items()
        if count
    ]
    return [
        two_lines(rule.name.in_language(words.language), words.joined([window, grade])),
        shown,
        _counted(words, rate),
        Markup("<br>").join(left_out or [words.say("none")]),
    ]


def _counted(words: MetricsWords, rate: PlatformRate) -> Cell:
    counted = f"{figures.number(rate.met)} / {figures.number(rate.counted)}"
    if rate.mean_s is None:
        return counted
    mean = figures.quantity(rate.mean_s, "s", words.language)
    return two_lines(counted, f"{words.say('rates.mean')} {mean}")


def _put_rule(reader: Reader, words: MetricsWords, rate: PlatformRate) -> None:
    rule = rate.rule
    put(note(rule.note.in_language(words.language), reader.say("rates.verify"), "dash"))
    put(foot(reader.say("rates.source", source=rule.source, date=rule.source_date)))
    if rule.facts:
        put(section(reader.say("rates.facts")), _facts(reader, rule.facts))
    if rule.contradictions:
        title = reader.say("rates.contradictions")
        subtitle = reader.say("rates.contradictions_subtitle")
        put(section(title, subtitle), _facts(reader, rule.contradictions))
    if rate.shops and len(rate.shops) > 1:
        lines = [
            f"{each.shop}: {figures.number(each.met)} / {figures.number(each.counted)}"
            for each in rate.shops
        ]
        put(bullets(reader.say("rates.shops"), lines))
    if rate.agents:
        put(section(reader.say("rates.agents")), _agents(words, rate))


def _facts(reader: Reader, facts: Iterable[PlatformFact]) -> Markup:
    heads = [(reader.say(f"rates.fact_{head}"), "") for head in ("key", "value", "source", "grade")]
    rows: list[list[Cell]] = []
    for fact in facts:
        told: Cell = fact.value
        if fact.note is not None:
            told = two_lines(fact.value, fact.note.in_language(reader.language))
        graded = two_lines(_grade(reader, fact.grade), fact.date)
        rows.append([_key(reader, fact.key), told, fact.source, graded])
    return table(heads, rows)


def _grade(reader: Reader, grade: str) -> str:
    return reader.known(f"rates.grade_{grade.replace('-', '_')}", grade)


def _key(reader: Reader, key: str) -> str:
    return reader.known(f"rates.key_{key}", key)


def _agents(words: MetricsWords, rate: PlatformRate) -> Markup:
    heads = [
        (words.say("attribution.agent"), "k"),
        (words.say("rates.counted"), "r"),
        (words.say("rates.mean"), "r"),
    ]
    worst_first = sorted(rate.agents, key=lambda each: (each.met - each.counted, each.agent))
    rows: list[list[Cell]] = [
        [
            each.agent,
            f"{figures.number(each.met)} / {figures.number(each.counted)}",
            figures.quantity(each.mean_s, "s", words.language),
        ]
        for each in worst_first
    ]
    if rate.mean_s is None:  # the rule defines no mean
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    return table(heads, rows)
