"""Management ask which weights: judgement, evidence and policy become one set."""

from dataclasses import dataclass, replace

from engine.domain.indicators import Scheme
from engine.domain.pack import INTERVAL_LEVEL, Estimate, LeafWeights, RulePart, SolverPart
from engine.domain.policy import WeightPolicy
from engine.domain.weights import Origin, WeightSet
from engine.evidence.shares import complete_with_judgement
from engine.optimisation.closeness import ClosestWeights, blend, closest_weights
from engine.optimisation.projection import project_draws


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The weight sets of one scheme; a set is None where the case lacks what it needs.

    ``covered`` are the indicators that evidence speaks for; ``chosen`` the optimisation behind
    the recommended set.
    """

    incumbent: WeightSet
    judged: WeightSet | None
    evidence: WeightSet | None
    recommended: WeightSet | None
    covered: tuple[str, ...]
    chosen: ClosestWeights | None

    @property
    def sets(self) -> tuple[WeightSet, ...]:
        """The weight sets there are: incumbent, judged, evidence, recommended."""
        every = (self.incumbent, self.judged, self.evidence, self.recommended)
        return tuple(weights for weights in every if weights is not None)


def calibrate(
    scheme: Scheme,
    judged: WeightSet | None,
    evidence: WeightSet | None,
    policy: WeightPolicy | None,
) -> Calibration:
    """Return the weight sets side by side, the recommended one admissible under the policy.

    Evidence speaks for some indicators only: the others keep their judged share (or, where
    nobody was asked, their incumbent share). Without judgement or evidence there is nothing to
    recommend; the incumbent then stands alone.

    Parameters
    ----------
    evidence
        Shares over the indicators that evidence speaks for, with draws.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.optimisation.closeness.closest_weights`.
    """
    leaves = scheme.tree.leaf_ids
    incumbent = WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent).aligned(leaves)
    base = incumbent if judged is None else judged.aligned(leaves)
    completed = None if evidence is None else complete_with_judgement(evidence, base)
    chosen, recommended = None, None
    if policy is not None and (judged is not None or completed is not None):
        share = policy.evidence_share if completed is not None else 0.0
        share = share if judged is not None else 1.0
        ours, theirs = _paired(base, base if completed is None else completed)
        target = blend(ours, theirs, share)
        chosen = closest_weights(target, policy, scheme.tree, incumbent)
        draws = (
            None if target.draws is None else project_draws(target, policy, scheme.tree, incumbent)
        )
        recommended = replace(chosen.weights, draws=draws)
    return Calibration(
        incumbent,
        None if judged is None else base,
        completed,
        recommended,
        () if evidence is None else evidence.indicators,
        chosen,
    )


def _paired(judged: WeightSet, evidence: WeightSet) -> tuple[WeightSet, WeightSet]:
    """Return two sets with equally many draws: the first of each, as they are independent."""
    counts = [len(each.draws) for each in (judged, evidence) if each.draws is not None]
    least = min(counts, default=0)
    ours, theirs = (
        each if each.draws is None else replace(each, draws=each.draws[:least])
        for each in (judged, evidence)
    )
    return ours, theirs


def leaf_rows(scheme: Scheme, calibration: Calibration) -> tuple[LeafWeights, ...]:
    """Return one row for each indicator with its share under every set."""
    estimates = {weights.origin: _estimates(weights) for weights in calibration.sets}
    rows = []
    for place, leaf in enumerate(scheme.tree.leaves):
        group = scheme.tree.group_of(leaf.id)
        own = {origin: each[place] for origin, each in estimates.items()}
        rows.append(
            LeafWeights(
                indicator=leaf.id,
                name=leaf.name,
                group=group.id,
                group_name=group.name,
                unit=leaf.unit,
                direction=leaf.direction.value,
                controllability=leaf.controllability.value,
                incumbent=own.get(Origin.INCUMBENT),
                judged=own.get(Origin.JUDGED),
                evidence=own.get(Origin.EVIDENCE),
                recommended=own.get(Origin.RECOMMENDED),
                evidence_speaks=leaf.id in calibration.covered,
            )
        )
    return tuple(rows)


def rule_rows(calibration: Calibration) -> tuple[RulePart, ...]:
    """Return the policy rules that bind, with what relaxing each would gain."""
    if calibration.chosen is None:
        return ()
    return tuple(
        RulePart(binding.rule.sentence, binding.rule.subject, binding.shadow_price)
        for binding in calibration.chosen.binding
    )


def solver_part(calibration: Calibration) -> SolverPart | None:
    """Return the record of the optimisation that chose the recommended set."""
    if calibration.chosen is None:
        return None
    record = calibration.chosen.record
    return SolverPart(
        record.feasible,
        record.proven,
        record.why,
        record.objective,
        record.bound,
        record.gap,
        record.seconds,
        record.solver,
        record.version,
    )


def _estimates(weights: WeightSet) -> list[Estimate]:
    """Return each share with its draws' interval, which a share rounded to the grid may leave."""
    interval = weights.interval(INTERVAL_LEVEL)
    if interval is None:
        return [Estimate(float(share)) for share in weights.shares]
    return [
        Estimate(float(share), float(low), float(high))
        for share, low, high in zip(weights.shares, *interval, strict=True)
    ]
