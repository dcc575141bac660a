"""Who would stand where: ranks, grade changes with their probability, grades by weight set."""

from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from engine.app.blocks import (
    Cell,
    chip,
    foot,
    line_legend,
    probability_bar,
    put,
    section,
    strong,
    table,
    two_lines,
)
from engine.app.choice import choice
from engine.app.pictures import put_chart
from engine.app.session import View
from engine.domain.pack import AgentRow, ReviewPart
from engine.report import figures
from engine.report.charts import MOST_LINES, NOTABLE_RANKS, rank_move, slope_chart
from engine.report.labels import group_name, origin_name
from engine.report.tokens import GLYPHS, ORIGINS

MOVERS_SHOWN = 10
TOLD_FROM, TOLD_TO = 0.10, 0.90  # between them a change is neither expected nor excluded
EVEN_CHANCE = 0.5
MOVERS = "movers"
BEFORE, AFTER = ORIGINS[0], ORIGINS[3]


def put_ranks(view: View, part: ReviewPart) -> None:
    """Draw the slope chart of the agents that move most, or of one group."""
    title = st.container()
    groups = sorted({agent.group for agent in part.agents})
    labels = {MOVERS: view.say("app.review.movers")}
    labels |= {f"group:{group}": group_name(group, view.language) for group in groups}
    chosen = choice("ranks-of", labels, view.say("app.review.show"), view.language)
    agents = lines_for(part.agents, chosen)
    with title:
        told = view.say("app.review.ranks_subtitle", shown=len(agents), total=len(part.agents))
        put(section(view.say("app.review.ranks"), told))
    kinds = [(kind, view.say(f"app.review.{kind}", ranks=NOTABLE_RANKS)) for kind in _KINDS]
    put(line_legend(kinds))
    put_chart(slope_chart(agents, view.tokens, view.language), view.say("app.review.description"))


_KINDS = ("up", "down", "flat")


def lines_for(agents: Sequence[AgentRow], chosen: str) -> list[AgentRow]:
    """Return at most MOST_LINES agents of the choice, those that move most kept."""
    of_choice = [agent for agent in agents if chosen in (MOVERS, f"group:{agent.group}")]
    return sorted(of_choice, key=lambda agent: (-abs(agent.rank_change), agent.agent))[:MOST_LINES]


def put_movers(view: View, part: ReviewPart) -> None:
    """Draw the agents most likely to change grade: ranks, scores with intervals, P(change)."""
    ordered = sorted(
        part.agents, key=lambda agent: (-agent.change_probability, -abs(agent.rank_change))
    )
    shown = ordered[:MOVERS_SHOWN]
    told = view.say("app.review.who_subtitle", shown=len(shown), total=len(ordered))
    heads = [
        (view.say("app.review.agent"), ""),
        (view.say("app.review.rank"), "r"),
        (view.say("app.review.score"), "r"),
        (view.say("app.review.grade"), "n"),
        (view.say("app.review.change"), "n"),
    ]
    put(
        section(view.say("app.review.who"), told),
        table(heads, [_mover(agent, view) for agent in shown]),
        foot(view.say("app.review.note", grades=grade_bands(view, part))),
    )


def _mover(agent: AgentRow, view: View) -> list[Cell]:
    before, after = agent.standings[BEFORE], agent.standings[AFTER]
    key = "app.review.small_sample" if agent.small_sample else "app.review.sample"
    sample = view.say(key, contacts=figures.number(agent.contacts))
    scores = f"{before.score.value:.1f} → {after.score.value:.1f}"
    low, high = (figures.number(end, 1) for end in (after.score.low, after.score.high))
    bar = probability_bar(agent.change_probability, mark=EVEN_CHANCE)
    chance = Markup("{}{}").format(bar, figures.probability(agent.change_probability))
    return [
        two_lines(strong(agent.agent), sample),
        two_lines(f"{before.rank} → {after.rank}", rank_move(agent.rank_change)),
        two_lines(scores, view.say("app.range", low=low, high=high)),
        grade_chip(agent, view),
        chance,
    ]


def grade_chip(agent: AgentRow, view: View) -> Markup:
    """Return ``B → A``, dashed with ``?`` while 10 to 90 % probable, quiet when nothing changes."""
    before, after = agent.standings[BEFORE].grade, agent.standings[AFTER].grade
    move = (
        f"{before} → {after}" if agent.grade_changes else view.say("app.review.stays", grade=before)
    )
    if TOLD_FROM <= agent.change_probability <= TOLD_TO:
        return chip(f"{move} ?", "undecided")
    return chip(move, "acc" if agent.grade_changes else "q")


def grade_bands(view: View, part: ReviewPart) -> str:
    """Return the grades with their score bands: A ≥ 90, B 70 to 90, C < 70."""
    cuts = [f"{cut:g}" for cut in part.cutoffs]
    told = []
    for position, grade in enumerate(part.grade_labels):
        if position == 0:
            told.append(view.say("app.review.grade_least", grade=grade, cut=cuts[0]))
        elif position == len(cuts):
            told.append(view.say("app.review.grade_below", grade=grade, cut=cuts[-1]))
        else:
            low, high = cuts[position], cuts[position - 1]
            told.append(view.say("app.review.grade_between", grade=grade, low=low, high=high))
    return view.say("app.separator").join(told)


def put_grade_counts(view: View, part: ReviewPart) -> None:
    """Draw how many agents stand at each grade under each weight set, and what pay changes."""
    heads = [(view.say("app.review.set"), "n"), *((grade, "r") for grade in part.grade_labels)]
    rows = [
        [
            f"{GLYPHS.get(origin, '')} {origin_name(origin, view.language)}",
            *(figures.number(part.grade_counts[origin].get(g, 0)) for g in part.grade_labels),
        ]
        for origin in part.origins
    ]
    notes = []
    pay = part.pay_change_cny
    if pay is not None:
        amount = figures.money(pay.value, view.language, with_sign=True)
        interval = figures.quantity_range(pay.low, pay.high, "CNY", view.language)
        notes.append(view.say("app.review.pay", pay=amount, interval=interval))
    if part.not_scored:
        agents = view.say("app.list_mark").join(part.not_scored)
        notes.append(view.say("app.review.not_scored", agents=agents))
    put(
        section(
            view.say("app.review.counts"),
            view.say("app.review.counts_subtitle", period=part.period),
        ),
        table(heads, rows),
        foot(view.say("app.sentence_gap").join(notes)),
    )
