"""Tables of the evidence: what each lever does with and without its confounder, and the bands."""

from engine.domain.pack import EFFECT_LEVEL, BandPart, BandRow, EffectRow, FitPart
from engine.domain.texts import Language
from engine.report import figures
from engine.report.headline import LEAST_ROWS, band_text, telling_rows
from engine.report.labels import column_name, errors_name, said, word
from engine.report.tables import (
    WHOLE_FORMAT,
    Cell,
    Column,
    Table,
    change_cell,
    estimate_cell,
    estimate_column,
    number_format,
    text_cell,
)

IN_THE_TABLE = "finding.evidence.withheld"  # both figures stand in the table of effects


def effects_table(fit: FitPart, language: Language) -> Table:
    """Return one fit's average marginal effects, beside the planted truth where it is known."""
    ends = (word("table.low", language), word("table.high", language))
    known = any(row.truth is not None for row in fit.effects)
    columns = [
        Column(word("table.term", language)),
        estimate_column(word("table.effect", language), figures.SHARE, ends),
    ]
    if fit.withheld:
        heading = word("table.without", language, column=column_name(fit.withheld, language))
        columns.append(estimate_column(heading, figures.SHARE, ends))
    if known:
        truth = number_format(figures.SHARE)
        columns.append(Column(word("table.truth", language), numeric=True, number_format=truth))
    rows = tuple(_effect_row(fit, row, language, known=known) for row in fit.effects)
    level = f"{EFFECT_LEVEL:.0%}"
    name = fit.name.in_language(language)
    return Table(
        f"effects_{fit.id}",
        name,
        word("table.effects_subtitle", language, outcome=name, level=level),
        tuple(columns),
        rows,
        _effect_notes(fit, language, known=known),
    )


def bands_table(part: BandPart, language: Language) -> Table:
    """Return an outcome's mean in each band of a metric, with the bands that tie."""
    ends = (word("table.low", language), word("table.high", language))
    columns = (
        Column(column_name(part.metric, language)),
        estimate_column(word("table.mean", language), "points", ends),
        Column(word("table.rows", language), numeric=True, number_format=WHOLE_FORMAT),
        Column(word("table.tie", language), numeric=True),
    )
    rows = tuple(_band_row(row, part.unit, language) for row in part.rows)
    outcome, level = column_name(part.outcome, language), f"{EFFECT_LEVEL:.0%}"
    notes = [word("table.bands_note", language, clusters=figures.number(part.clusters))]
    if len(telling_rows(part)) < len(part.rows):
        notes.append(word("table.not_enough_note", language, least=LEAST_ROWS))
    return Table(
        f"bands_{part.id}",
        part.name.in_language(language),
        word("table.bands_subtitle", language, outcome=outcome, level=level),
        columns,
        rows,
        tuple(notes),
    )


def _effect_row(
    fit: FitPart, row: EffectRow, language: Language, *, known: bool
) -> tuple[Cell, ...]:
    lever = row.role == "lever"
    role = word("table.lever" if lever else "table.confounder", language)
    cells = [
        text_cell(
            column_name(row.column, language),
            below=word("table.per", language, role=role, per=said(row.per, language)),
        ),
        change_cell(row.effect, language, strong=lever),
    ]
    if fit.withheld:
        cells.append(change_cell(row.without_confounder, language))
    if known:
        cells.append(Cell(figures.points(row.truth, language), (row.truth,)))
    return tuple(cells)


def _effect_notes(fit: FitPart, language: Language, *, known: bool) -> tuple[str, ...]:
    """Return how the fit was made and its findings, but for those whose figures the table has."""
    notes = [_fit_note(fit, language)]
    if known:
        notes.append(word("table.truth_note", language))
    told = (finding.sentence for finding in fit.findings)
    notes += [said(sentence, language) for sentence in told if sentence.key != IN_THE_TABLE]
    return tuple(notes)


def _fit_note(fit: FitPart, language: Language) -> str:
    controls = [column_name(column, language) for column in fit.controls]
    return word(
        "table.fit_note",
        language,
        model=fit.model,
        n=figures.number(fit.n),
        dropped=figures.number(fit.dropped),
        rate=figures.share(fit.outcome_rate),
        clusters=figures.number(fit.clusters),
        cluster=column_name(fit.cluster, language),
        errors=errors_name(fit.errors, language),
        controls=word("list_mark", language).join(controls) or figures.NONE,
        grade=fit.grade,
    )


def _band_row(row: BandRow, unit: str, language: Language) -> tuple[Cell, ...]:
    band, n = text_cell(band_text(row, unit, language)), Cell(figures.number(row.n), (row.n,))
    if row.n < LEAST_ROWS:
        nothing = word("table.not_enough", language)
        return band, Cell(nothing, (nothing,)), n, Cell(figures.NONE, (None,))
    mean = estimate_cell(row.mean, "points", "en")  # a mean of a rating has no unit of its own
    return band, mean, n, Cell(str(row.tie), (row.tie,))
