"""Quality forms: what a sampled contact or ticket loses points for, and what vetoes its score."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.records import TABLES, TableKind
from engine.domain.texts import Text
from engine.errors import Fault, InputError


class ProblemType(StrEnum):
    """What kind of training, or of repair, a problem asks for."""

    ATTITUDE = "attitude"
    KNOWLEDGE = "knowledge"
    COMMUNICATION = "communication"
    SYSTEM = "system"


class Severity(StrEnum):
    """How grave a problem is."""

    MINOR = "minor"
    NORMAL = "normal"
    SERIOUS = "serious"


class Veto(StrEnum):
    """What a red line does: ``zero`` makes the score 0, ``fail`` keeps it and fails the sample."""

    ZERO = "zero"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item: each occurrence costs ``points``, all of them together ``most`` at the most."""

    id: str
    name: Text
    points: float
    most: float
    severity: Severity
    type: ProblemType


@dataclass(frozen=True, slots=True)
class RedLine:
    """A violation that no speed buys off; it counts as a serious problem of its type."""

    id: str
    name: Text
    type: ProblemType


@dataclass(frozen=True, slots=True)
class QualityForm:
    """A form with point deductions and red lines.

    Parameters
    ----------
    scores
        The column of the samples that holds the form's score: ``session_score`` or
        ``ticket_score``.
    full_score
        What a sample without a problem has; no score falls below 0.
    pass_mark
        Scores from here on pass, unless a red line was crossed.
    veto
        What a crossed red line does.
    """

    id: str
    name: Text
    note: Text
    scores: str
    full_score: float
    pass_mark: float
    veto: Veto
    items: tuple[FormItem, ...]
    red_lines: tuple[RedLine, ...] = ()

    def __post_init__(self) -> None:
        faults = []
        ids = [*self.item_ids, *self.red_line_ids]
        for place, id_ in enumerate(ids):
            if id_ in ids[:place]:
                faults.append(Fault("quality_form.item_twice", id_, id_))
        for item in self.items:
            if item.id in TABLES[TableKind.SAMPLES].columns:
                faults.append(Fault("quality_form.reserved", item.id, item.id))
            if not 0 < item.points <= item.most <= self.full_score:
                values = {"points": item.points, "full": self.full_score}
                faults.append(Fault("quality_form.most", item.id, f"{item.most:g}", values))
        if not 0 < self.pass_mark <= self.full_score:
            values = {"full": self.full_score}
            faults.append(
                Fault("quality_form.pass_mark", "pass_mark", f"{self.pass_mark:g}", values)
            )
        if faults:
            raise InputError("quality_form.invalid", faults, form=self.id)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The items' ids in file order."""
        return tuple(item.id for item in self.items)

    @property
    def red_line_ids(self) -> tuple[str, ...]:
        """The red lines' ids in file order."""
        return tuple(line.id for line in self.red_lines)

    @property
    def names(self) -> Mapping[str, Text]:
        """The names of items and red lines by id."""
        items = {item.id: item.name for item in self.items}
        return {**items, **{line.id: line.name for line in self.red_lines}}
