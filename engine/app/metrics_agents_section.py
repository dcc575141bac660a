"""The agents by one indicator at a time: value with interval, sample, and the team on their mix."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from markupsafe import Markup

from engine.app.blocks import Cell, chip, foot, put, section, table, two_lines
from engine.app.metrics_session import Reader
from engine.app.picks import pick_one
from engine.app.report_table import rows_block, table_block
from engine.domain.metric_report import Estimate, IndicatorNote, MixAdjusted
from engine.metrics.notices import SMALL_SAMPLE
from engine.report import figures
from engine.report.metrics_tables import agent_tables, part_tables
from engine.report.metrics_words import MetricsWords
from engine.studies.indicator_estimates import AgentEstimate, agent_estimate

LOWER = "lower"
WIDE = 12
SHOWN = 15


def put_shop(reader: Reader, words: MetricsWords) -> None:
    """Draw every indicator over everybody: value, interval, sample, denominator, direction."""
    notes = words.report.indicators
    subtitle = words.say("shop.subtitle", period=words.report.period)
    put(section(words.say("shop.title"), subtitle), _shop(words, notes[:SHOWN]))
    if len(notes) > SHOWN:
        with st.expander(reader.say("shop.more", count=len(notes) - SHOWN)):
            put(_shop(words, notes[SHOWN:]))


def _shop(words: MetricsWords, notes: Sequence[IndicatorNote]) -> Markup:
    heads = [
        (words.say("shop.indicator"), ""),
        (words.say("shop.value"), "r"),
        (words.say("shop.size"), "r"),
    ]
    return table(heads, [_shop_row(words, note) for note in notes])


def _shop_row(words: MetricsWords, note: IndicatorNote) -> list[Cell]:
    shop, id_ = note.shop, note.indicator
    told = " \u00b7 ".join([words.direction(note.direction), words.said(note.denominator)])
    method = "" if shop.method == "none" else words.known(f"method.{shop.method}", shop.method)
    size = figures.number(shop.size)
    return [
        two_lines(words.indicator(id_), told),
        _with_interval(words, id_, shop),
        two_lines(size, method) if method else size,
    ]


def _with_interval(words: MetricsWords, indicator: str, found: Estimate | AgentEstimate) -> Cell:
    """Return a figure with its interval below; without one the figure alone."""
    value = words.figure(indicator, found.value)
    interval = words.interval(indicator, found.low, found.high)
    return value if interval == figures.NONE else two_lines(value, interval)


def put_agents(reader: Reader, words: MetricsWords) -> None:
    """Draw the agents, best first by the indicator that the reader picks."""
    agents = words.report.by_agent
    if not agents.agents or not agents.indicators:
        return
    put(section(words.say("agents.title"), reader.say("agents.subtitle")))
    labels = {id_: words.indicator(id_) for id_ in agents.indicators}
    caption = reader.say("agents.pick")
    picked = pick_one("metrics.indicator", labels, caption, reader.language)
    rows = _ranked(words, picked)
    adjusted = {each.agent: each for each in words.report.adjusted if each.indicator == picked}
    put(_agents(reader, words, picked, rows[:SHOWN], adjusted))
    if len(rows) > SHOWN:
        with st.expander(reader.say("agents.more", count=len(rows) - SHOWN)):
            put(_agents(reader, words, picked, rows[SHOWN:], adjusted))
    put(foot(reader.say("agents.note", least=SMALL_SAMPLE)))


def put_all(reader: Reader, words: MetricsWords) -> None:
    """Draw every indicator of every agent, and of the groups, folded: the tables are wide."""
    if words.report.by_agent.agents:
        with st.expander(reader.say("agents.all")):
            put(*(rows_block(each) for each in agent_tables(words, WIDE)))
            put(foot(words.say("agents.note", least=SMALL_SAMPLE)))
    parts = list(part_tables(words, WIDE))
    if parts:
        with st.expander(reader.say("agents.groups")):
            put(*(table_block(each) for each in parts))


Ranked = tuple[str, str, AgentEstimate]


def _ranked(words: MetricsWords, indicator: str) -> list[Ranked]:
    """Return agent, group and estimate; the best first, those without a figure last."""
    agents = words.report.by_agent
    column = agents.indicators.index(indicator)
    note = words.note(indicator)
    sign = 1 if note is not None and note.direction == LOWER else -1
    rows = [
        (agent, agents.groups[row], agent_estimate(note, agents, row, column))
        for row, agent in enumerate(agents.agents)
    ]
    return sorted(rows, key=lambda row: (bool(np.isnan(row[2].value)), sign * row[2].value))


def _agents(
    reader: Reader,
    words: MetricsWords,
    indicator: str,
    rows: Sequence[Ranked],
    adjusted: dict[str, MixAdjusted],
) -> Markup:
    heads = [
        (words.say("agents.agent"), "k"),
        (words.say("agents.group"), ""),
        (words.indicator(indicator), "r"),
        (words.say("agents.size"), "r"),
    ]
    heads += [(reader.say("agents.on_the_mix"), "r")] if adjusted else []
    return table(heads, [_agent(reader, words, indicator, row, adjusted) for row in rows])


def _agent(
    reader: Reader,
    words: MetricsWords,
    indicator: str,
    row: Ranked,
    adjusted: dict[str, MixAdjusted],
) -> list[Cell]:
    agent, group, found = row
    size: Cell = figures.number(found.size)
    if found.small:
        size = Markup("{} {}").format(chip(reader.say("agents.small"), "undecided"), size)
    cells = [agent, words.group(group), _with_interval(words, indicator, found), size]
    return [*cells, _on_the_mix(words, adjusted.get(agent))] if adjusted else cells


def _on_the_mix(words: MetricsWords, found: MixAdjusted | None) -> Cell:
    if found is None or np.isnan(found.difference):
        return figures.NONE
    sign = "+" if found.difference > 0 else ""
    return two_lines(
        sign + words.figure(found.indicator, found.difference),
        "± " + words.figure(found.indicator, found.standard_error),
    )
