"""The verdicts on the targets of a load, the loads side by side, and the day's measures."""

import re
from collections.abc import Sequence

import streamlit as st
from markupsafe import Markup

from engine.app.blocks import (
    Cell,
    chip,
    foot,
    probability_bar,
    put,
    section,
    strong,
    table,
    two_lines,
    verdict_chip,
)
from engine.app.session import View
from engine.domain.pack import Estimate, MeasureRow, ScenarioPart, VerdictRow
from engine.report import figures
from engine.report.labels import (
    class_name,
    group_name,
    load_name,
    measure_name,
    scope_name,
    threshold_text,
    verdict_name,
)
from engine.report.peak_tables import reply_notes, told_measures
from engine.report.tokens import VERDICT_GLYPHS

LEADING = frozenset(
    {"frt_mean_s", "frt_p90_s", "rate_3min", "reply_rate", "occupancy", "backlog", "fcr"}
)
FEW = 7
WORST_FIRST = ("missed", "undecided", "held")
_WITHIN = re.compile(r"frt_attainment_(\d+)_s")


def put_verdicts(view: View, part: ScenarioPart) -> None:
    """Draw the verdict table, worst first: threshold, value, probability with its mark, chip."""
    ordered = sorted(
        part.verdicts, key=lambda row: (WORST_FIRST.index(row.verdict), row.probability.value)
    )
    heads = [
        (view.say("app.peak.target"), ""),
        (view.say("app.peak.simulated"), "r"),
        (view.say("app.peak.probability"), "n"),
        (view.say("app.peak.verdict"), "n"),
    ]
    put(
        section(view.say("app.peak.targets"), _how_sure(part, view)),
        table(heads, [_verdict(row, part, view) for row in ordered]),
    )
    if any(row.assumed for row in part.verdicts):
        put(foot(view.say("app.peak.assumed_note")))
    if any(row.measure == "reply_rate" for row in part.verdicts):
        for note in reply_notes(part, view.language):
            put(foot(note))


def _how_sure(part: ScenarioPart, view: View) -> str:
    required = sorted({row.required for row in part.verdicts})
    told = view.say("app.list_mark").join(figures.share(share, 0) for share in required)
    return view.say("app.peak.targets_subtitle", required=told)


def _verdict(row: VerdictRow, part: ScenarioPart, view: View) -> list[Cell]:
    bar = probability_bar(row.probability.value, mark=row.required, verdict=row.verdict)
    chance = Markup("{}{}").format(bar, figures.probability(row.probability.value))
    told = verdict_chip(row.verdict, verdict_name(row.verdict, view.language))
    if row.further:
        told = two_lines(told, view.say("app.peak.further", count=row.further))
    return [
        two_lines(_target(row, view), _conditions(row, part, view)),
        figures.NONE if row.simulated is None else _with_interval(row.simulated, row.unit, view),
        two_lines(chance, _interval(row.probability, figures.SHARE, view)),
        told,
    ]


def _target(row: VerdictRow, view: View) -> Cell:
    name = measure_name(row.measure, view.language)
    if not row.assumed:
        return name
    return Markup("{} {}").format(name, chip(view.say("app.peak.assumed"), "q"))


def _conditions(row: VerdictRow, part: ScenarioPart, view: View) -> str:
    told = [threshold_text(row, view.language), _restrictions(row, part, view)]
    if row.without_contacts:
        told.append(view.say("app.peak.without_contacts", count=row.without_contacts))
    return " · ".join(told)


def _restrictions(row: VerdictRow, part: ScenarioPart, view: View) -> str:
    told = [scope_name(row.scope, part, view.language)]
    told += [class_name(row.contact_class, view.language)] if row.contact_class else []
    told += [group_name(row.group, view.language)] if row.group else []
    return " · ".join(told)


