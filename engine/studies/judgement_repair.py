"""Contradictory answers: the fewest to ask again, and what would be enough.

Nothing is changed here: the respondent decides, see :mod:`engine.studies.accepted_changes`.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.ahp.consistency import CUSTOMARY_LIMIT
from engine.ahp.eigenvalue_gradient import log_principal_eigenvalue
from engine.ahp.gaps import completed
from engine.ahp.judgement_checks import checked_answers
from engine.ahp.random_index import DEFAULT, random_index_table
from engine.ahp.scales import SAATY_VALUES, nearest_scale_value
from engine.domain.judgements import JudgementMatrix
from engine.errors import InputError
from engine.optimisation.box_minimum import Box
from engine.optimisation.judgement_repair import (
    Effort,
    FewestChanges,
    RepairProblem,
    fewest_judgements,
)
from engine.optimisation.scale_values import least_change

PROVEN_TO = 8  # items; above, the search ends after a stated effort
EFFORT = Effort(tests=10_000, looks=5_000)  # some twenty seconds at most at 9 to 15 items
MEDIUM = 15  # items; above, each test and the greedy search take longer
EFFORT_OF_MORE = Effort(tests=1_000, looks=500)
MOST_SETS = 10
_SCALE = np.array(SAATY_VALUES)


@dataclass(frozen=True, slots=True)
class RepairPair:
    """A judgement to ask again, all ratios of ``first`` over ``second``.

    ``implied`` is what the judgements outside its set imply, as far as 1/9 .. 9 reaches;
    ``suggested`` the value that is enough together with those of the others of the set, the least
    change in all.
    """

    first: str
    second: str
    stated: float
    implied: float
    suggested: float


@dataclass(frozen=True, slots=True)
class RepairSet:
    """Judgements that are enough if they are changed together.

    ``ratio_after`` is the consistency ratio with the suggested values, ``ratio_implied`` with the
    implied ones: no others give less. ``on_scale`` is False where no values of the scale 1/9 .. 9
    are known to be enough; the implied ones are then suggested.
    """

    pairs: tuple[RepairPair, ...]
    ratio_after: float
    ratio_implied: float
    on_scale: bool


@dataclass(frozen=True, slots=True)
class JudgementRepair:
    """The fewest judgements to ask again, and which.

    ``changes_needed`` judgements are enough; fewer than ``bound`` are not, which is proven, so
    that ``proven`` says whether the two are the same. ``sets_found`` counts the sets of so many
    judgements that are enough, all there are if ``complete``; ``sets`` holds the first of them,
    the one with the least ``ratio_implied`` first.
    """

    changes_needed: int
    bound: int
    complete: bool
    sets_found: int
    sets: tuple[RepairSet, ...]
    ratio_before: float
    limit: float
    random_index_name: str
    random_index: float
    missing: int

    @property
    def proven(self) -> bool:
        """Whether no fewer changes are enough."""
        return self.changes_needed == self.bound


@dataclass(frozen=True, slots=True)
class _Ratio:
    """The consistency ratio and the logarithm of lambda_max, one from the other."""

    items: int
    random_index: float

    def log_eigenvalue(self, ratio: float) -> float:
        return float(np.log(self.items + ratio * self.random_index * (self.items - 1)))

    def of(self, log_eigenvalue: float) -> float:
        # lambda_max - n without cancellation: n (lambda_max / n - 1)
        excess = self.items * float(np.expm1(log_eigenvalue - np.log(self.items)))
        return max(0.0, excess / (self.items - 1) / self.random_index)


def repair(
    matrix: JudgementMatrix,
    limit: float = CUSTOMARY_LIMIT,
    random_index: str = DEFAULT,
    most_sets: int = MOST_SETS,
) -> JudgementRepair:
    """Return the fewest judgements to ask again so that the consistency ratio keeps its limit.

    Parameters
    ----------
    matrix
        With or without gaps. A gap stays one: it is filled where lambda_max is least, and the
        ratio is that of :func:`engine.ahp.diagnosis.diagnose`.
    limit
        Of the consistency ratio, above 0, at most 1.
    most_sets
        How many sets to return at most, >= 1.

    Returns
    -------
    JudgementRepair
        Proven least for up to 8 items, which can take minutes where 8 items were compared at
        random. Above, the search ends after 10,000 sets tested or 5,000 looks at up to 64 sets
        (1,000 and 500 above 15 items) and tells what is proven by then; no clock is read, so that
        equal matrices give equal answers.

    Raises
    ------
    InputError
        ``repair.limit``; as :func:`engine.ahp.judgement_checks.checked_answers` and
        :func:`engine.ahp.random_index.random_index_table`.
    MethodError
        ``ahp.unconnected`` naming the groups of items that no answer links.

    Notes
    -----
    A changed judgement lies within 1/9 .. 9, or between there and where it was stated, if that
    is beyond. See :func:`engine.optimisation.judgement_repair.fewest_judgements`.
    """
    if not 0 < limit <= 1:
        raise InputError("repair.limit", limit=limit)
    checked_answers(matrix.values)
    n = len(matrix.items)
    table = random_index_table(random_index)
    whole = completed(matrix).matrix
    ratio = _Ratio(n, table.value(n, matrix.missing))
    nothing = _nothing_to_repair(limit, table.name, ratio, matrix.missing)
    if not ratio.random_index:  # no answers can contradict each other
        return nothing
    return _searched(
        matrix, _problem(matrix, whole, ratio.log_eigenvalue(limit)), ratio, nothing, most_sets
    )


def _nothing_to_repair(
    limit: float, random_index: str, ratio: _Ratio, missing: int
) -> JudgementRepair:
    return JudgementRepair(
        changes_needed=0,
        bound=0,
        complete=True,
        sets_found=0,
        sets=(),
        ratio_before=0.0,
        limit=limit,
        random_index_name=random_index,
        random_index=ratio.random_index,
        missing=missing,
    )


def _searched(
    matrix: JudgementMatrix,
    problem: RepairProblem,
    ratio: _Ratio,
    nothing: JudgementRepair,
    most_sets: int,
) -> JudgementRepair:
    """Return the record of nothing to repair with what a search finds."""
    fewest = fewest_judgements(problem, effort(ratio.items))
    if not fewest.changes:
        return replace(nothing, ratio_before=ratio.of(float(fewest.values[0])))
    unchanged = problem.least(np.zeros((1, len(problem.stated)), dtype=np.bool_))
    return replace(
        nothing,
        changes_needed=fewest.changes,
        bound=fewest.bound,
        complete=fewest.complete,
        sets_found=len(fewest.sets),
        sets=_sets(matrix, problem, fewest, ratio, most_sets),
        ratio_before=ratio.of(float(unchanged.values[0])),
    )


def effort(items: int) -> Effort | None:
    """Return after how much a search gives up: never up to 8 items."""
    if items <= PROVEN_TO:
        return None
    return EFFORT if items <= MEDIUM else EFFORT_OF_MORE


def _problem(matrix: JudgementMatrix, whole: JudgementMatrix, log_limit: float) -> RepairProblem:
    n = len(matrix.items)
    above = np.triu_indices(n, 1)
    answered = ~np.isnan(matrix.values[above])
    stated = np.log(whole.values[above])
    greatest = np.log(_SCALE[-1])
    # a gap agrees with a chain of answers, which has n - 1 links at most
    widest = (n - 1) * max(np.abs(stated[answered]).max(), greatest)
    width = np.where(answered, greatest, widest)
    box = Box(np.minimum(stated, -width), np.maximum(stated, width))
    return RepairProblem(log_principal_eigenvalue, stated, answered, box, log_limit)


def _sets(
    matrix: JudgementMatrix,
    problem: RepairProblem,
    fewest: FewestChanges,
    ratio: _Ratio,
    most: int,
) -> tuple[RepairSet, ...]:
    found = []
    for changed, least, value in list(
        zip(fewest.sets, fewest.points, fewest.values.tolist(), strict=True)
    )[:most]:
        chosen = least_change(problem, least, changed, np.log(_SCALE))
        suggested = np.exp(chosen.point)
        if chosen.on_scale:
            suggested = nearest_scale_value(suggested)  # 1/3 itself, not exp(ln 1/3)
        pairs = _pairs(matrix, changed, np.exp(least), suggested)
        found.append(RepairSet(pairs, ratio.of(chosen.value), ratio.of(value), chosen.on_scale))
    return tuple(found)


def _pairs(
    matrix: JudgementMatrix,
    changed: NDArray[np.bool_],
    implied: NDArray[np.float64],
    suggested: NDArray[np.float64],
) -> tuple[RepairPair, ...]:
    rows, columns = np.triu_indices(len(matrix.items), 1)
    return tuple(
        RepairPair(
            first=matrix.items[rows[position]],
            second=matrix.items[columns[position]],
            stated=float(matrix.values[rows[position], columns[position]]),
            implied=float(implied[position]),
            suggested=float(suggested[position]),
        )
        for position in np.flatnonzero(changed)
    )
