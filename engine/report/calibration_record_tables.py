"""Tables of the record: what became of every answer, what was changed, and how it was computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.domain.calibration import CalibrationHeader, Change
from engine.domain.survey import AnswerNote
from engine.report import figures
from engine.report.calibration_words import CalibrationWords, ratio_text
from engine.report.tables import (
    DECIMALS_FORMAT,
    Cell,
    Table,
    text_cell,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the method: what it is, its text for people and its value for a spreadsheet."""

    key: str
    text: str
    value: float | int | str
    of: Mapping[str, object] = field(default_factory=dict)


def notes_table(words: CalibrationWords) -> Table:
    """Return every answer that was repaired, rejected or blank, by respondent and cell."""
    columns = (
        words.person_column(),
        words.column("file"),
        words.column("cell"),
        words.column("pair"),
        words.column("given"),
        words.column("taken", DECIMALS_FORMAT),
        words.column("became"),
        words.column("why"),
    )
    notes = words.calibration.notes
    counts = {kind: sum(note.treatment.value == kind for note in notes) for kind in _KINDS}
    subtitle = words.say("notes.subtitle", **counts)
    rows = tuple(_note_row(note, words) for note in sorted(notes, key=_rejected_first))
    return Table("notes", words.say("notes.title"), subtitle, columns, rows)


def changes_table(words: CalibrationWords) -> Table:
    """Return the answers that their respondents changed when asked again."""
    columns = (
        words.person_column(),
        words.column("pair"),
        words.column("old", DECIMALS_FORMAT),
        words.column("new", DECIMALS_FORMAT),
        words.column("who"),
        words.column("when"),
    )
    rows = tuple(_change_row(each, words) for each in words.calibration.changes)
    title, subtitle = words.say("changes.title"), words.say("changes.subtitle")
    return Table("changes", title, subtitle, columns, rows)


def findings_table(words: CalibrationWords) -> Table:
    """Return what a reader must know, most serious first."""
    columns = (words.column("kind"), words.column("finding"))
    rows = tuple(
        (text_cell(words.say(f"severity.{each.severity}")), text_cell(words.said(each.sentence)))
        for each in words.calibration.findings
    )
    return Table("findings", words.say("findings.title"), "", columns, rows)


def method_table(words: CalibrationWords, head: CalibrationHeader) -> Table:
    """Return every parameter that the figures follow from."""
    packages = ", ".join(f"{name} {v}" for name, v in sorted(head.packages.items()))
    entries = [
        *_judging(words),
        *_drawing(words),
        Entry("version", head.version, head.version),
        Entry("packages", packages, packages),
        Entry("created", f"{figures.instant(head.created)} UTC", head.created),
    ]
    rows = tuple(
        (text_cell(words.say(f"method.{each.key}", **each.of)), Cell(each.text, (each.value,)))
        for each in entries
    )
    columns = (words.column("parameter"), words.column("value"))
    return Table("method", words.say("method.title"), "", columns, rows)


def inputs_table(words: CalibrationWords, head: CalibrationHeader) -> Table:
    """Return the files the calibration was made from, with their fingerprints."""
    columns = (words.column("file"), words.column("fingerprint"))
    rows = tuple((text_cell(each.path), text_cell(each.sha256)) for each in head.inputs)
    return Table("inputs", words.say("inputs.title"), "SHA-256", columns, rows)


_KINDS = ("rejected", "repaired", "blank")


def _rejected_first(note: AnswerNote) -> int:
    return _KINDS.index(note.treatment.value)


def _note_row(note: AnswerNote, words: CalibrationWords) -> tuple[Cell, ...]:
    taken = figures.NONE if note.taken is None else ratio_text(note.taken)
    return (
        words.person_cell(note.respondent),
        text_cell(note.file),
        text_cell(words.place(note.place)),
        text_cell(words.pair(note.first, note.second) if note.first else figures.NONE),
        text_cell(note.given or figures.NONE),
        Cell(taken, (note.taken,)),
        text_cell(words.say(f"notes.{note.treatment.value}")),
        text_cell(words.said(note.why)),
    )


def _change_row(change: Change, words: CalibrationWords) -> tuple[Cell, ...]:
    node = words.item(change.node) if words.has_several_nodes else ""
    return (
        words.person_cell(change.respondent),
        text_cell(words.pair(change.first, change.second), below=node),
        Cell(ratio_text(change.old), (change.old,)),
        Cell(ratio_text(change.new), (change.new,), strong=True),
        text_cell(change.who),
        text_cell(change.when),
    )


def _judging(words: CalibrationWords) -> Iterator[Entry]:
    calibration = words.calibration
    name, rule = calibration.name.in_language(words.language), words.say("method.geometric")
    yield Entry("name", name, name)
    yield _choice("coding", calibration.coding.value, words)
    yield _choice("priorities", calibration.method, words)
    yield _choice("completion", calibration.completion, words)
    yield Entry("aggregation", rule, rule)
    yield Entry("limit", f"{calibration.limit:g}", calibration.limit)
    yield _choice("index_source", calibration.random_index, words)
    for node in calibration.nodes:
        of = {"node": words.item(node.node), "n": len(node.matrix.items)}
        text = f"{node.random_index:.4f}" if node.random_index else figures.NONE
        yield Entry("index_value", text, node.random_index, of)


def _drawing(words: CalibrationWords) -> Iterator[Entry]:
    drawn = words.calibration.uncertainty
    yield _choice("error_model", drawn.model, words)
    if drawn.sigma:  # rounding has none
        yield Entry("sigma", f"{drawn.sigma:.4f}", drawn.sigma)
    yield Entry("level", words.level(), drawn.level)
    for key, count in (("draws", len(drawn.draws)), ("redrawn", drawn.redrawn)):
        yield Entry(key, figures.number(count), count)
    yield Entry("seed", str(drawn.seed), drawn.seed)


def _choice(kind: str, value: str, words: CalibrationWords) -> Entry:
    told = words.say(f"{kind}.{value}")
    return Entry(kind, told, told)
