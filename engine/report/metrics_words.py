"""A metric report in one language: what its indicators, units and intervals are called."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.domain.metric_report import IndicatorNote, MetricReport
from engine.domain.texts import Language, Sentence
from engine.i18n.translate import keys, render, render_sentence
from engine.report import figures
from engine.report.labels import class_name, group_name

_PARTS = re.compile("[:@]")  # an indicator, the variant and layout a platform exports of it


@dataclass(frozen=True, slots=True)
class MetricsWords:
    """A metric report and the language it is told in."""

    report: MetricReport
    language: Language
    _notes: Mapping[str, IndicatorNote] = field(init=False)

    def __post_init__(self) -> None:
        notes = {note.indicator: note for note in self.report.indicators}
        object.__setattr__(self, "_notes", notes)

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the metric report's own area."""
        return render(f"indicators.{key}", values, self.language)

    def said(self, sentence: Sentence) -> str:
        """Return a sentence of the result."""
        return render_sentence(sentence, self.language)

    def indicator(self, id_: str) -> str:
        """Return an indicator's name; a platform's variant of it carries the variant."""
        return indicator_name(id_, self.language)

    def unit(self, id_: str) -> str:
        """Return an indicator's unit; empty where the report has no note of it."""
        note = self._notes.get(id_)
        return note.unit if note else ""

    def note(self, id_: str) -> IndicatorNote | None:
        """Return how an indicator was made."""
        return self._notes.get(id_)

    def figure(self, id_: str, value: float) -> str:
        """Return an indicator's value in its unit; nan is a dash, a whole count has no decimals."""
        unit, scale = self._scale(id_)
        if unit == "count" and math.isfinite(value) and value == round(value):
            return figures.number(value)
        return figures.quantity(value / scale, unit, self.language)

    def interval(self, id_: str, low: float, high: float) -> str:
        """Return an interval in the indicator's unit; a dash where there is none."""
        unit, scale = self._scale(id_)
        return figures.quantity_range(low / scale, high / scale, unit, self.language)

    def _scale(self, id_: str) -> tuple[str, float]:
        """Return the unit to read an indicator in: durations in hours where the shop's is one."""
        note = self._notes.get(id_)
        if note is not None and note.unit == "s" and note.shop.value >= figures.HOUR_S:
            return "h", figures.HOUR_S
        return self.unit(id_), 1.0

    def group(self, id_: str) -> str:
        """Return a group's name: ours where we have one, else as the user wrote it."""
        return group_name(id_, self.language) if id_ else figures.NONE

    def contact_class(self, id_: str) -> str:
        """Return the name of a kind of contact."""
        return class_name(id_, self.language)

    def direction(self, direction: str) -> str:
        """Return which way is better."""
        return self.known(f"direction.{direction}", direction)

    def known(self, key: str, otherwise: str) -> str:
        """Return a word of ours where there is one, else what was written."""
        return self.say(key) if f"indicators.{key}" in keys(self.language) else otherwise

    def reading(self, reading: str) -> str:
        """Return how a column was understood, in words where we have them."""
        key = f"reading.{reading.removeprefix('reading.')}"
        return render(key, {}, self.language) if key in keys(self.language) else reading

    def joined(self, parts: list[str]) -> str:
        """Return parts of a sentence beside each other."""
        return ("；" if self.language == "zh" else "; ").join(parts)  # noqa: RUF001 (Chinese)


def indicator_name(id_: str, language: Language) -> str:
    """Return an indicator's name, variant and layout behind it; an unknown id as it is."""
    indicator, *further = _PARTS.split(id_)
    key = f"indicator.{indicator}"
    name = render(key, {}, language) if key in keys(language) else indicator
    if not further:
        return name
    more = ", ".join(part for part in further if part)
    return f"{name}（{more}）" if language == "zh" else f"{name} ({more})"  # noqa: RUF001 (Chinese)


def finite(value: float) -> float | None:
    """Return a figure as a spreadsheet holds it: nothing where it is not known."""
    return value if math.isfinite(value) else None
