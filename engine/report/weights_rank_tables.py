"""Tables of robust ranks: room of each weight, chances under doubt, orders that always hold."""

from engine.domain.weights_report import (
    AcceptabilityPart,
    AcceptabilityRow,
    AgentPreference,
    StabilityRow,
)
from engine.report import figures
from engine.report.tables import (
    SHARE_FORMAT,
    Bar,
    Cell,
    Column,
    Table,
    number_cell,
    text_cell,
)
from engine.report.weights_page_words import WeightsWords

RANK_FORMAT = "0.0"
EVEN = 0.5


def stability_table(words: WeightsWords) -> Table:
    """Return how far one share may move, the others in proportion, before anything changes."""
    columns = (
        Column(words.say("indicator")),
        Column(words.say("share"), numeric=True, number_format=SHARE_FORMAT),
        words.interval_column("grades_stay"),
        words.interval_column("first_stays"),
        words.interval_column("ranks_stay"),
        Column(words.say("first_pair")),
    )
    rows = tuple(_stability(words, row) for row in words.report.stability)
    title, subtitle = words.say("stability_title"), words.say("stability_table_subtitle")
    notes = (words.say("stability_note"),)
    return Table("weights_stability", title, subtitle, columns, rows, notes)


def stability_subtitle(words: WeightsWords) -> str:
    """Return what the picture's lines are: grades that stay, or ranks where there are none."""
    graded = all(row.grade_low is not None for row in words.report.stability)
    return words.say("stability_subtitle" if graded else "stability_ranks_subtitle")


def acceptability_table(words: WeightsWords) -> Table | None:
    """Return how often each agent has which grade over the draws, the least sure first.

    The chance of another grade than under the weights in force orders the rows where it is known,
    else the mean rank.
    """
    part = words.report.acceptability
    if part is None:
        return None
    now = _grades_now(words)
    compared = bool(now and part.grade_labels)
    rows = sorted(
        part.agents,
        key=lambda row: (-(_elsewhere(part, row, now) or 0.0), row.expected_rank),
    )
    columns = [Column(words.say("agent"))]
    if compared:
        columns.append(Column(words.say("grade_now")))
        columns.append(Column(words.say("elsewhere"), numeric=True, number_format=SHARE_FORMAT))
    labels = [words.say("grade_is", grade=label) for label in part.grade_labels]
    columns += [Column(each, numeric=True, number_format=SHARE_FORMAT) for each in labels]
    columns += [
        Column(words.say("mean_rank"), numeric=True, number_format=RANK_FORMAT),
        Column(words.say("is_first"), numeric=True, number_format=SHARE_FORMAT),
        Column(words.say("error"), numeric=True, number_format="0.0000"),
    ]
    found = tuple(_acceptability(part, row, now, compared=compared) for row in rows)
    title = words.say("acceptability_title")
    subtitle = words.say("acceptability_subtitle", draws=part.draws, agents=len(part.agents))
    notes = words.said(part.weights), words.say("acceptability_note")
    return Table("weights_acceptability", title, subtitle, tuple(columns), found, notes)


def unsure(words: WeightsWords) -> int:
    """Return how many agents have another grade than now in more than one of a hundred draws."""
    part, now = words.report.acceptability, _grades_now(words)
    if part is None:
        return 0
    return sum((_elsewhere(part, row, now) or 0.0) > figures.NEARLY_NEVER for row in part.agents)


def preference_table(words: WeightsWords) -> Table | None:
    """Return which ranks each agent can have under the rules, and who is always behind."""
    part = words.report.preference
    if part is None:
        return None
    columns = (
        Column(words.say("agent")),
        Column(words.say("best_rank"), numeric=True),
        Column(words.say("worst_rank"), numeric=True),
        Column(words.say("ahead_of"), numeric=True),
        Column(words.say("behind"), numeric=True),
    )
    ordered = sorted(part.agents, key=lambda row: (row.best_rank, row.worst_rank))
    rows = tuple(_preference(row) for row in ordered)
    title = words.say("preference_title")
    subtitle = words.say("preference_subtitle", agents=len(rows))
    return Table("weights_preference", title, subtitle, columns, rows, preference_notes(words))


def preference_notes(words: WeightsWords) -> tuple[str, ...]:
    """Return how many orders hold under every set, and what was left open."""
    part = words.report.preference
    if part is None:
        return ()
    names = ("pairs", "necessary", "possible", "undecided", "bounded")
    counts = {name: f"{getattr(part, name):,}" for name in names}
    told = [words.say("preference_limits" if part.undecided else "preference", **counts)]
    if part.undecided or part.bounded:
        told.append(words.say("preference_open", **counts))
    return tuple(told)


def _stability(words: WeightsWords, row: StabilityRow) -> tuple[Cell, ...]:
    pair = figures.NONE if row.first_pair is None else words.joined(list(row.first_pair))
    return (
        text_cell(words.name(row.indicator), strong=True),
        Cell(figures.share(row.share), (row.share,)),
        words.interval_cell(row.grade_low, row.grade_high),
        words.interval_cell(row.first_low, row.first_high),
        words.interval_cell(row.rank_low, row.rank_high),
        text_cell(pair),
    )


def _grades_now(words: WeightsWords) -> dict[str, str]:
    part = words.report.grades
    return {} if part is None else {row.agent: row.grade for row in part.agents}


def _elsewhere(part: AcceptabilityPart, row: AcceptabilityRow, now: dict[str, str]) -> float | None:
    """Return the chance of another grade than now; None where either is unknown."""
    grade = now.get(row.agent)
    if grade not in part.grade_labels or not row.grades:
        return None
    return 1.0 - row.grades[part.grade_labels.index(grade)]


def _acceptability(
    part: AcceptabilityPart, row: AcceptabilityRow, now: dict[str, str], *, compared: bool
) -> tuple[Cell, ...]:
    cells = [text_cell(row.agent, strong=True)]
    if compared:
        chance = _elsewhere(part, row, now)
        cells.append(text_cell(now.get(row.agent, figures.NONE)))
        cells.append(_elsewhere_cell(chance))
    cells += [_chance(chance) for chance in row.grades]
    first = row.ranks[0] if row.ranks else None
    cells += [number_cell(row.expected_rank, 1), _chance(first)]
    cells.append(Cell(figures.number(row.error, 4), (row.error,)))
    return tuple(cells)


def _chance(chance: float | None) -> Cell:
    if chance is None:
        return Cell(figures.NONE, (None,))
    return Cell(figures.probability(chance), (chance,))


def _elsewhere_cell(chance: float | None) -> Cell:
    """Return the chance that orders the rows with its bar; the mark stands at even odds."""
    if chance is None:
        return Cell(figures.NONE, (None,))
    text = figures.probability(chance)
    return Cell(text, (chance,), bar=Bar(chance, EVEN), strong=chance > EVEN)


def _preference(row: AgentPreference) -> tuple[Cell, ...]:
    return (
        text_cell(row.agent, strong=True),
        *(number_cell(count) for count in (row.best_rank, row.worst_rank, row.ahead, row.behind)),
    )
