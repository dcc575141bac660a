"""The admissible weights under which the fewest agents change grade, with what is proven.

Owns the question and the answer; the search is :mod:`engine.optimisation.change_search`'s. The
number reported is always a recount by the grade rule of ``domain.grades``, never a solver's.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.optimisation.change_search import ChangeOptions, ChangeSearch
from engine.optimisation.grade_forms import leaf_scores, ranks_under
from engine.optimisation.rescaling import rescaled_weights
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import NODE_LIMIT, SolverRecord

__all__ = ["ChangeOptions", "GradeChanges", "fewest_grade_changes", "rescaled_weights"]


@dataclass(frozen=True, slots=True, eq=False)
class GradeChanges:
    """Weights under which few agents change grade.

    Parameters
    ----------
    changes
        Agents whose grade under ``weights`` differs from before, recounted by the grade rule.
    bound
        Changes that no admissible set avoids.
    proven
        ``changes`` equals ``bound``: no admissible set has fewer.
    ranks
        (n,) ranks of the grades under ``weights``; -1 without a score.
    must
        (n,), True where the agent changes grade under every admissible set.
    record
        Objective and bound are changes; ``why`` is ``optimal``, ``node limit`` or ``limit``.
    """

    weights: WeightSet
    changes: int
    bound: int
    proven: bool
    ranks: NDArray[np.int64]
    must: NDArray[np.bool_]
    record: SolverRecord


def fewest_grade_changes(
    table: ScoreTable,
    before: NDArray[np.int64],
    rule: GradeRule,
    admissible: AdmissibleSet,
    target: WeightSet,
    options: ChangeOptions | None = None,
) -> GradeChanges:
    """Admissible weights under which the fewest agents found possible change grade.

    Parameters
    ----------
    table
        n agents' leaf scores over the admissible set's leaves, in any order; nan where missing.
    before
        (n,), ranks of the grades that are to be kept, 0 best; -1 for an agent without a grade,
        who is not counted.
    target
        Of sets with as few changes the search prefers the nearer in L1.

    Raises
    ------
    InputError
        ``grades.before`` for ranks that do not fit the agents or the rule, and as
        :func:`engine.optimisation.grade_forms.leaf_scores`.
    MethodError
        ``policy.infeasible`` when nothing is admissible.

    Notes
    -----
    Reweighted linear programmes give starts, exact searches along lines go on from them, integer
    programmes over the agents near a cut-off improve the best. The bound is the greater of the
    agents who must change and the least cost of the (relaxed) integer programme. Every stop is a
    count, so that repeats are identical; a solve that met the clock is told in the record.
    """
    options = ChangeOptions() if options is None else options
    scores = leaf_scores(table, admissible)
    if before.shape != (len(scores),) or bool(((before < -1) | (before > len(rule.cutoffs))).any()):
        raise InputError("grades.before", agents=len(scores), grades=len(rule.labels))
    shares = target.aligned(admissible.leaves).shares
    search = ChangeSearch(scores, before, rule, admissible, shares, options)
    return _answer(search, search.run())


def _answer(search: ChangeSearch, must: NDArray[np.bool_]) -> GradeChanges:
    bound = min(search.bound, search.fewest)
    proven = search.bound == search.fewest
    by_clock = not all(record.reproducible for record in search.records)
    record = replace(
        search.records[-1],
        feasible=True,
        proven=proven,
        why="optimal" if proven else "limit" if by_clock else NODE_LIMIT,
        objective=float(search.fewest),
        bound=float(bound),
        gap=(search.fewest - bound) / max(1.0, search.fewest),
        seconds=sum(each.seconds for each in search.records),
        reproducible=not by_clock,
    )
    weights = WeightSet(Origin.RECOMMENDED, search.admissible.leaves, search.best)
    ranks = ranks_under(search.scores, search.best, search.rule)
    return GradeChanges(weights, search.fewest, bound, proven, ranks, must, record)
