"""Repair with consent: the answers of a file, the changes agreed to, and where they are kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan
from pathlib import Path

from engine.domain.calibration import Change
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix
from engine.errors import Fault, InputError
from engine.files.changes_file import longer_ledger, read_changes, write_together
from engine.files.json_document import GREATEST, Scale, number_of
from engine.files.judgements_file import read_judgements
from engine.files.scheme_file import read_scheme
from engine.files.survey_answers import CAREFUL, Reading
from engine.files.survey_file import read_survey
from engine.services.ledgers import misfits_told_of
from engine.services.questionnaires import named_scheme
from engine.studies.accepted_changes import SAME_ANSWER, apply_changes, changed, fault_of_change

_NEXT_ROW = ",\n            "


@dataclass(frozen=True, slots=True)
class Source:
    """Where the answers stand: a file of one matrix, or one respondent's answers in a panel.

    ``respondent`` is None for a file of one matrix; ``node`` None where a panel has only one;
    ``ledger`` holds the changes already agreed to, and need not exist.
    """

    file: Path
    respondent: str | None = None
    node: str | None = None
    scheme: str | None = None
    reading: Reading = CAREFUL
    scale: Scale = "saaty"
    ledger: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """The answers of one respondent about one node, and the files they come from.

    ``respondent`` and ``node`` are empty for a file of one matrix.
    """

    matrix: JudgementMatrix
    respondent: str
    node: str
    inputs: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """Changes that a respondent agreed to, who agreed, when, and where that is kept.

    ``accepted`` are texts ``FIRST|SECOND=RATIO``; ``when`` is ISO 8601 with its offset from UTC;
    ``out`` is where the new matrix goes, None for a panel, whose file is never rewritten.
    """

    accepted: tuple[str, ...]
    who: str
    when: str
    ledger: Path | None
    out: Path | None


@dataclass(frozen=True, slots=True, eq=False)
class Accepted:
    """The changes that were kept, and the answers after them."""

    changes: tuple[Change, ...]
    matrix: JudgementMatrix


def standing_answers(source: Source) -> Answers:
    """Return the answers as they stand; of a panel, after the changes in the ledger.

    Raises
    ------
    InputError
        ``repair.unknown_respondent`` and ``repair.unknown_node`` naming those there are; as
        :func:`engine.files.judgements_file.read_judgements`,
        :func:`engine.files.survey_file.read_survey`,
        :func:`engine.files.changes_file.read_changes` and
        :func:`engine.studies.accepted_changes.apply_changes`.
    """
    if source.respondent is None:
        return Answers(read_judgements(source.file, source.scale), "", "", (source.file,))
    inputs, tree = [source.file], None
    if source.scheme is not None:
        inputs.append(named_scheme(source.scheme))
        tree = ItemTree.of(read_scheme(inputs[-1]).tree)
    panel = read_survey([source.file], tree, source.reading).panel
    if source.ledger is not None and source.ledger.exists():
        inputs.append(source.ledger)
        with misfits_told_of(source.ledger):
            panel = apply_changes(panel, read_changes(source.ledger))
    people = {response.respondent: response.judgements for response in panel.responses}
    if source.respondent not in people:
        known = ", ".join(people)
        raise InputError("repair.unknown_respondent", respondent=source.respondent, known=known)
    judgements = people[source.respondent]
    nodes = list(judgements)
    node = source.node or (nodes[0] if len(nodes) == 1 else "")
    if node not in judgements:
        raise InputError("repair.unknown_node", node=node, known=", ".join(nodes))
    return Answers(judgements[node], source.respondent, node, tuple(inputs))


def kept(answers: Answers, consent: Consent, scale: Scale, heng: Mapping[str, object]) -> Accepted:
    """Keep the changes that a respondent agreed to, and return them with the answers then.

    The files of answers stay as they are.

    Parameters
    ----------
    scale
        Of a file of one matrix; a panel's answers are within 1/9 .. 9.
    heng
        The header of the ledger.

    Raises
    ------
    InputError
        ``repair.accept_needs`` naming what is missing; ``repair.out_of_panel``;
        ``repair.would_overwrite`` when a file of answers would be written over;
        ``repair.not_accepted`` with a fault for every change that names no pair of the items, no
        ratio of the scale, a pair without an answer, the answer that stands already, or a pair
        twice; as :func:`engine.files.changes_file.longer_ledger` and
        :func:`engine.files.changes_file.write_together`. Nothing is written then.
    """
    ledger = _checked(answers, consent)
    changes = _agreed(answers, consent, scale)
    matrix = answers.matrix
    for change in changes:
        matrix = changed(matrix, change)
    texts = {} if consent.out is None else {consent.out: matrix_text(matrix)}
    write_together({**texts, ledger: longer_ledger(ledger, changes, heng)})
    return Accepted(changes, matrix)


def _checked(answers: Answers, consent: Consent) -> Path:
    """Return the ledger if everything a consent needs is there."""
    needed = {
        "--who": consent.who.strip(),
        "--ledger": consent.ledger,
        "--out": consent.out or answers.respondent,
    }
    missing = [option for option, given in needed.items() if not given]
    if missing or consent.ledger is None:
        raise InputError("repair.accept_needs", missing=", ".join(missing))
    if consent.out is not None and answers.respondent:
        raise InputError("repair.out_of_panel")
    written = [path.resolve() for path in (consent.ledger, consent.out) if path is not None]
    source, *others = (path.resolve() for path in answers.inputs)
    read_only = {source, *others} - ({consent.ledger.resolve()} - {source})
    for path in written:
        if path in read_only or written.count(path) > 1:
            raise InputError("repair.would_overwrite", name=path.name)
    return consent.ledger


def _agreed(answers: Answers, consent: Consent, scale: Scale) -> tuple[Change, ...]:
    """Return the changes of a consent, each checked against the answers that stand."""
    changes: list[Change] = []
    faults = []
    for k, text in enumerate(consent.accepted):
        place = f"--accept {k + 1}"
        asked = _asked(text, answers.matrix.items)
        if asked is None:
            known = ", ".join(answers.matrix.items)
            faults.append(Fault("repair.not_a_change", place, text, {"known": known}))
            continue
        change = _change(asked, answers, consent)
        fault = _refusal(change, answers.matrix, scale, place)
        if any({change.first, change.second} == {each.first, each.second} for each in changes):
            fault = Fault("repair.accepted_twice", place, text)
        if fault is None:
            changes.append(change)
        else:
            faults.append(fault)
    if faults:
        placed = [fault.in_file(str(answers.inputs[0])) for fault in faults]
        raise InputError("repair.not_accepted", placed, count=len(placed))
    return tuple(changes)


def matrix_text(matrix: JudgementMatrix) -> str:
    """Return one matrix as ``heng priorities`` reads it, bit for bit."""
    rows = [json.dumps([_cell(ratio) for ratio in row]) for row in matrix.values.tolist()]
    items = json.dumps(matrix.items, ensure_ascii=False)
    return f'{{"items": {items},\n "matrix": [{_NEXT_ROW.join(rows)}]}}\n'


def _asked(text: str, items: tuple[str, ...]) -> tuple[str, str, float] | None:
    """Return the two items and the ratio of ``FIRST|SECOND=RATIO``; names may hold both marks."""
    pair, _, told = text.rpartition("=")
    ratio = number_of(told.strip())
    for k in (k for k, letter in enumerate(pair) if letter == "|"):
        first, second = pair[:k].strip(), pair[k + 1 :].strip()
        if ratio is not None and first != second and {first, second} <= set(items):
            return first, second, ratio
    return None


def _change(asked: tuple[str, str, float], answers: Answers, consent: Consent) -> Change:
    first, second, new = asked
    items = answers.matrix.items
    old = float(answers.matrix.values[items.index(first), items.index(second)])
    return Change(
        respondent=answers.respondent,
        node=answers.node,
        first=first,
        second=second,
        old=old,
        new=new,
        who=consent.who,
        when=consent.when,
    )


def _refusal(change: Change, matrix: JudgementMatrix, scale: Scale, place: str) -> Fault | None:
    """Return why a change may not be made, or None if it may."""
    greatest = GREATEST["saaty" if change.respondent else scale]
    told = f"{change.new:.12g}"
    if not 1 / greatest * (1 - SAME_ANSWER) <= change.new <= greatest:
        code = "changes.out_of_scale" if change.respondent else "judgement_file.out_of_scale"
        return Fault(code, place, told, {"greatest": f"{greatest:.0f}"})
    if abs(change.new - change.old) <= SAME_ANSWER * change.new:
        names = {"first": change.first, "second": change.second}
        return Fault("repair.same_answer", place, told, names)
    return fault_of_change(matrix, change, place)


def _cell(ratio: float) -> float | str | None:
    """Return a ratio as it is read back bit for bit: null, a number, or a fraction."""
    if isnan(ratio):
        return None
    whole = round(1 / ratio)
    return f"1/{whole}" if whole > 1 and 1 / whole == ratio else ratio
