"""What ids are called: measures, columns, scopes, groups and verdicts, as a reader says them.

An id that has no name of ours (a column of the user's file) is shown as the user wrote it.
"""

import re
import string
from collections.abc import Sequence
from functools import cache
from typing import Protocol

from engine.domain.pack import ScenarioPart, VerdictRow
from engine.domain.texts import Language, Sentence, Text
from engine.i18n.translate import keys, render, sentences
from engine.report import figures

_HOUR_S = 3600
_NAMES_OF_COLUMNS = (
    *("column", "outcome", "withheld", "metric", "cluster"),
    *("benchmark", "covariate", "response", "congestion"),
)
_NAMES_OF_LEVELS = ("level", "reference")
_AMOUNTS, _TIMES = ("by", "floor"), ("s", "min", "h")
_EFFECTS = ("adjusted", "unadjusted", "effect")
_THRESHOLD = re.compile(r"(?P<measure>\w+)_(?P<threshold>\d+)_s")
_COMPARISONS = {">=": "\u2265", "<=": "\u2264"}


class NamedWave(Protocol):
    """A wave, of a scenario or of a pack."""

    @property
    def id(self) -> str:
        """What a scope names."""

    @property
    def name(self) -> Text:
        """What a reader calls it."""


class HasWaves(Protocol):
    """A load, as a scenario or as part of a pack."""

    @property
    def waves(self) -> Sequence[NamedWave]:
        """Its waves."""


class Restricted(Protocol):
    """A target, or its row in a pack."""

    @property
    def contact_class(self) -> str:
        """The class it is restricted to; empty means all."""

    @property
    def group(self) -> str:
        """The group it is restricted to; empty means all."""


def word(key: str, language: Language, **values: object) -> str:
    """Return a sentence of this room's own area, by its key within ``report``."""
    return render(f"report.{key}", values, language)


def said(sentence: Sentence, language: Language) -> str:
    """Return a result's sentence: columns, levels and figures as elsewhere in the report."""
    column = str(sentence.values.get("column", ""))
    formatted = _formatted(sentences(language).get(sentence.key, ""))
    told = {
        name: value
        if name in formatted and isinstance(value, float | int)
        else _value_text(name, value, column, language)
        for name, value in sentence.values.items()
    }
    return render(sentence.key, told, language)


def measure_name(measure: str, language: Language) -> str:
    """Return a measure's name; ``frt_attainment_60_s`` is told with its threshold."""
    parts = _THRESHOLD.fullmatch(measure)
    if parts is not None and _has(f"measure_within.{parts['measure']}", language):
        key = f"measure_within.{parts['measure']}"
        return word(key, language, threshold=int(parts["threshold"]))
    kind, _, rule = measure.partition(":")
    if rule and _has(f"measure_platform.{kind}", language):
        return word(f"measure_platform.{kind}", language, rule=rule)
    return _name("measure", measure, language)


def column_name(column: str, language: Language) -> str:
    """Return the name of a column of the data."""
    return _name("column", column, language)


def class_name(contact_class: str, language: Language) -> str:
    """Return the name of a kind of contact."""
    return _name("contact_class", contact_class, language)


def random_index_name(index: str, language: Language) -> str:
    """Return the name of a table of random indices."""
    return _name("random_index", index, language)


def load_name(part: ScenarioPart, language: Language) -> str:
    """Return a load's name with its factor, which its waves multiply further."""
    name = part.name.in_language(language)
    if part.factor == 1:
        return name
    key = "table.load_factor_waves" if part.waves else "table.load_factor"
    return word(key, language, name=name, factor=figures.times(part.factor))


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


def role_name(role: str, language: Language) -> str:
    """Return the role of a respondent."""
    return _name("role", role, language)


def node_name(node: str, language: Language) -> str:
    """Return a node of the questionnaire that is no group of indicators: the goal."""
    return _name("node", node, language)


def scope_name(scope: str, scenario: HasWaves, language: Language) -> str:
    """Return what a target is judged over: the day, an hour (``hour:20``), a wave by its name."""
    kind, _, which = scope.partition(":")
    if kind == "hour" and which.isdecimal():
        return figures.clock_range(_HOUR_S * int(which), _HOUR_S * (int(which) + 1), language)
    if kind == "wave":
        named = [wave.name.in_language(language) for wave in scenario.waves if wave.id == which]
        return word("scope.wave", language, wave=named[0] if named else which)
    return _name("scope", scope, language)


def threshold_text(row: VerdictRow, language: Language) -> str:
    """Return a target's threshold with its comparison sign."""
    sign = _COMPARISONS.get(row.comparison, row.comparison)
    return f"{sign} {figures.limit(row.threshold, row.unit, language)}"


def target_text(row: VerdictRow, language: Language) -> str:
    """Return a target in short: measure and threshold, with class or group where it has one."""
    told = f"{measure_name(row.measure, language)} {threshold_text(row, language)}"
    return restricted(told, row, language)


def restricted(told: str, row: Restricted, language: Language) -> str:
    """Return a target's words with the class or group it is restricted to, if any."""
    to = (row.contact_class and class_name(row.contact_class, language)) or (
        row.group and group_name(row.group, language)
    )
    return word("restricted", language, target=told, to=to) if to else told


@cache
def _formatted(template: str) -> frozenset[str]:
    """Return the placeholders that say themselves how a number is written (``{effect:+.4g}``)."""
    fields = string.Formatter().parse(template)
    return frozenset(name for _, name, form, _ in fields if name and form)


def _value_text(name: str, value: object, column: str, language: Language) -> object:
    """Return a sentence's value as a reader says it; what has no name of ours stays."""
    if isinstance(value, float):
        return _figure(name, value, language)
    if not isinstance(value, str):
        return value
    if name in _NAMES_OF_COLUMNS:
        return _column_text(value, language)
    known = {"random_index": random_index_name(value, language)}
    known |= {each: _level_name(column, value, language) for each in _NAMES_OF_LEVELS}
    known |= {each: _amount(value, language) for each in _AMOUNTS}
    return known.get(name, value)


def _column_text(value: str, language: Language) -> str:
    """Return a column, or one of its levels (``contact_class=product``), as a reader says it."""
    column, _, level = value.partition("=")
    told = column_name(column, language)
    return f"{told} = {_level_name(column, level, language)}" if level else told


def _level_name(column: str, level: str, language: Language) -> str:
    kinds = {"contact_class": class_name, "group": group_name}
    return kinds[column](level, language) if column in kinds else level


def _amount(amount: str, language: Language) -> str:
    """Return an amount with its unit (``30 s``) in the language's word for the unit."""
    number, _, unit = amount.partition(" ")
    return number + figures.unit_text(unit, language) if unit in _TIMES else amount


def _figure(name: str, value: float, language: Language) -> object:
    """Return effects in percentage points and a worth in yuan; other figures as they are."""
    if name in _EFFECTS:
        return figures.points(value, language, 2)
    if name == "worth":
        return figures.yuan(value, language)
    return value


def _name(kind: str, id_: str, language: Language) -> str:
    return word(f"{kind}.{id_}", language) if _has(f"{kind}.{id_}", language) else id_


def _has(key: str, language: Language) -> bool:
    return f"report.{key}" in keys(language)
