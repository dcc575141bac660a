"""Which admissible weight set a policy's objective picks, under an emphasis or none.

Owns the way from an objective to the programme that answers it; the programmes themselves live in
``optimisation``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from engine.domain.policy import Emphasis, Norm, Objective
from engine.domain.weights import WeightSet
from engine.optimisation.closeness import (
    ACTIVE_TOLERANCE,
    Aim,
    BindingRule,
    ClosestWeights,
    least_distance,
)
from engine.optimisation.grade_changes import GradeChanges
from engine.optimisation.projection import project_draws
from engine.optimisation.robust import RobustWeights
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.solver import SolverRecord
from engine.studies.weights_grades import fewest_changes, graded
from engine.studies.weights_ready import Ready
from engine.studies.weights_refusals import lacking
from engine.studies.weights_robust import least_regret_of, max_min_of, worst_case_of


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A recommended weight set and what proves it.

    Parameters
    ----------
    weights
        With joint draws where the objective carries the sources' doubt over to them.
    target
        What the objective aims at; None where it aims at no single point.
    admissible
        The sets it was chosen from.
    closest
        The least-distance programme behind it, for its binding rules and prices; None for the
        objectives that are none.
    aims, norm
        What that programme was near to, and how distances are measured.
    changes
        The search for few grade changes, where that was the objective.
    """

    weights: WeightSet
    record: SolverRecord
    admissible: AdmissibleSet
    target: WeightSet | None = None
    closest: ClosestWeights | None = None
    aims: tuple[Aim, ...] = ()
    norm: Norm = Norm.L1
    changes: GradeChanges | None = None

    @property
    def binding(self) -> tuple[BindingRule, ...]:
        """The rules that are active at the recommended weights, with their prices.

        Only a least distance has prices; on a grid its rules are those of the set without steps.
        """
        if self.closest is not None:
            return self.closest.binding
        slack = self.admissible.rows @ self.weights.shares - self.admissible.limits
        active = zip(self.admissible.rules, abs(slack) <= ACTIVE_TOLERANCE, strict=True)
        return tuple(BindingRule(rule, None) for rule, binds in active if binds)


def choose(ready: Ready, emphasis: Emphasis | None = None) -> Chosen:
    """Return the set that the policy's objective picks under an emphasis.

    Raises
    ------
    MethodError
        ``policy.infeasible`` with the conflict, where no weight set is admissible.
    """
    target, admissible = ready.under(emphasis)
    return _PICKS[ready.policy.objective](ready, target, admissible)


Pick = Callable[[Ready, WeightSet, AdmissibleSet], Chosen]


def _blend(ready: Ready, target: WeightSet, admissible: AdmissibleSet) -> Chosen:
    """Return the set nearest to the blend; its draws are those of the blend, projected."""
    found = _nearest(ready, (Aim(target),), admissible, target)
    if target.draws is None or ready.policy.norm is Norm.LINF:
        return found
    return replace(found, weights=replace(found.weights, draws=project_draws(target, admissible)))


def _distances(ready: Ready, target: WeightSet, admissible: AdmissibleSet) -> Chosen:
    """Return the set of least total distance to the sources, each by its own trust."""
    del target
    trusts = ready.policy.distances
    sources = (
        (None if ready.judged is None else ready.judged.weights, trusts.judged),
        (None if ready.evidence is None else ready.evidence.weights, trusts.evidence),
        (ready.in_force, trusts.incumbent),
    )
    aims = [Aim(weights, trust) for weights, trust in sources if weights is not None and trust > 0]
    if not aims:
        raise lacking("trusted", ready.policy)
    return _nearest(ready, tuple(aims), admissible, None)


def _nearest(
    ready: Ready, aims: tuple[Aim, ...], admissible: AdmissibleSet, target: WeightSet | None
) -> Chosen:
    found = least_distance(aims, ready.policy.norm, admissible)
    return Chosen(found.weights, found.record, admissible, target, found, aims, ready.policy.norm)


def _worst_case(ready: Ready, target: WeightSet, admissible: AdmissibleSet) -> Chosen:
    return _robust(worst_case_of(ready, target, admissible), admissible)


def _max_min(ready: Ready, target: WeightSet, admissible: AdmissibleSet) -> Chosen:
    return _robust(max_min_of(ready, target, admissible), admissible)


def _regret(ready: Ready, target: WeightSet, admissible: AdmissibleSet) -> Chosen:
    del target
    return _robust(least_regret_of(ready, admissible), admissible)


def _robust(found: RobustWeights, admissible: AdmissibleSet) -> Chosen:
    """Return a robust choice; its record tells the guaranteed figure as the objective."""
    return Chosen(found.weights, replace(found.record, objective=found.value), admissible)


def _fewest_changes(ready: Ready, target: WeightSet, admissible: AdmissibleSet) -> Chosen:
    team = graded(ready)
    if team is None:
        raise lacking("scores", ready.policy)
    found = fewest_changes(ready, target, admissible, team)
    return Chosen(found.weights, found.record, admissible, changes=found)


_PICKS: Mapping[Objective, Pick] = MappingProxyType(
    {
        Objective.BLEND: _blend,
        Objective.DISTANCES: _distances,
        Objective.WORST_CASE: _worst_case,
        Objective.MAX_MIN: _max_min,
        Objective.REGRET: _regret,
        Objective.FEWEST_CHANGES: _fewest_changes,
    }
)
