"""The sources of an optimisation of weights lined up: over one set of leaves, with a target.

Owns which source stands in for one that is missing, and says so; what is chosen from the
admissible set is left to :mod:`engine.studies.weights_choice`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from engine.domain.indicators import Indicator
from engine.domain.policy import Emphasis, WeightPolicy
from engine.domain.texts import Finding, Sentence, Values
from engine.domain.weights import Origin, WeightSet
from engine.evidence.completed_shares import complete_with_judgement
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import blend
from engine.optimisation.emphasis import emphasised_target
from engine.optimisation.rules import AdmissibleSet
from engine.studies.weights_inputs import OptimiseInputs, Source
from engine.studies.weights_refusals import asked_emphasis, lacking, refuse_what_lacks


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """The inputs lined up over the leaves.

    Parameters
    ----------
    in_force
        The incumbent, or what stands in for it where no rule asks for one.
    judged, evidence
        Over all leaves; evidence completed with judgement where it does not speak.
    speaks
        Leaves that evidence speaks for.
    target
        The blend that the policy aims at, before any emphasis.
    admissible
        The policy's sets without any emphasis.
    doubted
        Which of the sources behind the target have draws of their own: ``judged``, ``evidence``.
    """

    inputs: OptimiseInputs
    in_force: WeightSet
    judged: Source | None
    evidence: Source | None
    speaks: tuple[str, ...]
    target: WeightSet
    admissible: AdmissibleSet
    emphasis: Emphasis | None
    findings: tuple[Finding, ...]
    doubted: frozenset[str]

    @property
    def policy(self) -> WeightPolicy:
        """The policy in force."""
        return self.inputs.policy

    @property
    def known_evidence(self) -> Source:
        """The evidence over all leaves, or ``optimise.needs_evidence``."""
        if self.evidence is None:
            raise lacking("evidence", self.policy)
        return self.evidence

    @property
    def known_judgement(self) -> Source:
        """The judged weights, or ``optimise.needs_judgement``."""
        if self.judged is None:
            raise lacking("judgement", self.policy)
        return self.judged

    def under(self, emphasis: Emphasis | None) -> "tuple[WeightSet, AdmissibleSet]":
        """Return target and admissible set under an emphasis, or under none."""
        if emphasis is None:
            return self.target, self.admissible
        policy, tree = self.inputs.policy, self.inputs.tree
        return (
            emphasised_target(self.target, emphasis),
            admissible_set(policy, tree, self.in_force, emphasis),
        )


def ready(inputs: OptimiseInputs) -> Ready:
    """Return the inputs lined up over the leaves of the tree.

    Raises
    ------
    InputError
        ``optimise.needs_evidence``, ``optimise.needs_judgement``, ``optimise.needs_scores``,
        ``optimise.needs_incumbent``, ``optimise.no_target``, ``optimise.unknown_emphasis``: an
        input that the policy's objective or rules ask for is missing;
        ``weights.other_indicators``, ``policy.contradictory`` and ``evidence.not_judged``.
    """
    emphasis = asked_emphasis(inputs)
    refuse_what_lacks(inputs)
    leaves = inputs.tree.leaf_ids
    judged = None if inputs.judged is None else inputs.judged.aligned(leaves)
    in_force = _in_force(inputs, judged)
    evidence = _completed(inputs.evidence, in_force if judged is None else judged.weights)
    return Ready(
        inputs,
        in_force,
        judged,
        _with_own_doubt(inputs.evidence, evidence),
        () if inputs.evidence is None else inputs.evidence.weights.indicators,
        _target(inputs.policy, *_paired(judged, evidence), in_force),
        admissible_set(inputs.policy, inputs.tree, in_force),
        emphasis,
        tuple(_findings(inputs)),
        _doubted(inputs),
    )


def _in_force(inputs: OptimiseInputs, judged: Source | None) -> WeightSet:
    """Return the incumbent; without one the judged or equal shares, which no rule then reads."""
    leaves = inputs.tree.leaf_ids
    if inputs.incumbent is not None:
        return inputs.incumbent.aligned(leaves)
    if judged is not None:
        return replace(judged.weights, draws=None)
    return WeightSet(Origin.INCUMBENT, leaves, np.full(len(leaves), 1 / len(leaves)))


def _completed(evidence: Source | None, base: WeightSet) -> Source | None:
    """Return evidence over all leaves; a file's interval shrinks with the shares it is of."""
    if evidence is None:
        return None
    completed = complete_with_judgement(evidence.weights, base)
    if evidence.low is None or evidence.high is None:
        return Source(completed)
    places = [completed.indicators.index(each) for each in evidence.weights.indicators]
    scale = float(completed.shares[places].sum())
    low, high = np.full((2, len(completed.indicators)), np.nan)
    low[places], high[places] = scale * evidence.low, scale * evidence.high
    return Source(completed, low, high)


