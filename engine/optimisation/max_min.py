"""Weights that guarantee the most evidence when its estimates err within a budget.

Owns the guaranteed evidence and its programme; the stages after the first optimum are
:mod:`engine.optimisation.robust`'s.

What is guaranteed is the least of sum_k (b_k - z_k d_k) w_k over 0 <= z <= 1 with
sum_k z_k <= Gamma; dualised: least -b'w + Gamma p + sum_k q_k with p + q_k >= d_k w_k and
p, q >= 0. A linear figure is best at a corner: weights are pushed to their caps and floors, the
less so the greater the budget.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.domain.texts import Sentence
from engine.errors import InputError
from engine.optimisation.robust import (
    Extra,
    RobustWeights,
    budgeted_sum,
    checked_budget,
    checked_near,
    robust_choice,
    robust_program,
    solved,
    stated,
    worst_places,
)
from engine.optimisation.rules import AdmissibleSet, own_bounds
from engine.optimisation.solver import CHAIN, SolverChoice

AT_BOUND = 1e-7  # a share nearer to its bound stands at it

Floats = NDArray[np.float64]


def max_min_evidence(
    centre: Floats,
    deviation: Floats,
    budget: float,
    admissible: AdmissibleSet,
    *,
    near: Floats | None = None,
    chain: Sequence[SolverChoice] = CHAIN,
) -> RobustWeights:
    """Admissible weights whose evidence is greatest in the worst case.

    Parameters
    ----------
    centre, deviation
        (k,) estimates in the order of the admissible leaves, any reals, and how far each may lie
        below, >= 0. Negative estimates count as they are: an estimate that was floored at 0 is
        for the caller to report.
    budget
        Gamma, 0..k: how many estimates may be at their worst at once; 0 is the nominal choice.
    near
        (k,): of equally good sets the one nearest to it is taken; None: equal shares.

    Returns
    -------
    RobustWeights
        ``value`` is the guaranteed sum_k estimate_k w_k, ``worst`` the positions of the estimates
        that are then at their worst. ``caution`` says how many weights the choice pushed to
        their greatest and least possible share.

    Raises
    ------
    InputError
        ``optimisation.deviation``, ``optimisation.budget``, ``optimisation.near``.
    MethodError
        ``policy.infeasible``, naming the clashing rules.

    References
    ----------
    Bertsimas, D. and Sim, M. (2004). The price of robustness. Operations Research 52(1), 35-53.
    """
    k = len(admissible.leaves)
    _check(centre, deviation, k)
    budget = checked_budget(budget, k)
    aim = checked_near(near, np.full(k, 1 / k), k)
    program = robust_program(admissible, _extra(centre, deviation, budget))
    first = solved(admissible, program, chain)
    weights, record = robust_choice(admissible, program, first, aim, chain)
    value = least_evidence_of(weights.shares, centre, deviation, budget)
    return RobustWeights(
        weights,
        value,
        stated(record, value, maximum=True),
        worst_places(deviation * weights.shares, budget),
        _caution(weights.shares, admissible),
    )


def least_evidence_of(shares: Floats, centre: Floats, deviation: Floats, budget: float) -> float:
    """Guaranteed evidence of given shares (k,); as :func:`max_min_evidence`."""
    _check(centre, deviation, len(shares))
    budget = checked_budget(budget, len(shares))
    return float(centre @ shares) - budgeted_sum(deviation * shares, budget)


def _check(centre: Floats, deviation: Floats, k: int) -> None:
    shaped = centre.shape == deviation.shape == (k,)
    if not shaped or not bool((np.isfinite(centre) & np.isfinite(deviation)).all()):
        raise InputError("optimisation.deviation", indicators=k)
    if bool((deviation < 0).any()):
        raise InputError("optimisation.deviation", indicators=k)


def _extra(centre: Floats, deviation: Floats, budget: float) -> Extra:
    k = len(centre)
    return Extra(
        cost=np.concatenate([-centre, np.ones(k), [budget]]),
        rows=np.hstack([-np.diag(deviation), np.eye(k), np.ones((k, 1))]),
        limits=np.zeros(k),
        most=1.0 + float(deviation.max()),
    )


def _caution(shares: Floats, admissible: AdmissibleSet) -> Sentence:
    """Say how many weights stand at a cap and at a floor of their own."""
    least, greatest = own_bounds(admissible)
    return Sentence(
        "measure.optimisation.robust.pushes_to_caps",
        {
            "at_cap": int((shares >= greatest - AT_BOUND).sum()),
            "at_floor": int((shares <= least + AT_BOUND).sum()),
            "weights": len(shares),
        },
    )
