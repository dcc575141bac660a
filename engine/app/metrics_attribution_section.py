"""The same orders under each policy: what each gives to whom, and who moves between them."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from engine.app.blocks import Cell, bullets, foot, put, section, strong, table, two_lines
from engine.app.metrics_session import Reader
from engine.app.report_table import rows_block
from engine.domain.metric_report import AttributionOutcome
from engine.report import figures
from engine.report.metrics_rate_tables import attribution_table
from engine.report.metrics_words import MetricsWords

SHOWN = 12


def put_attribution(reader: Reader, words: MetricsWords) -> None:
    """Draw the totals of each policy, then the agents whose rank or grade depends on it."""
    outcomes = words.report.attribution
    if not outcomes:
        return
    totals = attribution_table(words)
    put(section(totals.title, totals.subtitle), rows_block(totals))
    put(bullets("", [_policy(reader, outcome) for outcome in outcomes]))
    _put_movers(reader, words, [outcome for outcome in outcomes if outcome.ranks])


def _policy(reader: Reader, outcome: AttributionOutcome) -> str:
    policy = outcome.policy
    key = "attribution.policy" if policy.source else "attribution.own_policy"
    name, told = policy.name.in_language(reader.language), policy.note.in_language(reader.language)
    return reader.say(key, name=name, note=told, source=policy.source)


def _put_movers(
    reader: Reader, words: MetricsWords, outcomes: Sequence[AttributionOutcome]
) -> None:
    if len(outcomes) > 1:
        agents = sorted({agent for outcome in outcomes for agent in outcome.ranks})
        moved = sorted(agents, key=lambda agent: -_moved(outcomes, agent))
        count = sum(_moved(outcomes, agent) > 0 for agent in agents)
        title = reader.say("attribution.movers")
        told = reader.say("attribution.movers_subtitle", moved=count, agents=len(agents))
        put(section(title, told), _ranks(words, outcomes, moved[:SHOWN]))
        if len(moved) > SHOWN:
            with st.expander(reader.say("agents.more", count=len(moved) - SHOWN)):
                put(_ranks(words, outcomes, moved[SHOWN:]))
        put(foot(words.say("attribution.ranks_subtitle")))


def _ranks(
    words: MetricsWords, outcomes: Sequence[AttributionOutcome], agents: Sequence[str]
) -> Markup:
    heads = [(words.say("attribution.agent"), "k")]
    heads += [(outcome.policy.name.in_language(words.language), "r") for outcome in outcomes]
    rows: list[list[Cell]] = [
        [agent, *(_rank(outcome, agent, _graded(outcomes, agent)) for outcome in outcomes)]
        for agent in agents
    ]
    return table(heads, rows)


def _rank(outcome: AttributionOutcome, agent: str, graded: set[str]) -> Cell:
    """Return a rank with its grade, strong where the grade depends on the policy."""
    rank = outcome.ranks.get(agent)
    shown = figures.NONE if rank is None else str(rank)
    grade = outcome.grades.get(agent, "")
    if not grade:
        return shown
    return two_lines(shown, strong(grade) if len(graded) > 1 else grade)


def _graded(outcomes: Sequence[AttributionOutcome], agent: str) -> set[str]:
    return {outcome.grades.get(agent, "") for outcome in outcomes}


def _moved(outcomes: Sequence[AttributionOutcome], agent: str) -> int:
    """Return how many places lie between an agent's best and worst rank."""
    ranks = [outcome.ranks[agent] for outcome in outcomes if agent in outcome.ranks]
    return max(ranks) - min(ranks)
