"""Starts for fewer grade changes: reweighted linear programmes over the distance out of grade."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.grade_forms import BandForms
from engine.optimisation.grade_programme import assembled, shares_of
from engine.optimisation.program import LinearProgram, Sense, with_own
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import Solution

Floats: TypeAlias = NDArray[np.float64]

SOFTENINGS = (0.05, 0.5)  # score points; small ones settle fast, large ones look further
ROUNDS = 5


def hinge_starts(
    forms: BandForms, admissible: AdmissibleSet, ask: Callable[[LinearProgram], Solution]
) -> Iterator[Floats]:
    """Yield admissible shares (k,) under which few agents leave their grade.

    Parameters
    ----------
    forms
        Of the agents whose grade is open.
    admissible
        Without a grid; a grid is met later.
    ask
        Solves a programme; a solution without a point ends the starts.

    Notes
    -----
    Minimise sum_i c_i h_i, h_i how many score points agent i is out of the grade; then c_i =
    1 / (h_i + s) and again. The sum tends to the number of those with h_i > 0, so that many who
    are nearly out come back at the price of few who are far out.

    References
    ----------
    Candes, E. J. et al. (2008). Enhancing sparsity by reweighted l1 minimization. Journal of
    Fourier Analysis and Applications 14, 877-905.
    """
    k, n = len(admissible.leaves), len(forms.low)
    plain = ask(_hinge_program(forms, np.ones(n), admissible))
    for softening in SOFTENINGS:
        solution = plain
        for _ in range(ROUNDS):
            if not solution.record.feasible:
                return
            yield shares_of(solution.point, admissible)
            costs = 1 / (np.maximum(solution.point[k:], 0.0) + softening)
            program = _hinge_program(forms, costs / costs.mean(), admissible)
            solution = ask(program)


def _hinge_program(forms: BandForms, costs: Floats, admissible: AdmissibleSet) -> LinearProgram:
    k, n = len(admissible.leaves), len(costs)
    own, one, none = k + np.arange(n), np.ones(n), np.zeros(n)
    return assembled(
        admissible,
        np.concatenate([np.zeros(k), costs]),
        [
            (with_own(forms.low, own, one), Sense.AT_LEAST, none),
            (with_own(forms.high, own, -one), Sense.AT_MOST, none),
        ],
        np.zeros(k + n, dtype=bool),
        np.full(n, np.inf),
    )
