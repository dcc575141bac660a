"""What the regressions say: effects with intervals, with and without the confounder."""

from dataclasses import dataclass

from engine.app.blocks import Cell, foot, put, section, table, two_lines
from engine.app.session import View
from engine.domain.pack import EffectRow, Estimate, FitPart
from engine.evidence.causal_words import effect_grade
from engine.report import figures
from engine.report.evidence_words import EvidenceWords
from engine.report.labels import column_name, said


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns the table has: the confounder left out, the planted truth."""

    compared: bool
    known: bool


def put_evidence(view: View) -> None:
    """Draw one table of all fits: levers, and the confounder whose absence is shown."""
    fits = view.pack.evidence
    subtitle = view.say("app.evidence.subtitle", count=len(fits))
    compared = any(fit.withheld for fit in fits)
    known = any(row.truth is not None for fit in fits for row in fit.effects)
    heads = [(view.say("app.evidence.column"), ""), (view.say("app.evidence.effect"), "r")]
    heads += [(view.say("app.evidence.without"), "r")] if compared else []
    heads += [(view.say("app.evidence.truth"), "r")] if known else []
    heads.append((view.say("evidence_page.grade"), "n"))
    shown = _Columns(compared, known)
    rows: list[list[Cell]] = []
    for fit in fits:
        rows.append([_about(fit, view)])
        rows += [_effect(row, fit, view, shown) for row in _shown(fit)]
    put(
        section(view.say("app.evidence.title"), subtitle),
        table(heads, rows),
        foot(view.say("app.sentence_gap").join(_notes(view, known=known))),
    )


def _shown(fit: FitPart) -> list[EffectRow]:
    return [row for row in fit.effects if row.role == "lever" or row.column == fit.withheld]


def _about(fit: FitPart, view: View) -> str:
    return view.say(
        "app.evidence.about",
        name=fit.name.in_language(view.language),
        rate=figures.share(fit.outcome_rate),
        n=figures.number(fit.n),
        clusters=fit.clusters,
        grade=fit.grade,
    )


def _effect(row: EffectRow, fit: FitPart, view: View, shown: _Columns) -> list[Cell]:
    per = said(row.per, view.language)
    role = view.say(f"app.evidence.{row.role}")
    name = two_lines(column_name(row.column, view.language), f"{role} · {per}")
    cells: list[Cell] = [name, _points(row.effect, view)]
    if shown.compared:
        cells.append(_points(row.without_confounder, view) if row.without_confounder else "")
    if shown.known:
        cells.append("" if row.truth is None else figures.signed(100 * row.truth, 2))
    return [*cells, effect_grade(fit.grade, row.role)]


def _points(effect: Estimate, view: View) -> Cell:
    value = figures.signed(100 * effect.value, 2)
    if effect.low is None or effect.high is None:
        return value
    low, high = (figures.signed(100 * end, 2) for end in (effect.low, effect.high))
    return two_lines(value, view.say("app.signed_range", low=low, high=high))


def _notes(view: View, *, known: bool) -> list[str]:
    notes = [
        view.say("app.evidence.withheld", column=column_name(fit.withheld, view.language))
        for fit in view.pack.evidence
        if fit.withheld
    ][:1]
    if known:
        notes.append(view.say("app.evidence.truth_note"))
    return [*notes, *_kept(view)]


def _kept(view: View) -> list[str]:
    """Return which indicators keep their judged weight, and which the records contradict."""
    report = view.pack.evidence_report
    if report is None:
        return []
    words = EvidenceWords(report, view.language)
    told = []
    for state in ("judged", "contradicted"):
        names = [words.indicator(row.indicator) for row in report.weights if row.state == state]
        if names:
            told.append(words.say(f"decision_{state}", names=words.joined(names)))
    return told
