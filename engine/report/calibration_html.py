"""A calibration as one self-contained document: no script, no network, both languages in one file.

It looks and switches as :mod:`engine.report.html` does; what is drawn is decided here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from engine.domain.calibration import CalibrationHeader, PanelCalibration
from engine.domain.texts import Language
from engine.report import figures
from engine.report.calibration_contents import document_tables
from engine.report.calibration_drawings import (
    HeatRow,
    Lean,
    RatioLines,
    WeightLanes,
    heat_rows,
    leans,
    ratio_lines,
    weight_lanes,
)
from engine.report.calibration_group_tables import disputed_pairs
from engine.report.calibration_headline import calibration_headline, people_sentence
from engine.report.calibration_people_tables import limit_text
from engine.report.calibration_words import CalibrationWords
from engine.report.headline import Headline
from engine.report.html import LANGUAGES, MOST_ROWS, environment
from engine.report.record_tables import SEVERITIES
from engine.report.tables import Table
from engine.report.tokens import DARK, FONT, LIGHT, css_variables

MOST_ASKED = 12  # beside the picture of the ratios; the workbook has them all


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """One language's half of the document, everything said and placed."""

    words: CalibrationWords
    head: CalibrationHeader
    headline: Headline
    people: str
    findings: Mapping[str, tuple[str, ...]]
    weights: WeightLanes
    ranks: tuple[HeatRow, ...]
    ratios: RatioLines
    leans: tuple[Lean, ...]
    disputed: int
    method: tuple[str, ...]
    tables: Mapping[str, Table]

    @property
    def language(self) -> Language:
        """The page's language."""
        return self.words.language

    @property
    def limit(self) -> str:
        """The limit of the consistency ratio."""
        return limit_text(self.words)

    @property
    def created(self) -> str:
        """When the calibration was made, to the minute."""
        return figures.instant(self.head.created)

    @property
    def matrices(self) -> tuple[Table, ...]:
        """The aggregated judgements, a square for each node."""
        return tuple(t for id_, t in self.tables.items() if id_.startswith("matrix_"))

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the calibration in this page's language."""
        return self.words.say(key, **values)


def calibration_document(
    calibration: PanelCalibration, head: CalibrationHeader, language: Language
) -> str:
    """Return the whole document, opening in ``language``; the other is one click away."""
    return (
        environment()
        .get_template("calibration.html.j2")
        .render(
            pages=[calibration_page(calibration, head, each) for each in LANGUAGES],
            first=language,
            title=calibration.name.in_language(language),
            light=Markup(css_variables(LIGHT)),
            dark=Markup(css_variables(DARK)),
            font=Markup(FONT),
            most_rows=MOST_ROWS,
            most_asked=MOST_ASKED,
        )
    )


def calibration_page(
    calibration: PanelCalibration, head: CalibrationHeader, language: Language
) -> CalibrationPage:
    """Return everything one language's half says and draws."""
    words = CalibrationWords(calibration, language)
    findings = {
        severity: tuple(
            words.said(each.sentence) for each in calibration.findings if each.severity == severity
        )
        for severity in SEVERITIES
    }
    return CalibrationPage(
        words=words,
        head=head,
        headline=calibration_headline(words),
        people=people_sentence(words),
        findings=findings,
        weights=weight_lanes(words),
        ranks=heat_rows(words),
        ratios=ratio_lines(words),
        leans=leans(words),
        disputed=len(disputed_pairs(words)),
        method=_method(words),
        tables={table.id: table for table in document_tables(words, head)},
    )


def _method(words: CalibrationWords) -> tuple[str, ...]:
    """Return how the figures came about, in plain words."""
    calibration = words.calibration
    told = {
        "method": words.say(f"priorities.{calibration.method}"),
        "completion": words.say(f"completion.{calibration.completion}"),
        "index": words.random_index(),
        "limit": limit_text(words),
    }
    paragraphs = [words.say(f"plain.{key}", **told) for key in ("weights", "consistency", "gaps")]
    paragraphs.append(words.say("plain.group"))
    drawn = calibration.uncertainty
    model = words.say(f"plain.{drawn.model}", sigma=drawn.sigma)
    values = {"draws": len(drawn.draws), "model": model, "seed": drawn.seed}
    paragraphs.append(words.say("plain.bands", level=words.level(), **values))
    paragraphs.append(words.say("plain.consensus"))
    return tuple(paragraphs)
