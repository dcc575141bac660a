"""The respondents of a panel in words: how consistently each answered, what to ask next."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.panel_words import NOTHING, figure, ratio, said
from engine.cli.text_table import table
from engine.domain.survey import Treatment
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.calibration import NodeAnswers, PanelCalibration, RespondentResult

MOST_PEOPLE = 10
MOST_QUESTIONS = 3


def people_lines(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    """Yield how many are within the limit under both readings, and the least consistent ones."""
    from engine.studies.panel_consistency import as_written_count, careful_count

    given = calibration.respondents, calibration.tree, calibration.limit
    counts = {"with_care": careful_count(*given), "as_written": as_written_count(*given)}
    yield said("people.title", language, limit=calibration.limit)
    rows = [["", *(said(f"people.{key}", language) for key in _COUNTS)]]
    rows += [
        [
            said(f"people.{reading}", language),
            _of(count.consistent, count.respondents, language),
            _of(count.complete_consistent, count.complete, language),
            figure(count.median, 3),
            figure(count.greatest, 3),
        ]
        for reading, count in counts.items()
    ]
    yield from table(rows)
    shown = _least_consistent(calibration.respondents)
    yield from table(
        [
            ["", *(said(f"people.{key}", language) for key in _PERSON)],
            *(_person(each, language) for each in shown),
        ]
    )
    more = len(calibration.respondents) - len(shown)
    if more:
        yield "  " + said("people.more", language, more=more)


def next_lines(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    """Yield what to ask of whom: judgements that contradict the rest, then open pairs."""
    lines = [*_ask_again(calibration, language), *_ask_first(calibration, language)]
    if lines:
        yield said("next.title", language)
        yield from (f"  {line}" for line in lines)


_COUNTS = ("within", "complete_within", "median", "greatest")
_PERSON = ("ratio", "gci", "triads", "missing", "rejected", "repaired")


def _person(person: "RespondentResult", language: Language) -> list[str]:
    gcis = [each.gci for each in person.nodes if each.gci is not None]
    treatments = [note.treatment for note in person.notes if note.node]
    name = person.name.in_language(language)
    return [
        person.respondent if name in ("", person.respondent) else f"{person.respondent} {name}",
        figure(person.consistency_ratio, 3),
        figure(max(gcis, default=None), 3),
        str(sum(len(each.circular_triads) for each in person.nodes)),
        str(sum(each.missing for each in person.nodes)),
        str(treatments.count(Treatment.REJECTED)),
        str(treatments.count(Treatment.REPAIRED)),
    ]


def _least_consistent(people: Sequence["RespondentResult"]) -> Sequence["RespondentResult"]:
    """Return everybody of a small panel; of a large one those with the greatest ratios."""
    if len(people) <= MOST_PEOPLE:
        return people
    return sorted(people, key=lambda each: -(each.consistency_ratio or 0.0))[:MOST_PEOPLE]


def _ask_again(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    doubtful = [each for each in calibration.respondents if each.consistent is False]
    worst = sorted(doubtful, key=lambda each: -(each.consistency_ratio or 0.0))[:MOST_QUESTIONS]
    for person in worst:
        answers = next(each for each in person.nodes if each.node == person.worst_node)
        if not answers.revise:
            continue
        row = answers.revise[0]
        yield said(
            "next.ask_again",
            language,
            respondent=person.respondent,
            first=calibration.tree.name(row.first),
            second=calibration.tree.name(row.second),
            stated=ratio(row.stated),
            implied=_about(row.implied),
            suggested=ratio(row.suggested),
            before=answers.consistency_ratio,
            after=row.ratio_after,
        )


def _about(implied: float) -> str:
    """Return an implied ratio to one decimal, below 1 as a fraction."""
    return f"{implied:.1f}" if implied >= 1 else f"1/{1 / implied:.1f}"


def _ask_first(calibration: "PanelCalibration", language: Language) -> Iterator[str]:
    open_ = [
        (person, each)
        for person in calibration.respondents
        for each in person.nodes
        if each.next_question is not None
    ]
    for person, answers in sorted(open_, key=lambda asked: -asked[1].missing)[:MOST_QUESTIONS]:
        yield _question(person, answers, calibration, language)


def _question(
    person: "RespondentResult",
    answers: "NodeAnswers",
    calibration: "PanelCalibration",
    language: Language,
) -> str:
    first, second = answers.next_question or ("", "")
    return said(
        "next.link" if answers.unconnected else "next.ask_first",
        language,
        respondent=person.respondent,
        first=calibration.tree.name(first),
        second=calibration.tree.name(second),
        missing=answers.missing,
    )


def _of(part: int, whole: int, language: Language) -> str:
    return said("people.of", language, part=part, whole=whole) if whole else NOTHING
