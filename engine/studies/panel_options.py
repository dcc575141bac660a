"""What may be chosen about a panel's calibration; every choice is stated in its result."""

from dataclasses import dataclass
from enum import StrEnum

from engine.ahp.completion import Completion
from engine.ahp.consistency import CUSTOMARY_LIMIT
from engine.ahp.priorities import Method
from engine.ahp.random_index import DEFAULT, random_index_table
from engine.domain.pack import INTERVAL_LEVEL
from engine.errors import InputError

DRAWS = 2000  # the 5 % and 95 % quantiles then lie within 1 point of probability (2 sd)


class JudgementError(StrEnum):
    """The error of one judgement: the cell of the scale, or as large as the panel's own shows."""

    ROUNDING = "rounding"
    LOG_NORMAL = "log-normal"


@dataclass(frozen=True, slots=True)
class PanelOptions:
    """How a panel's answers are turned into weights and bands.

    Parameters
    ----------
    method
        How priorities are found, for every respondent and for the group.
    completion
        How gaps are filled.
    random_index
        The table behind every consistency ratio.
    limit
        > 0: the consistency ratio up to which a respondent counts as consistent.
    draws
        >= 1: how many panels and judgements are drawn for the bands.
    model
        The error of one judgement.
    level
        In (0, 1): the central probability of the bands.
    fuzzy
        Whether fuzzy weights are set beside the crisp ones.

    Raises
    ------
    InputError
        ``panel_study.limit``, ``panel_study.draws``, ``panel_study.level``;
        ``ahp.unknown_random_index``.
    """

    method: Method = Method.EIGENVECTOR
    completion: Completion = Completion.MINIMUM_LAMBDA
    random_index: str = DEFAULT
    limit: float = CUSTOMARY_LIMIT
    draws: int = DRAWS
    model: JudgementError = JudgementError.ROUNDING
    level: float = INTERVAL_LEVEL
    fuzzy: bool = False

    def __post_init__(self) -> None:
        random_index_table(self.random_index)
        if not 0 < self.limit < float("inf"):
            raise InputError("panel_study.limit", limit=self.limit)
        if self.draws < 1:
            raise InputError("panel_study.draws", draws=self.draws)
        if not 0 < self.level < 1:
            raise InputError("panel_study.level", level=self.level)