def _with_own_doubt(given: Source | None, completed: Source | None) -> Source | None:
    """Return completed evidence; draws that only the judged shares in it have are not its doubt."""
    if given is None or completed is None or given.weights.draws is not None:
        return completed
    return replace(completed, weights=replace(completed.weights, draws=None))


def _doubted(inputs: OptimiseInputs) -> frozenset[str]:
    """Return which sources that enter the blend have draws."""
    share = inputs.policy.evidence_share
    enters = {
        "judged": (inputs.judged, inputs.evidence is None or share < 1),
        "evidence": (inputs.evidence, inputs.judged is None or share > 0),
    }
    return frozenset(
        name
        for name, (source, counts) in enters.items()
        if counts and source is not None and source.weights.draws is not None
    )


def _paired(judged: Source | None, evidence: Source | None) -> tuple[Source | None, Source | None]:
    """Return two sources with equally many draws: the first of each, as they are independent."""
    counts = [
        len(each.weights.draws)
        for each in (judged, evidence)
        if each is not None and each.weights.draws is not None
    ]
    least = min(counts, default=0)
    return _cut(judged, least), _cut(evidence, least)


def _cut(source: Source | None, draws: int) -> Source | None:
    if source is None or source.weights.draws is None:
        return source
    cut = replace(source.weights, draws=source.weights.draws[:draws])
    return replace(source, weights=cut)


def _target(
    policy: WeightPolicy, judged: Source | None, evidence: Source | None, in_force: WeightSet
) -> WeightSet:
    """Return what the policy aims at: the blend, or the one source there is."""
    if judged is not None and evidence is not None:
        return blend(judged.weights, evidence.weights, policy.evidence_share)
    one = judged or evidence or Source(in_force)
    return replace(one.weights, origin=Origin.RECOMMENDED)


def _findings(inputs: OptimiseInputs) -> list[Finding]:
    """Return which source is missing or partial, and what stands in for it."""
    found = []
    leaves, policy = inputs.tree.leaf_ids, inputs.policy
    if inputs.effects is not None:
        found.append(Finding("note", Sentence("finding.optimisation.effects_alone")))
    elif inputs.evidence is None:
        asked = policy.evidence_share > 0
        key = "no_evidence" if inputs.judged is not None else "incumbent_alone"
        if asked or inputs.judged is None:
            found.append(Finding("caution", Sentence(f"finding.optimisation.{key}")))
    elif inputs.judged is None:
        found.append(Finding("caution", Sentence("finding.optimisation.no_judgement")))
    if inputs.incumbent is None:
        found.append(Finding("note", Sentence("finding.optimisation.no_incumbent")))
    speaks = leaves if inputs.evidence is None else inputs.evidence.weights.indicators
    silent = [leaf for leaf in inputs.tree.leaves if leaf.id not in speaks]
    if silent:
        values: Values = {
            "indicators": named(silent),
            "count": len(silent),
            "total": len(leaves),
        }
        found.append(Finding("note", Sentence("finding.optimisation.evidence_silent", values)))
    return found


def named(leaves: Iterable[Indicator]) -> dict[str, str]:
    """Return the names of leaves as one value of a sentence, in both languages."""
    listed = list(leaves)
    return {
        "zh": "、".join(leaf.name.zh for leaf in listed),
        "en": ", ".join(leaf.name.en for leaf in listed),
    }
