"""How an evidence report is said: names, amounts in the outcome's unit, grades, p-values."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.domain.evidence_figures import EffectReport, FitReport
from engine.domain.evidence_report import EvidenceReport
from engine.domain.pack import Estimate
from engine.domain.texts import Language, Sentence
from engine.i18n.translate import keys, render
from engine.report import figures
from engine.report.labels import column_name, said
from engine.report.metrics_words import indicator_name

CHANCES = frozenset({"logit", "grouped", "hazard"})
HAZARD_RATIO, EVENT_PROBABILITY = "hazard_ratio", "event_probability"
SMALL = 0.001  # a tenth of a percentage point
LEAST_P = 0.001
PERCENT = 100.0


@dataclass(frozen=True)
class EvidenceWords:
    """A report with the words of one language."""

    report: EvidenceReport
    language: Language

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the chapter."""
        return render(f"evidence_page.{key}", values, self.language)

    def known(self, key: str, otherwise: str) -> str:
        """Return a word of the chapter where there is one, else what was written."""
        return self.say(key) if f"evidence_page.{key}" in keys(self.language) else otherwise

    def said(self, sentence: Sentence) -> str:
        """Return a result's sentence."""
        return said(sentence, self.language)

    def column(self, column: str) -> str:
        """Return what a column is called."""
        return column_name(column, self.language)

    def question(self, fit: str) -> str:
        """Return what a question is called."""
        found = self._fits.get(fit)
        return fit if found is None else found.name.in_language(self.language)

    def grade(self, fit: str) -> str:
        """Return a question's grade; D where it has none."""
        found = self._fits.get(fit)
        return "D" if found is None else found.grade

    def is_chance(self, fit: str) -> bool:
        """Tell whether a question's outcome is a yes or no, so that changes are in points."""
        found = self._fits.get(fit)
        return found is not None and found.family in CHANCES

    def indicator(self, indicator: str) -> str:
        """Return what the catalogue calls an indicator; an unknown id as it is."""
        return indicator_name(indicator, self.language)

    def joined(self, names: tuple[str, ...] | list[str]) -> str:
        """Return names as a list."""
        return render("report.list_mark", {}, self.language).join(names)

    def amount(self, value: float, fit: str, kind: str = "") -> str:
        """Return a change of an outcome: points of a chance, a ratio of hazards, else plain."""
        if kind == HAZARD_RATIO:
            return figures.times(round(value, 3))
        if self.is_chance(fit) or kind == EVENT_PROBABILITY:
            return figures.points(value, self.language, 3 if 0 < abs(value) < SMALL else 2)
        return figures.signed(value, 3)

    def ends(self, low: float | None, high: float | None, fit: str, kind: str = "") -> str:
        """Return the interval of a change; nothing where it has none."""
        if low is None or high is None:
            return ""
        if kind != HAZARD_RATIO and (self.is_chance(fit) or kind == EVENT_PROBABILITY):
            decimals = 3 if max(abs(low), abs(high)) < SMALL else 2
            ends = [figures.signed(PERCENT * end, decimals) for end in (low, high)]
            return self.say("range_points", low=ends[0], high=ends[1])
        pair = {"low": self.amount(low, fit, kind), "high": self.amount(high, fit, kind)}
        return self.say("range", **pair)

    def step(self, column: str, by: float) -> str:
        """Return a step of a metric with its sign and the unit that the column's name ends in."""
        whole = by == round(by)
        return figures.signed(by, 0 if whole else 2) + self.unit(column)

    def unit(self, column: str) -> str:
        """Return the unit that a column's name ends in (``frt_s``), as it follows a number."""
        return figures.unit_text(column.rpartition("_")[2], self.language) if "_" in column else ""

    def band(self, effect: EffectReport) -> str:
        """Return the band an effect speaks of, with its unit where the sentence knows it."""
        named = self.known(f"band_name.{effect.band}", effect.band)
        if named != effect.band or not effect.band[:1].isdigit():
            return named
        return effect.band.replace("-", figures.DASH) + self.unit(effect.metric)

    def per_cent(self, value: float | None) -> str:
        """Return a relative change in per cent, or a dash."""
        return figures.NONE if value is None else f"{figures.signed(100 * value, 1)}%"

    def p_value(self, value: float | None) -> str:
        """Return a p-value to three decimals, or that it is smaller."""
        if value is None:
            return figures.NONE
        return f"< {LEAST_P}" if value < LEAST_P else figures.number(value, 3)

    def share_range(self, share: Estimate) -> str:
        """Return the interval of a share, or nothing."""
        if share.low is None:
            return ""
        return figures.quantity_range(share.low, share.high, figures.SHARE, self.language)

    @cached_property
    def _fits(self) -> Mapping[str, FitReport]:
        return {fit.id: fit for fit in self.report.fits}
