"""What a reader of a panel's weights must know, most serious first: people and their answers."""

from collections.abc import Iterator, Sequence
from itertools import chain

from engine.ahp.random_index import random_index_table
from engine.domain.calibration import PanelCalibration, RespondentResult
from engine.domain.survey import AnswerNote, Treatment
from engine.domain.texts import Finding
from engine.studies.panel_consistency import as_written_count, careful_count
from engine.studies.panel_group_findings import group_findings
from engine.studies.panel_names import finding, listed

SEVERITIES = ("alarm", "caution", "note")
HALF = 0.5
MOST_WORST = 5
FEW_VOICES = (
    15  # below, resampled panels vary clearly less than panels do: tests.ahp.test_uncertainty
)


def findings(calibration: PanelCalibration) -> tuple[Finding, ...]:
    """Return what to know: what the survey said already, then people, answers, group, bands."""
    found = chain(
        calibration.findings,
        _consistency(calibration),
        _as_written(calibration),
        _index(calibration),
        _voices(calibration),
        _answers(calibration.notes),
        group_findings(calibration),
    )
    return tuple(sorted(found, key=lambda each: SEVERITIES.index(each.severity)))


def _consistency(calibration: PanelCalibration) -> Iterator[Finding]:
    limit, people = calibration.limit, calibration.respondents
    count = careful_count(people, calibration.tree, limit)
    group = max(each.consistency_ratio for each in calibration.nodes)
    if group > limit:
        yield finding("alarm", "group_inconsistent", group=group, limit=limit)
    elif count.consistent < HALF * count.respondents and len(people) > 1:
        yield finding(
            "alarm",
            "incoherent",
            group=group,
            limit=limit,
            consistent=count.consistent,
            respondents=count.respondents,
            complete=count.complete,
            complete_consistent=count.complete_consistent,
        )
    doubtful = [each for each in people if each.consistent is False]
    if doubtful:
        worst = sorted(doubtful, key=lambda each: -(each.consistency_ratio or 0.0))
        yield finding(
            "caution",
            "ask_again" if len(doubtful) <= MOST_WORST else "ask_again_most",
            count=len(doubtful),
            respondents=count.respondents,
            limit=limit,
            names=listed([each.respondent for each in worst[:MOST_WORST]]),
        )


def _as_written(calibration: PanelCalibration) -> Iterator[Finding]:
    """Tell how many pass without any care, which is what published treatments count."""
    limit, people = calibration.limit, calibration.respondents
    careful = careful_count(people, calibration.tree, limit)
    count = as_written_count(people, calibration.tree, limit)
    differs = (count.complete, count.consistent) != (careful.complete, careful.complete_consistent)
    if count.respondents and differs:
        yield finding(
            "note",
            "as_written_consistent",
            consistent=count.consistent,
            respondents=count.respondents,
            limit=limit,
        )


def _index(calibration: PanelCalibration) -> Iterator[Finding]:
    """Tell that an index for matrices without gaps flatters who left gaps."""
    gappy = [each for each in calibration.respondents if any(a.missing for a in each.nodes)]
    name = calibration.random_index
    if gappy and not random_index_table(name).knows_gaps:
        yield finding("note", "flattering_index", count=len(gappy), name=name)


def _voices(calibration: PanelCalibration) -> Iterator[Finding]:
    people = calibration.respondents
    present = {person.respondent for person in people}
    absent = dict.fromkeys(
        note.respondent for note in calibration.notes if note.respondent not in present
    )
    unlinked = [each.respondent for each in people if _is_unlinked(each)]
    weightless = [each.respondent for each in people if not each.weight]
    if len(people) - len(weightless) == 1:
        yield finding("caution", "one_voice")
    elif len(people) < FEW_VOICES:
        yield finding("note", "few_voices", n=len(people))
    for key, names in (
        ("absent", list(absent)),
        ("unlinked", unlinked),
        ("weightless", weightless),
    ):
        if names:
            total = len(people) + len(absent)
            yield finding("caution", key, count=len(names), total=total, names=listed(names))


def _answers(notes: Sequence[AnswerNote]) -> Iterator[Finding]:
    for treatment in (Treatment.REJECTED, Treatment.REPAIRED):  # blanks are told by the survey
        concerned = [note for note in notes if note.treatment is treatment and note.node]
        names = list(dict.fromkeys(note.respondent for note in concerned))
        if names:
            yield finding(
                "caution" if treatment is Treatment.REJECTED else "note",
                treatment.value,
                answers=len(concerned),
                count=len(names),
                names=listed(names),
            )


def _is_unlinked(person: RespondentResult) -> bool:
    return any(each.unconnected for each in person.nodes)
