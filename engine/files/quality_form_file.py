"""Quality form files to forms; what a form makes of samples is left to the metrics room."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from engine.domain.quality import FormItem, ProblemType, QualityForm, RedLine, Severity, Veto
from engine.errors import InputError
from engine.files.documents import Faults, TomlDocument, load_toml, validate
from engine.files.locations import shipped
from engine.files.schemas import FileModel, Id, TableModel, TextModel

Points = Annotated[float, Field(gt=0, le=100)]


class ItemTable(TableModel):
    """One item: each occurrence costs ``points``, all of them together at most ``most``."""

    id: Id
    name: TextModel
    points: Points
    most: Points
    severity: Severity
    type: ProblemType


class RedLineTable(TableModel):
    """A violation that vetoes the score."""

    id: Id
    name: TextModel
    type: ProblemType


class QualityFormFile(FileModel):
    """A quality form; ``veto`` says whether a red line makes the score 0 or fails the sample."""

    id: Id
    name: TextModel
    note: TextModel
    scores: Literal["session_score", "ticket_score"]
    full_score: Points
    pass_mark: Points
    veto: Veto
    items: Annotated[tuple[ItemTable, ...], Field(min_length=1, max_length=60)]
    red_lines: Annotated[tuple[RedLineTable, ...], Field(max_length=30)] = ()


def read_quality_form(path: Path) -> QualityForm:
    """Return the quality form of a file.

    Raises
    ------
    InputError
        ``document.invalid`` with every fault of the file at once: schema, an id twice, an item
        that costs more at once than at most, a pass mark above the full score.
    """
    document = load_toml(path)
    file = validate(document, QualityFormFile)
    try:
        return _form(file)
    except InputError as error:
        raise _placed(error, document, file).error() from error


def named_quality_form(name: str) -> Path:
    """Return a shipped form's file by its id, else the path that was given.

    Raises
    ------
    InputError
        ``quality_form.unknown`` naming the shipped forms.
    """
    forms = {path.stem: path for path in shipped("quality")}
    path = forms.get(name, Path(name))
    if not path.is_file():
        raise InputError("quality_form.unknown", form=name, known=", ".join(forms))
    return path


def _form(file: QualityFormFile) -> QualityForm:
    items = tuple(
        FormItem(each.id, each.name.text(), each.points, each.most, each.severity, each.type)
        for each in file.items
    )
    lines = tuple(RedLine(each.id, each.name.text(), each.type) for each in file.red_lines)
    return QualityForm(
        id=file.id,
        name=file.name.text(),
        note=file.note.text(),
        scores=file.scores,
        full_score=file.full_score,
        pass_mark=file.pass_mark,
        veto=file.veto,
        items=items,
        red_lines=lines,
    )


def _placed(error: InputError, document: TomlDocument, file: QualityFormFile) -> Faults:
    """Return a form's faults at the entries of the file that they are about."""
    faults = Faults(document)
    places = {each.id: ("red_lines", k, "id") for k, each in enumerate(file.red_lines)}
    places |= {each.id: ("items", k, "id") for k, each in enumerate(file.items)}
    for fault in error.faults:
        path = places.get(fault.place, (fault.place,))
        faults.add(fault.code, path, fault.value, fault.values)
    return faults
