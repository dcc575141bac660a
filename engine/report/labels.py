"""What ids are called: measures, columns, scopes, groups and verdicts, as a reader says them.

An id that has no name of ours (a column of the user's file) is shown as the user wrote it.
"""

import re

from engine.domain.pack import ScenarioPart, VerdictRow
from engine.domain.texts import Language, Sentence
from engine.i18n.translate import keys, render, render_sentence
from engine.report import figures

_THRESHOLD = re.compile(r"(?P<measure>\w+)_(?P<threshold>\d+)_s")
_COMPARISONS = {">=": "\u2265", "<=": "\u2264"}


def word(key: str, language: Language, **values: object) -> str:
    """Return a sentence of this room's own area, by its key within ``report``."""
    return render(f"report.{key}", values, language)


def said(sentence: Sentence, language: Language) -> str:
    """Return a result's sentence; a column it names is called as elsewhere in the report."""
    column = sentence.values.get("column")
    if isinstance(column, str):
        named = {**sentence.values, "column": column_name(column, language)}
        return render(sentence.key, named, language)
    return render_sentence(sentence, language)


def measure_name(measure: str, language: Language) -> str:
    """Return a measure's name; ``frt_attainment_60_s`` is told with its threshold."""
    parts = _THRESHOLD.fullmatch(measure)
    if parts is not None and _has(f"measure_within.{parts['measure']}", language):
        key = f"measure_within.{parts['measure']}"
        return word(key, language, threshold=int(parts["threshold"]))
    return _name("measure", measure, language)


def column_name(column: str, language: Language) -> str:
    """Return the name of a column of the data."""
    return _name("column", column, language)


def group_name(group: str, language: Language) -> str:
    """Return the name of a group of agents."""
    return _name("group", group, language)


def origin_name(origin: str, language: Language) -> str:
    """Return the name of a weight set: incumbent, judged, evidence, recommended."""
    return _name("origin", origin, language)


def errors_name(errors: str, language: Language) -> str:
    """Return the name of a definition of standard errors."""
    key = f"errors.evidence.{errors}"
    return render(key, {}, language) if key in keys(language) else errors


def verdict_name(verdict: str, language: Language) -> str:
    """Return held, missed or undecided."""
    return _name("verdict", verdict, language)


def scope_name(scope: str, scenario: ScenarioPart, language: Language) -> str:
    """Return what a target is judged over; a wave by its name where the pack has it."""
    kind, _, wave = scope.partition(":")
    if kind != "wave":
        return _name("scope", scope, language)
    known = {part.name.en: part for part in scenario.waves} | {
        part.name.zh: part for part in scenario.waves
    }
    name = known[wave].name.in_language(language) if wave in known else wave
    return word("scope.wave", language, wave=name)


def threshold_text(row: VerdictRow, language: Language) -> str:
    """Return a target's threshold with its comparison sign."""
    sign = _COMPARISONS.get(row.comparison, row.comparison)
    return f"{sign} {figures.limit(row.threshold, row.unit, language)}"


def target_text(row: VerdictRow, language: Language) -> str:
    """Return a target in short: measure and threshold, with class or group where it has one."""
    restriction = row.contact_class or (row.group and group_name(row.group, language))
    name = measure_name(row.measure, language)
    told = f"{name} {threshold_text(row, language)}"
    return word("restricted", language, target=told, to=restriction) if restriction else told


def _name(kind: str, id_: str, language: Language) -> str:
    return word(f"{kind}.{id_}", language) if _has(f"{kind}.{id_}", language) else id_


def _has(key: str, language: Language) -> bool:
    return f"report.{key}" in keys(language)
