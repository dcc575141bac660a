"""Robust choices of weights: what evidence and judgement guarantee within their doubt.

Owns which interval and which draws stand for that doubt; the programmes live in ``optimisation``.
"""

import numpy as np
from numpy.typing import NDArray

from engine.domain.policy import Objective
from engine.domain.weights import WeightSet
from engine.domain.weights_report import RobustRow
from engine.optimisation.max_min import least_evidence_of, max_min_evidence
from engine.optimisation.regret import least_regret, regret_of
from engine.optimisation.robust import EvidenceRange, RobustWeights
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.worst_case import worst_case_distance, worst_case_distance_of
from engine.studies.weights_inputs import Source
from engine.studies.weights_ready import Ready

Floats = NDArray[np.float64]
MOST_REGRET_DRAWS = 1000  # the greatest regret over more hardly grows; each may cost a programme


def worst_case_of(ready: Ready, target: WeightSet, admissible: AdmissibleSet) -> RobustWeights:
    """Return the set of least worst-case distance to the evidence over its intervals."""
    evidence = evidence_range(ready.known_evidence)
    policy, budget = ready.policy, budget_of(ready)
    return worst_case_distance(evidence, budget, policy.norm, admissible, near=target.shares)


def max_min_of(ready: Ready, target: WeightSet, admissible: AdmissibleSet) -> RobustWeights:
    """Return the set of greatest guaranteed evidence."""
    centre, deviation = centre_and_deviation(ready)
    return max_min_evidence(centre, deviation, budget_of(ready), admissible, near=target.shares)


def least_regret_of(ready: Ready, admissible: AdmissibleSet) -> RobustWeights:
    """Return the set of least greatest regret over the judgement's draws."""
    draws = judgement_draws(ready.known_judgement)
    return least_regret(draws, admissible, ready.inputs.scores)


def budget_of(ready: Ready) -> float:
    """Return how many shares may lie at their worst at once: the policy's, or all."""
    budget = ready.policy.budget
    return float(len(ready.admissible.leaves)) if budget is None else float(budget)


def evidence_range(evidence: Source) -> EvidenceRange:
    """Return evidence shares with their intervals; a share without one is taken as exact."""
    centre = evidence.weights.shares
    ends = evidence.ends() or (centre, centre)
    low, high = (np.where(np.isnan(end), centre, end) for end in ends)
    return EvidenceRange(centre, low, high)


def centre_and_deviation(ready: Ready) -> tuple[Floats, Floats]:
    """Return what max-min counts: effects as given, else shares and their longer half widths."""
    effects = ready.inputs.effects
    if effects is not None:
        order = [effects.indicators.index(leaf) for leaf in ready.admissible.leaves]
        return effects.centre[order], effects.deviation[order]
    evidence = evidence_range(ready.known_evidence)
    widths = np.maximum(evidence.high - evidence.centre, evidence.centre - evidence.low)
    return evidence.centre, widths


def judgement_draws(judged: Source) -> Floats:
    """Return (m, k) draws of the judged weights; the shares alone where there are none."""
    weights = judged.weights
    return weights.shares[None, :] if weights.draws is None else weights.draws[:MOST_REGRET_DRAWS]


def robust_rows(
    ready: Ready, chosen: WeightSet, admissible: AdmissibleSet
) -> tuple[RobustRow, ...]:
    """Return every robust choice that the sources allow, each beside the recommended set.

    A source without any doubt gives no row: its robust choice is no other than the plain one.
    """
    rows = []
    if ready.evidence is not None and ready.evidence.ends() is not None:
        rows.append(_worst_case_row(ready, chosen, admissible))
    doubtful = ready.evidence is not None and ready.evidence.ends() is not None
    if doubtful or ready.inputs.effects is not None:
        rows.append(_max_min_row(ready, chosen, admissible))
    if ready.judged is not None and ready.judged.weights.draws is not None:
        rows.append(_regret_row(ready, chosen, admissible))
    return tuple(rows)


def _worst_case_row(ready: Ready, chosen: WeightSet, admissible: AdmissibleSet) -> RobustRow:
    found = worst_case_of(ready, ready.target, admissible)
    nominal = worst_case_distance_of(
        chosen.shares, evidence_range(ready.known_evidence), budget_of(ready), ready.policy.norm
    )
    return _row(Objective.WORST_CASE, budget_of(ready), found, nominal)


def _max_min_row(ready: Ready, chosen: WeightSet, admissible: AdmissibleSet) -> RobustRow:
    found = max_min_of(ready, ready.target, admissible)
    centre, deviation = centre_and_deviation(ready)
    nominal = least_evidence_of(chosen.shares, centre, deviation, budget_of(ready))
    return _row(Objective.MAX_MIN, budget_of(ready), found, nominal)


def _regret_row(ready: Ready, chosen: WeightSet, admissible: AdmissibleSet) -> RobustRow:
    found = least_regret_of(ready, admissible)
    draws = judgement_draws(ready.known_judgement)
    nominal = regret_of(chosen, draws, ready.inputs.scores)
    return _row(Objective.REGRET, None, found, nominal)


def _row(kind: Objective, budget: float | None, found: RobustWeights, nominal: float) -> RobustRow:
    return RobustRow(
        kind=kind.value,
        budget=budget,
        value=found.value,
        nominal=nominal,
        shares=dict(
            zip(found.weights.indicators, (found.weights.shares + 0.0).tolist(), strict=True)
        ),
        proven=found.record.proven,
        caution=found.caution,
    )
