"""A panel's answers as they came in: what was taken, what was repaired, what was rejected."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Panel
from engine.domain.texts import Finding, Sentence


class Coding(StrEnum):
    """How a file writes one answer about a pair (left, right).

    ``RATIO``: how many times more the left matters (9, 1/7, 0.14). ``SIGNED``: -9..-2, 1, 2..9,
    the sign says which side. ``POSITION``: the place 1..17 in a row 9..2, 1, 2..9 from left to
    right.
    """

    RATIO = "ratio"
    SIGNED = "signed"
    POSITION = "position"


class Treatment(StrEnum):
    """What became of one answer, or of one respondent."""

    REPAIRED = "repaired"
    REJECTED = "rejected"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class AnswerNote:
    """What was done with one answer that could not be taken as it stood, and why.

    ``place`` is where it stands (``row 17, column BL_vs_ST``); ``taken`` the ratio first over
    second that is used instead, None where the pair stays a gap; ``node``, ``first`` and
    ``second`` are empty for a note on a whole respondent.
    """

    treatment: Treatment
    respondent: str
    file: str
    place: str
    node: str
    first: str
    second: str
    given: str
    taken: float | None
    why: Sentence


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """The answers of a questionnaire under two readings, and everything that separates them.

    Parameters
    ----------
    tree
        What was asked; from the scheme, or from the columns where there is no scheme.
    panel
        The careful reading: rounded reciprocals repaired, impossible answers left as gaps,
        respondents without any usable answer absent.
    as_written
        Every positive number as it is written, out-of-scale ones too: the reading of published
        treatments, never the default. Respondents as in ``panel`` where they could be read.
    notes
        One for each repair, rejection and blank, in file order.
    coding
        How the answers were read.
    findings
        What concerns the whole file.
    """

    tree: ItemTree
    panel: Panel
    as_written: Panel
    notes: tuple[AnswerNote, ...]
    coding: Coding
    findings: tuple[Finding, ...] = ()
