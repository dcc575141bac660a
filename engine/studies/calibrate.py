"""Management ask which weights: judgement, evidence and policy become one set."""

from dataclasses import dataclass

import numpy as np

from engine.domain.indicators import Scheme
from engine.domain.pack import INTERVAL_LEVEL, Estimate, LeafWeights, RulePart, SolverPart
from engine.domain.policy import WeightPolicy
from engine.domain.tables import ScoreTable
from engine.domain.weights import Origin, WeightSet
from engine.domain.weights_report import WeightsReport
from engine.evidence.completed_shares import complete_with_judgement
from engine.studies.optimise import report_of
from engine.studies.weights_choice import Chosen, choose
from engine.studies.weights_conflict import record_part
from engine.studies.weights_inputs import OptimiseInputs, OptimiseOptions, Source
from engine.studies.weights_ready import Ready, ready

NODE_LIMIT = 20  # a whole case shall not wait for the search for fewer grade changes


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """The weight sets of one scheme; a set is None where the case lacks what it needs.

    ``covered`` are the indicators that evidence speaks for; ``chosen`` the optimisation behind
    the recommended set and ``asked`` what it was asked.
    """

    incumbent: WeightSet
    judged: WeightSet | None
    evidence: WeightSet | None
    recommended: WeightSet | None
    covered: tuple[str, ...]
    chosen: Chosen | None
    asked: Ready | None = None

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
    scores: ScoreTable | None = None,
) -> Calibration:
    """Return the weight sets side by side, the recommended one admissible under the policy.

    Evidence speaks for some indicators only: the others keep their judged share (or, where
    nobody was asked, their incumbent share). Without judgement or evidence there is nothing to
    recommend; the incumbent then stands alone.

    Parameters
    ----------
    evidence
        Shares over the indicators that evidence speaks for, with draws.
    scores
        What the agents score on each leaf: for the policies that count grade changes.

    Raises
    ------
    InputError, MethodError
        As :func:`engine.studies.weights_choice.choose`.
    """
    leaves = scheme.tree.leaf_ids
    incumbent = WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent).aligned(leaves)
    own = None if judged is None else judged.aligned(leaves)
    base = incumbent if own is None else own
    completed = None if evidence is None else complete_with_judgement(evidence, base)
    asked, chosen = None, None
    if policy is not None and (judged is not None or evidence is not None):
        asked = ready(
            OptimiseInputs(
                tree=scheme.tree,
                policy=policy,
                incumbent=incumbent,
                judged=None if own is None else Source(own),
                evidence=None if evidence is None else Source(evidence),
                scores=scores,
                grades=scheme.grades,
                measured=True,
                options=OptimiseOptions(node_limit=NODE_LIMIT),
            )
        )
        chosen = choose(asked)
    return Calibration(
        incumbent,
        own,
        completed,
        None if chosen is None else chosen.weights,
        () if evidence is None else evidence.indicators,
        chosen,
        asked,
    )


def weights_report(calibration: Calibration, rng: np.random.Generator) -> WeightsReport | None:
    """Return the whole of how the weights were chosen; None without policy or judgement."""
    asked, chosen = calibration.asked, calibration.chosen
    if asked is None or chosen is None or calibration.judged is None:
        return None
    return report_of(asked, chosen, rng)


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
    return record_part(calibration.chosen.record)


def _estimates(weights: WeightSet) -> list[Estimate]:
    """Return each share with its draws' interval, which a share rounded to the grid may leave."""
    interval = weights.interval(INTERVAL_LEVEL)
    if interval is None:
        return [Estimate(float(share)) for share in weights.shares]
    return [
        Estimate(float(share), float(low), float(high))
        for share, low, high in zip(weights.shares, *interval, strict=True)
    ]
