"""Weights whose worst-case distance to the evidence is least, over the evidence's intervals.

Owns the distance under a budget of doubt and its programme; the stages after the first optimum
are :mod:`engine.optimisation.robust`'s.

With n_k = |w_k - c_k| and f_k = max(w_k - low_k, high_k - w_k) the worst case in L1 is the greatest
of sum_k (1 - z_k) n_k + z_k f_k over 0 <= z <= 1 with sum_k z_k <= Gamma. That is a linear
programme in z; its dual makes the whole one programme: least sum_k y_k + Gamma p with y_k >= n_k,
y_k + p >= f_k and p >= 0. In Linf only the one worst share counts, so that any budget of 1 or more
is the same: least t >= (1 - g) n_k + g f_k with g = min(Gamma, 1). For symmetric intervals f_k is
n_k plus the half width.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.domain.policy import Norm
from engine.domain.texts import Sentence
from engine.errors import InputError
from engine.optimisation.robust import (
    EvidenceRange,
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
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import CHAIN, SolverChoice

SYMMETRY_TOLERANCE = 1e-9

Floats = NDArray[np.float64]


def worst_case_distance(
    evidence: EvidenceRange,
    budget: float,
    norm: Norm,
    admissible: AdmissibleSet,
    *,
    near: Floats | None = None,
    chain: Sequence[SolverChoice] = CHAIN,
) -> RobustWeights:
    """Admissible weights with the least worst-case distance to the evidence.

    Parameters
    ----------
    evidence
        Shares (k,) in the order of the admissible leaves, with their intervals.
    budget
        Gamma, 0..k: how many evidence shares may stand at the bad end of their interval at once.
    near
        (k,): of equally good sets the one nearest to it is taken; None: the evidence's centre.

    Returns
    -------
    RobustWeights
        ``value`` in shares: 0..2 where the intervals stay within 0..1; ``worst`` are the
        positions of the shares that stand away from their centre.

    Raises
    ------
    InputError
        ``optimisation.interval``, ``optimisation.budget``, ``optimisation.near``.
    MethodError
        ``policy.infeasible``, naming the clashing rules.

    Notes
    -----
    A fraction of the budget mixes the distances to centre and end in that proportion, never less
    than moving the share by that part of its interval. That shares sum to one is not asked of the
    worst case, which is therefore conservative. Where every interval is symmetric the doubt adds
    the same to every weight set in L1 and moves none, which ``caution`` says.

    References
    ----------
    Bertsimas, D. and Sim, M. (2004). The price of robustness. Operations Research 52(1), 35-53.
    """
    k = len(admissible.leaves)
    if evidence.centre.shape != (k,):
        raise InputError("optimisation.interval", places="-")
    budget = checked_budget(budget, k)
    aim = checked_near(near, evidence.centre, k)
    program = robust_program(admissible, _extra(evidence, budget, norm))
    first = solved(admissible, program, chain)
    weights, record = robust_choice(admissible, program, first, aim, chain)
    value = worst_case_distance_of(weights.shares, evidence, budget, norm)
    worst = _worst(weights.shares, evidence, budget, norm)
    caution = _caution(evidence, budget, norm)
    return RobustWeights(weights, value, stated(record, value), worst, caution)


def worst_case_distance_of(
    shares: Floats, evidence: EvidenceRange, budget: float, norm: Norm
) -> float:
    """Worst-case distance of given shares (k,) to the evidence; as :func:`worst_case_distance`."""
    budget = checked_budget(budget, len(shares))
    near, far = _near_and_far(shares, evidence)
    if norm is Norm.L1:
        return float(near.sum()) + budgeted_sum(far - near, budget)
    part = min(budget, 1.0)
    return float(((1 - part) * near + part * far).max())


def _near_and_far(shares: Floats, evidence: EvidenceRange) -> tuple[Floats, Floats]:
    """Return distances to the centre and to the farther end, (k,) each."""
    far = np.maximum(shares - evidence.low, evidence.high - shares)
    return np.abs(shares - evidence.centre), far


def _extra(evidence: EvidenceRange, budget: float, norm: Norm) -> Extra:
    return _l1(evidence, budget) if norm is Norm.L1 else _linf(evidence, min(budget, 1.0))


def _l1(evidence: EvidenceRange, budget: float) -> Extra:
    """Return y (k) and p: y -+ w >= -+c, y + p - w >= -low, y + p + w >= high."""
    k = len(evidence.centre)
    w, p, none = np.eye(k), np.ones((k, 1)), np.zeros((k, 1))
    return Extra(
        cost=np.concatenate([np.zeros(k), np.ones(k), [budget]]),
        rows=np.vstack(
            [
                np.hstack([-w, w, none]),
                np.hstack([w, w, none]),
                np.hstack([-w, w, p]),
                np.hstack([w, w, p]),
            ]
        ),
        limits=np.concatenate([-evidence.centre, evidence.centre, -evidence.low, evidence.high]),
        most=_most(evidence),
    )


def _linf(evidence: EvidenceRange, part: float) -> Extra:
    """Return t: t >= (1 - part) (+-)(w - c) + part (w - low or high - w), all four of each."""
    k = len(evidence.centre)
    rows, limits = [], []
    for near_sign in (1.0, -1.0):
        for far_sign, end in ((1.0, evidence.low), (-1.0, evidence.high)):
            slope = (1 - part) * near_sign + part * far_sign
            rows.append(np.hstack([-slope * np.eye(k), np.ones((k, 1))]))
            limits.append(-(1 - part) * near_sign * evidence.centre - part * far_sign * end)
    cost = np.append(np.zeros(k), 1.0)
    return Extra(cost, np.vstack(rows), np.concatenate(limits), _most(evidence))


def _most(evidence: EvidenceRange) -> float:
    """Return a distance that no share of 0..1 has from its interval's ends."""
    return 2.0 + float(np.abs([evidence.low, evidence.high]).max())


def _worst(shares: Floats, evidence: EvidenceRange, budget: float, norm: Norm) -> tuple[int, ...]:
    near, far = _near_and_far(shares, evidence)
    if norm is Norm.L1:
        return worst_places(far - near, budget)
    part = min(budget, 1.0)
    return (int(((1 - part) * near + part * far).argmax()),) if part > 0 else ()


def _caution(evidence: EvidenceRange, budget: float, norm: Norm) -> Sentence | None:
    """Say that symmetric intervals move nothing in L1."""
    skew = np.abs(evidence.low + evidence.high - 2 * evidence.centre).max()
    if norm is not Norm.L1 or budget == 0 or skew > SYMMETRY_TOLERANCE:
        return None
    return Sentence("measure.optimisation.robust.symmetric")
