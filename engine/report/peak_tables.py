"""Tables of the peak: which targets hold under which load, and what was measured."""

from collections.abc import Sequence

from engine.domain.pack import EFFECT_LEVEL, MeasureRow, ScenarioPart, VerdictRow
from engine.domain.texts import Language
from engine.report import figures
from engine.report.labels import (
    load_name,
    measure_name,
    restricted,
    scope_name,
    target_text,
    threshold_text,
    verdict_name,
    word,
)
from engine.report.tables import (
    SHARE_FORMAT,
    Bar,
    Cell,
    Column,
    Table,
    estimate_cell,
    estimate_column,
    text_cell,
)
from engine.report.tokens import VERDICT_GLYPHS

WORST_FIRST = ("missed", "undecided", "held")
_MIXED_UNITS = ""  # each row has its own unit
_OFFERED = "service_level_offered_"


def verdicts_table(part: ScenarioPart, language: Language) -> Table:
    """Return the targets of one load: threshold, value, probability and verdict; worst first."""
    ends = (word("table.low", language), word("table.high", language))
    columns = (
        Column(
            word("table.target", language),
            parts=(word("table.threshold", language), word("table.scope", language)),
        ),
        estimate_column(word("table.simulated", language), _MIXED_UNITS, ends),
        estimate_column(word("table.probability", language), figures.SHARE, ends),
        Column(word("table.verdict", language)),
    )
    ordered = sorted(part.verdicts, key=lambda row: WORST_FIRST.index(row.verdict))
    rows = tuple(_verdict_row(row, part, language) for row in ordered)
    notes = [word("table.verdicts_note", language, days=part.replications)]
    if any(row.assumed for row in part.verdicts):
        notes.append(word("table.assumed_note", language))
    if any(row.measure == "reply_rate" for row in part.verdicts):
        notes += reply_notes(part, language)
    return Table(
        f"verdicts_{part.id}",
        word("table.verdicts", language, load=part.name.in_language(language)),
        word("table.verdicts_subtitle", language, level=f"{EFFECT_LEVEL:.0%}"),
        columns,
        rows,
        tuple(notes),
    )


def measures_table(part: ScenarioPart, language: Language) -> Table:
    """Return every simulated measure of one load with its interval and its spread over the days."""
    ends = (word("table.low", language), word("table.high", language))
    columns = (
        Column(word("table.measure", language)),
        Column(word("table.scope", language)),
        estimate_column(word("table.mean", language), _MIXED_UNITS, ends),
        *(Column(word(f"table.{p}", language), numeric=True) for p in ("p05", "p50", "p95")),
    )
    rows = tuple(_measure_row(row, part, language) for row in told_measures(part))
    notes = [word("table.measures_note", language, days=part.replications)]
    if any(row.measure == "reply_rate" for row in part.measures):
        notes += reply_notes(part, language)
    return Table(
        f"measures_{part.id}",
        word("table.measures", language, load=part.name.in_language(language)),
        word("table.measures_subtitle", language, level=f"{EFFECT_LEVEL:.0%}"),
        columns,
        rows,
        tuple(notes),
    )


def loads_table(parts: Sequence[ScenarioPart], language: Language) -> Table:
    """Return each load's count of targets held and the probability of its weakest target."""
    columns = (
        Column(word("table.load", language)),
        Column(word("table.arrivals", language), numeric=True, number_format="#,##0"),
        Column(word("table.held_of", language)),
        Column(word("table.weakest", language)),
        Column(word("table.probability", language), numeric=True, number_format=SHARE_FORMAT),
    )
    rows = tuple(_load_row(part, language) for part in parts if part.verdicts)
    return Table("loads", word("table.loads", language), "", columns, rows)


def told_measures(part: ScenarioPart) -> tuple[MeasureRow, ...]:
    """Return the measures but for those that say the same as another.

    Where nobody abandons, the two conventions of the service level agree: one is left.
    """
    told = {(row.measure, row.scope): row for row in part.measures}

    def is_twin(row: MeasureRow) -> bool:
        other = told.get((row.measure.replace("_offered", "", 1), row.scope))
        return row.measure.startswith(_OFFERED) and other is not None and other.mean == row.mean

    return tuple(row for row in part.measures if not is_twin(row))


def reply_notes(part: ScenarioPart, language: Language) -> list[str]:
    """Return what a reply rate hides: the share answered after the buyer had gone, if any."""
    day = {row.measure: row.mean.value for row in part.measures if row.scope == "day"}
    late, offered = day.get("late_messages", 0.0), day.get("offered", 0.0)
    if late <= 0 or offered <= 0:
        return []
    return [word("table.reply_note", language, late=figures.share(late / offered))]


def _verdict_row(row: VerdictRow, part: ScenarioPart, language: Language) -> tuple[Cell, ...]:
    name, limit = measure_name(row.measure, language), threshold_text(row, language)
    mark = word("table.assumed", language) if row.assumed else ""
    scope = scope_name(row.scope, part, language)
    below = (limit, scope, mark)
    share = row.probability.value
    interval = figures.quantity_range(
        row.probability.low, row.probability.high, figures.SHARE, language
    )
    word_ = verdict_name(row.verdict, language)
    further = word("table.further", language, count=row.further) if row.further else ""
    told = restricted(name, row, language)
    return (
        Cell(told, (told, limit, scope), word("list_mark", language).join(filter(None, below))),
        estimate_cell(row.simulated, row.unit, language),
        Cell(
            figures.probability(share),
            (share, row.probability.low, row.probability.high),
            interval,
            bar=Bar(share, row.required, missed=row.verdict == "missed"),
        ),
        Cell(f"{VERDICT_GLYPHS[row.verdict]} {word_}", (word_,), further, chip=row.verdict),
    )


def _measure_row(row: MeasureRow, part: ScenarioPart, language: Language) -> tuple[Cell, ...]:
    mark = word("table.assumed", language) if row.assumed else ""
    spread = (row.p05, row.p50, row.p95)
    return (
        text_cell(measure_name(row.measure, language), below=mark),
        text_cell(scope_name(row.scope, part, language)),
        estimate_cell(row.mean, row.unit, language),
        *(Cell(figures.quantity(value, row.unit, language), (value,)) for value in spread),
    )


def _load_row(part: ScenarioPart, language: Language) -> tuple[Cell, ...]:
    verdicts = [row.verdict for row in part.verdicts]
    worst = next(verdict for verdict in WORST_FIRST if verdict in verdicts)
    weakest = min(part.verdicts, key=lambda row: row.probability.value - row.required)
    count = f"{VERDICT_GLYPHS[worst]} {verdicts.count('held')}/{len(verdicts)}"
    return (
        text_cell(load_name(part, language)),
        Cell(figures.number(part.contacts_mean), (part.contacts_mean,)),
        Cell(count, (count,), chip=worst),
        text_cell(target_text(weakest, language)),
        Cell(figures.probability(weakest.probability.value), (weakest.probability.value,)),
    )
