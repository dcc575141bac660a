"""Tables of the effects in business units: overall, by band, their shape, daily and promotion."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.evidence_figures import EffectReport, ShapeReport, ShapeRow
from engine.report import figures
from engine.report.evidence_words import EVENT_PROBABILITY, HAZARD_RATIO, EvidenceWords
from engine.report.tables import Cell, Column, Table, number_cell, text_cell

LEVER = "lever"
NAMED_KINDS = frozenset({HAZARD_RATIO, EVENT_PROBABILITY})
BAND_KINDS = frozenset({"band"})


def all_effects_table(words: EvidenceWords) -> Table:
    """Return every effect that is no band's: levers first, then what is held fixed."""
    found = sorted(overall(words.report.effects), key=lambda each: each.role != LEVER)
    title = words.say("effects.title")
    level = f"{words.report.level:.0%}"
    notes = [words.say("effects.note")]
    if any(each.truth is not None for each in found):
        notes.append(words.say("effects.truth_note"))
    subtitle = words.say("effects.subtitle", level=level)
    return _effects(words, "evidence_effects", (title, subtitle), found, notes)


def band_effects_table(words: EvidenceWords) -> Table:
    """Return the effect of the same step by band of a metric, and the bands against the first."""
    found = [each for each in words.report.effects if is_by_band(each)]
    subtitle = words.say("bands.subtitle", level=f"{words.report.level:.0%}")
    return _effects(words, "evidence_bands", (words.say("bands.title"), subtitle), found, ())


def promotion_table(words: EvidenceWords) -> Table:
    """Return the effects on ordinary days and in promotions, with the joint test in the notes."""
    reports = words.report.promotions
    found = [each for report in reports for each in report.effects]
    notes = [
        words.say(
            "promotion.differs" if report.differs else "promotion.alike",
            question=words.question(report.fit),
            p=words.p_value(report.p_value),
        )
        for report in reports
    ]
    heading = (words.say("promotion.title"), words.say("promotion.subtitle"))
    return _effects(words, "evidence_promotion", heading, found, notes)


def shapes_table(words: EvidenceWords) -> Table:
    """Return how well each shape of a metric's effect fits, and which is rejected."""
    heads = ("question", "metric", "shape", "aic", "p", "conclusion", "grade")
    columns = tuple(Column(words.say(head), numeric=head in {"aic", "p"}) for head in heads)
    rows = tuple(
        _shape(words, report, row) for report in words.report.shapes for row in report.rows
    )
    title, subtitle = words.say("shapes.title"), words.say("shapes.subtitle")
    return Table("evidence_shapes", title, subtitle, columns, rows, (words.say("shapes.note"),))


def overall(effects: Sequence[EffectReport]) -> list[EffectReport]:
    """Return the effects over all contacts: no band's, nor a band against another."""
    return [each for each in effects if not is_by_band(each)]


def is_by_band(effect: EffectReport) -> bool:
    """Tell whether an effect speaks of one band of its metric only."""
    return bool(effect.band) and effect.kind not in NAMED_KINDS


def effect_text(words: EvidenceWords, effect: EffectReport) -> str:
    """Return what changes: the metric with its step, and the kind where it is no plain change."""
    told = words.said(effect.per)
    if effect.kind in NAMED_KINDS:
        return told + words.say(f"kind.{effect.kind}", band=effect.band)
    return told


def effect_cell(words: EvidenceWords, effect: EffectReport) -> Cell:
    """Return an effect with its interval below."""
    return Cell(
        words.amount(effect.ame, effect.fit, effect.kind),
        (effect.ame, effect.low, effect.high),
        words.ends(effect.low, effect.high, effect.fit, effect.kind),
        strong=effect.role == LEVER,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which columns a table of effects has: the band, the confounder left out, the truth."""

    named: bool
    compared: bool
    known: bool


def _effects(
    words: EvidenceWords,
    id_: str,
    heading: tuple[str, str],
    found: Sequence[EffectReport],
    notes: Sequence[str],
) -> Table:
    known = any(each.truth is not None for each in found)
    compared = any(each.without_confounder is not None for each in found)
    named = any(each.band for each in found) and id_ != "evidence_effects"
    ends = (words.say("low"), words.say("high"))
    columns = [
        Column(words.say("question")),
        Column(words.say("change")),
        *([Column(words.say("band"))] if named else []),
        Column(words.say("effect"), numeric=True, parts=ends),
        *([Column(words.say("without"), numeric=True, parts=ends)] if compared else []),
        *([Column(words.say("truth"), numeric=True)] if known else []),
        Column(words.say("relative"), numeric=True),
        Column(words.say("p"), numeric=True),
        Column(words.say("p_adjusted"), numeric=True),
        Column(words.say("n"), numeric=True),
        Column(words.say("grade")),
    ]
    shown = _Shown(named, compared, known)
    rows = tuple(_row(words, each, shown) for each in found)
    return Table(id_, heading[0], heading[1], tuple(columns), rows, tuple(notes))


def _row(words: EvidenceWords, effect: EffectReport, shown: _Shown) -> tuple[Cell, ...]:
    role = words.known(f"role.{effect.role}", effect.role)
    truth = "" if effect.truth is None else words.amount(effect.truth, effect.fit, effect.kind)
    band = words.band(effect) or figures.NONE
    relative = words.per_cent(effect.relative)
    return (
        text_cell(words.question(effect.fit)),
        text_cell(effect_text(words, effect), below=role),
        *([text_cell(band)] if shown.named else []),
        effect_cell(words, effect),
        *([_without(words, effect)] if shown.compared else []),
        *([Cell(truth, (effect.truth,))] if shown.known else []),
        Cell(relative, (effect.relative,)),
        Cell(words.p_value(effect.p_value), (effect.p_value,)),
        Cell(words.p_value(effect.p_adjusted), (effect.p_adjusted,)),
        number_cell(effect.n),
        text_cell(effect.grade),
    )


def _without(words: EvidenceWords, effect: EffectReport) -> Cell:
    """Return the effect with the withheld confounder left out, with its interval below."""
    other = effect.without_confounder
    if other is None:
        return Cell(figures.NONE, (None, None, None))
    return Cell(
        words.amount(other.value, effect.fit, effect.kind),
        (other.value, other.low, other.high),
        words.ends(other.low, other.high, effect.fit, effect.kind),
    )


def _shape(words: EvidenceWords, report: ShapeReport, row: ShapeRow) -> tuple[Cell, ...]:
    best = row.shape == report.preferred
    told = words.say("shapes.rejected" if row.rejected else "shapes.stands")
    conclusion = words.say("shapes.preferred") if best else told if row.rejected is not None else ""
    return (
        text_cell(words.question(report.fit)),
        text_cell(words.column(report.metric)),
        text_cell(words.say(f"shape_name.{row.shape}"), strong=best),
        number_cell(row.aic, 1),
        Cell(words.p_value(row.p_value), (row.p_value,)),
        Cell(conclusion, (conclusion,), chip="accent" if best else ""),
        text_cell(words.grade(report.fit)),
    )