def put_loads(view: View, parts: Sequence[ScenarioPart]) -> None:
    """Draw every target under every load by glyph and probability, no verdict by colour alone."""
    targets = list(dict.fromkeys(_identity(row) for part in parts for row in part.verdicts))
    heads = [("", "")] + [(_name(part, view), "") for part in parts]
    rows: list[list[Cell]] = [[view.say("app.peak.all_targets"), *(_held(p, view) for p in parts)]]
    kinds = [[""] * len(heads)]
    for target in targets:
        found = [next((r for r in p.verdicts if _identity(r) == target), None) for p in parts]
        rows.append([_subject(found, parts, view), *(_cell(row, view) for row in found)])
        kinds.append(["", *(row.verdict if row else "" for row in found)])
    put(
        section(view.say("app.peak.loads"), view.say("app.peak.loads_subtitle")),
        table(heads, rows, kind="h-mx", cells=kinds),
    )


def _identity(row: VerdictRow) -> tuple[object, ...]:
    return row.measure, row.scope, row.contact_class, row.group


def _subject(found: Sequence[VerdictRow | None], parts: Sequence[ScenarioPart], view: View) -> Cell:
    row, part = next((r, p) for r, p in zip(found, parts, strict=True) if r is not None)
    name = measure_name(row.measure, view.language)
    return two_lines(name, _restrictions(row, part, view))


def _name(part: ScenarioPart, view: View) -> str:
    return load_name(part, view.language)


def _held(part: ScenarioPart, view: View) -> Cell:
    held = sum(row.verdict == "held" for row in part.verdicts)
    return strong(view.say("app.peak.held_count", held=held, total=len(part.verdicts)))


def _cell(row: VerdictRow | None, view: View) -> Cell:
    if row is None:
        return figures.NONE
    word = verdict_name(row.verdict, view.language)
    hidden = Markup("<span class='h-hidden'>{}</span>").format(word)
    glyph = Markup("<b aria-hidden='true'>{}</b>{}").format(VERDICT_GLYPHS[row.verdict], hidden)
    chance = figures.probability(row.probability.value)
    told = view.say(
        "app.peak.cell", threshold=threshold_text(row, view.language), probability=chance
    )
    return two_lines(glyph, told)


def put_measures(view: View, part: ScenarioPart) -> None:
    """Draw the day's leading measures: mean with interval, how days differ; the rest is folded."""
    whole_day = [row for row in told_measures(part) if row.scope == "day"]
    if not whole_day:
        return
    leading = [row for row in whole_day if row.measure in LEADING] or whole_day[:FEW]
    rest = [row for row in whole_day if row not in leading]
    put(
        section(view.say("app.peak.measures"), view.say("app.peak.measures_subtitle")),
        _measures(leading, view),
    )
    if rest:
        with st.expander(view.say("app.peak.more_measures", count=len(rest))):
            put(_measures(rest, view))


def _measures(rows: Sequence[MeasureRow], view: View) -> Markup:
    heads = [
        (view.say("app.peak.measure"), ""),
        (view.say("app.peak.mean"), "r"),
        (view.say("app.peak.days"), "r"),
    ]
    return table(heads, [_measure(row, view) for row in rows])


def _measure(row: MeasureRow, view: View) -> list[Cell]:
    name: Cell = measure_name(row.measure, view.language)
    if row.assumed:
        name = Markup("{} {}").format(name, chip(view.say("app.peak.assumed"), "q"))
    days = figures.quantity_range(row.p05, row.p95, row.unit, view.language)
    return [name, _with_interval(row.mean, row.unit, view), days]


def _with_interval(estimate: Estimate, unit: str, view: View) -> Cell:
    value = figures.quantity(estimate.value, unit, view.language)
    return two_lines(value, _interval(estimate, unit, view))


def _interval(estimate: Estimate, unit: str, view: View) -> str:
    return figures.quantity_range(estimate.low, estimate.high, unit, view.language)


def first_response_target_s(part: ScenarioPart) -> float | None:
    """Return the first response promised to the whole day, in seconds; None when none is.

    A target on the share answered within a threshold gives the threshold; one on a mean or a
    percentile gives its own.
    """
    for row in part.verdicts:
        within = _WITHIN.fullmatch(row.measure)
        if within is not None:
            return float(within[1])
    seconds = [row for row in part.verdicts if row.unit == "s" and row.measure.startswith("frt")]
    return seconds[0].threshold if seconds else None
