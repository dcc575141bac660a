"""The pack as one self-contained document: no script, no network, both languages in one file.

The language is switched by a radio button and a style rule; light and dark follow the reader's
system; every text passes the template's escaping.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from engine.domain.pack import DecisionPack, ScenarioPart
from engine.domain.texts import Language
from engine.report import weights_contents
from engine.report.contents import all_tables
from engine.report.drawings import SlopeLine, WeightsPicture, slope_lines, weights_picture
from engine.report.evidence_contents import OPEN
from engine.report.evidence_headline import evidence_headline
from engine.report.evidence_words import EvidenceWords
from engine.report.frontier_drawing import FrontierPicture, frontier_picture
from engine.report.headline import Headline, compared_origin, decision_headline, peak_headline
from engine.report.labels import origin_name, said, word
from engine.report.load_drawing import LoadPicture, load_picture
from engine.report.record_tables import SEVERITIES, told_findings
from engine.report.tables import Table
from engine.report.tokens import DARK, FONT, LIGHT, ORIGINS, css_variables
from engine.report.weights_frontier_tables import frontier_text
from engine.report.weights_page_words import WeightsWords

LANGUAGES: tuple[Language, ...] = ("zh", "en")
# a number and its unit, a sign and its number, a colon between two names: never apart at the end
# of a line
_TOGETHER = re.compile(
    r"(?<=\d) (?=(?:s|h|min|pp|秒|分钟|小时|个百分点|万)(?![a-z]))|(?<=[≥≤]) (?=\d)| (?=: )"
)
BESIDE_THE_LANES = "weights_rules"  # the table that stands beside the picture of the weights
MOST_ROWS = 50  # of a long table; the workbook has them all


@dataclass(frozen=True, slots=True)
class LoadSection:
    """One load: its headline, its picture and its tables."""

    part: ScenarioPart
    name: str
    headline: Headline | None
    picture: LoadPicture | None
    verdicts: Table | None
    measures: Table | None


@dataclass(frozen=True, slots=True)
class RecordsSection:
    """What the records say: the answer, the best grade in words, the tables shown and folded."""

    headline: Headline
    grade: str
    allows: str
    shown: tuple[Table, ...]
    folded: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class WeightsSection:
    """The recommended weights: the summary, the frontier's picture, tables shown and folded."""

    words: WeightsWords
    summary: tuple[str, ...]
    frontier: FrontierPicture | None
    reading: str
    shown: tuple[Table, ...]
    folded: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One language's half of the document, everything said and placed."""

    language: Language
    pack: DecisionPack
    decision: Headline
    peak: Headline | None
    warnings: tuple[tuple[str, Sequence[str]], ...]
    absent: tuple[str, ...]
    assumptions: tuple[str, ...]
    notes: tuple[str, ...]
    weights: WeightsPicture | None
    slopes: tuple[SlopeLine, ...]
    loads: tuple[LoadSection, ...]
    tables: Mapping[str, Table]
    records: RecordsSection | None = None
    chosen: WeightsSection | None = None

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the report in this page's language."""
        return word(key, self.language, **values)

    @property
    def observed(self) -> tuple[Table, ...]:
        """The tables of the evidence: bands, and effects where the records' chapter has none."""
        kinds = ("bands_",) if self.records else ("effects_", "bands_")
        return tuple(table for id_, table in self.tables.items() if id_.startswith(kinds))


def document(pack: DecisionPack, language: Language) -> str:
    """Return the whole document, opening in ``language``; the other is one click away."""
    first = (language, *(other for other in LANGUAGES if other != language))
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            pages=[page(pack, each) for each in LANGUAGES],
            first=first[0],
            title=pack.heng.case_name.in_language(language),
            light=Markup(css_variables(LIGHT)),
            dark=Markup(css_variables(DARK)),
            font=Markup(FONT),
            origins=ORIGINS,
            origin_name=origin_name,
            compared_origin=compared_origin,
            most_rows=MOST_ROWS,
        )
    )


def page(pack: DecisionPack, language: Language) -> Page:
    """Return everything one language's half says and draws."""
    tell = partial(said, language=language)
    tables = {table.id: table for table in all_tables(pack, language)}
    findings = told_findings(pack)
    told = {kind: [tell(f.sentence) for f in findings if f.severity == kind] for kind in SEVERITIES}
    if pack.heng.caution:
        told["caution"].insert(0, pack.heng.caution.in_language(language))
    return Page(
        language=language,
        pack=pack,
        decision=decision_headline(pack, language),
        peak=peak_headline(pack, language),
        warnings=tuple((kind, told[kind]) for kind in ("alarm", "caution") if told[kind]),
        absent=tuple(tell(sentence) for sentence in pack.absent),
        assumptions=tuple(tell(sentence) for sentence in pack.assumptions),
        notes=tuple(told["note"]),
        weights=weights_picture(pack, language),
        slopes=slope_lines(pack.review) if pack.review else (),
        loads=tuple(_load(pack, part, tables, language) for part in pack.scenarios),
        tables=tables,
        records=_records(pack, tables, language),
        chosen=_chosen(pack, tables, language),
    )


def _chosen(
    pack: DecisionPack, tables: Mapping[str, Table], language: Language
) -> WeightsSection | None:
    report = pack.weights_report
    if report is None:
        return None
    words = WeightsWords(report, language)
    own = [table for id_, table in tables.items() if id_.startswith("weights_")]
    own = [table for table in own if table.id != BESIDE_THE_LANES]
    return WeightsSection(
        words=words,
        summary=tuple(words.said(sentence) for sentence in report.summary),
        frontier=None if report.frontier is None else frontier_picture(words, report.frontier),
        reading="" if report.frontier is None else frontier_text(words, report.frontier),
        shown=tuple(table for table in own if table.id in weights_contents.OPEN),
        folded=tuple(table for table in own if table.id not in weights_contents.OPEN),
    )


def _records(
    pack: DecisionPack, tables: Mapping[str, Table], language: Language
) -> RecordsSection | None:
    if pack.evidence_report is None:
        return None
    words = EvidenceWords(pack.evidence_report, language)
    own = [table for id_, table in tables.items() if id_.startswith("evidence_")]
    grade = pack.evidence_report.grade
    return RecordsSection(
        headline=evidence_headline(words),
        grade=words.say("grade_is", grade=grade),
        allows=f"{words.say(f'grades.{grade}')} {words.say('association')}",
        shown=tuple(table for table in own if table.id in OPEN),
        folded=tuple(table for table in own if table.id not in OPEN),
    )


def _load(
    pack: DecisionPack, part: ScenarioPart, tables: Mapping[str, Table], language: Language
) -> LoadSection:
    return LoadSection(
        part=part,
        name=part.name.in_language(language),
        headline=peak_headline(pack, language, part.id),
        picture=load_picture(part, language),
        verdicts=tables.get(f"verdicts_{part.id}"),
        measures=tables.get(f"measures_{part.id}"),
    )


def _unbroken(value: object) -> object:
    """Return a text whose figures stay on one line with their units; other values as they are."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _TOGETHER.sub("\u00a0", value)


@cache
def environment() -> Environment:
    """Return the templates of this room: every text is escaped, figures stay with their units."""
    return Environment(
        loader=PackageLoader("engine.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_unbroken,
        trim_blocks=True,
        lstrip_blocks=True,
    )
