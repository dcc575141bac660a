"""Tables of the review: who moves, how many stand in each grade, and everybody's standing."""

from engine.domain.pack import INTERVAL_LEVEL, AgentRow, ReviewPart, Standing
from engine.domain.texts import Language
from engine.report import figures
from engine.report.headline import INCUMBENT, compared_origin
from engine.report.labels import group_name, origin_name, word
from engine.report.tables import (
    SHARE_FORMAT,
    WHOLE_FORMAT,
    Bar,
    Cell,
    Column,
    Table,
    estimate_cell,
    estimate_column,
    text_cell,
)

LEAST_CHANCE = 0.10  # below it a grade change is not worth a conversation
CERTAIN_FROM = 0.90
MARK = 0.5
ARROW = "\u2192"


def movers(review: ReviewPart, least: float = LEAST_CHANCE) -> tuple[AgentRow, ...]:
    """Return the agents whose grade changes or may well change, the most probable first."""
    worth = [a for a in review.agents if a.grade_changes or a.change_probability >= least]
    return tuple(sorted(worth, key=lambda agent: (-agent.change_probability, agent.agent)))


def movers_table(review: ReviewPart, language: Language, *, everyone: bool = False) -> Table:
    """Return who moves from the incumbent to the compared weights, and how surely.

    ``everyone`` lists all agents, not only those who move or may well move.
    """
    least = 0.0 if everyone else LEAST_CHANCE
    ends = (word("table.low", language), word("table.high", language))
    columns = (
        Column(
            word("table.agent", language),
            parts=(word("table.contacts", language), word("table.group", language)),
        ),
        Column(
            word("table.rank", language), numeric=True, parts=(word("table.rank_change", language),)
        ),
        estimate_column(word("table.score", language), figures.SCORE, ends),
        Column(word("table.grade", language)),
        Column(
            word("table.change_probability", language), numeric=True, number_format=SHARE_FORMAT
        ),
        Column(word("table.pay", language), numeric=True, number_format=WHOLE_FORMAT),
    )
    last = compared_origin(review)
    rows = tuple(_mover_row(agent, last, language) for agent in movers(review, least))
    bands = _grade_bands(review, language)
    compared = origin_name(last, language)
    level = f"{INTERVAL_LEVEL:.0%}"
    return Table(
        "movers",
        word("table.movers", language),
        word("table.movers_subtitle", language, level=level),
        columns,
        rows,
        (
            word("table.movers_note", language, compared=compared, grades=bands),
            word("table.pay_note", language),
        ),
    )


def grades_table(review: ReviewPart, language: Language) -> Table:
    """Return how many agents stand in each grade under each weight set."""
    columns = (
        Column(word("table.weight_set", language)),
        *(Column(label, numeric=True) for label in review.grade_labels),
    )
    rows = tuple(
        (
            text_cell(origin_name(origin, language)),
            *(_count_cell(review.grade_counts[origin].get(g, 0)) for g in review.grade_labels),
        )
        for origin in review.origins
        if origin in review.grade_counts
    )
    note = word("table.not_scored", language, count=len(review.not_scored))
    return Table(
        "grades",
        word("table.grades", language),
        word("table.grades_subtitle", language, agents=len(review.agents)),
        columns,
        rows,
        (note,) if review.not_scored else (),
    )


def standings_table(review: ReviewPart, language: Language) -> Table:
    """Return every agent's score, rank and grade under every weight set, by recommended rank."""
    ends = (word("table.low", language), word("table.high", language))
    columns: list[Column] = [
        Column(word("table.agent", language)),
        Column(word("table.group", language)),
        Column(word("table.contacts", language), numeric=True, number_format=WHOLE_FORMAT),
    ]
    for origin in review.origins:
        name = origin_name(origin, language)
        columns.append(estimate_column(name, figures.SCORE, ends))
        rank = word("table.rank_of", language, name=name)
        columns.append(Column(rank, numeric=True, parts=(word("table.grade", language),)))
    last = compared_origin(review)
    ordered = sorted(review.agents, key=lambda agent: agent.standings[last].rank)
    rows = tuple(_standing_row(agent, review.origins, language) for agent in ordered)
    subtitle = word("table.standings_subtitle", language, level=f"{INTERVAL_LEVEL:.0%}")
    return Table("standings", word("table.standings", language), subtitle, tuple(columns), rows)


def rank_move(change: int) -> str:
    """Return a change of rank with its mark: up is better; people never get the alarm colour."""
    if change == 0:
        return figures.NONE
    return f"{'▲' if change > 0 else '▼'} {abs(change)}"


def _mover_row(agent: AgentRow, compared: str, language: Language) -> tuple[Cell, ...]:
    before, after = agent.standings[INCUMBENT], agent.standings[compared]
    small = word("table.small_sample", language) if agent.small_sample else ""
    sample = f"n = {figures.number(agent.contacts)}"
    group = group_name(agent.group, language)
    chance = agent.change_probability
    ranks = f"{before.rank} {ARROW} {after.rank}"
    scores = (
        f"{figures.number(before.score.value, 1)} {ARROW} {figures.number(after.score.value, 1)}"
    )
    interval = figures.quantity_range(after.score.low, after.score.high, figures.SCORE, language)
    pay = agent.pay_change_cny
    money = figures.NONE if pay is None else figures.money(pay, language, with_sign=True)
    return (
        Cell(
            agent.agent,
            (agent.agent, agent.contacts, group),
            f"{sample} {small}".rstrip(),
            strong=True,
        ),
        Cell(ranks, (ranks, agent.rank_change), rank_move(agent.rank_change)),
        Cell(scores, (after.score.value, after.score.low, after.score.high), interval),
        _grade_cell(before, after, chance, language),
        Cell(figures.probability(chance), (chance,), bar=Bar(chance, MARK)),
        Cell(money, (pay,)),
    )


def _grade_cell(before: Standing, after: Standing, chance: float, language: Language) -> Cell:
    """Return the grade's change as a chip: dashed while its probability leaves room for doubt."""
    if before.grade == after.grade:
        text = word("table.stays", language, grade=after.grade)
        return Cell(text, (text,), chip="quiet")
    text = f"{before.grade} {ARROW} {after.grade}"
    if chance < CERTAIN_FROM:
        return Cell(f"{text} ?", (text,), chip="undecided")
    return Cell(text, (text,), chip="accent")


def _standing_row(
    agent: AgentRow, origins: tuple[str, ...], language: Language
) -> tuple[Cell, ...]:
    cells = [
        text_cell(agent.agent),
        text_cell(group_name(agent.group, language)),
        Cell(figures.number(agent.contacts), (agent.contacts,)),
    ]
    for origin in origins:
        standing = agent.standings[origin]
        cells.append(estimate_cell(standing.score, figures.SCORE, language))
        text = f"{standing.rank} · {standing.grade}"
        below = f"{standing.rank_low}{figures.DASH}{standing.rank_high}"
        cells.append(Cell(text, (standing.rank, standing.grade), below))
    return tuple(cells)


def _count_cell(count: int) -> Cell:
    return Cell(figures.number(count), (count,))


def _grade_bands(review: ReviewPart, language: Language) -> str:
    """Return the grades with their cut-offs, best first: what each label means."""
    told = [
        f"{label} \u2265 {cut:g}"
        for label, cut in zip(review.grade_labels, review.cutoffs, strict=False)
    ]
    told.append(f"{review.grade_labels[-1]} < {review.cutoffs[-1]:g}")
    return word("list_mark", language).join(told)
