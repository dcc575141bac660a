"""What an optimisation of weights starts from, lined up: sources, target and admissible set.

Owns which source stands in for one that is missing, and says so; what is chosen from the
admissible set is left to :mod:`engine.studies.weights_choice`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.indicators import Indicator, IndicatorTree
from engine.domain.pack import INTERVAL_LEVEL
from engine.domain.policy import Emphasis, Objective, WeightPolicy
from engine.domain.tables import ScoreTable
from engine.domain.texts import Finding, Sentence, Values
from engine.domain.weights import Origin, WeightSet
from engine.errors import Fault, InputError
from engine.evidence.completed_shares import complete_with_judgement
from engine.optimisation.admissible import admissible_set
from engine.optimisation.closeness import blend
from engine.optimisation.emphasis import emphasised_target
from engine.optimisation.rules import AdmissibleSet

Floats = NDArray[np.float64]
NEEDS_EVIDENCE = frozenset({Objective.WORST_CASE, Objective.MAX_MIN})


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A weight set with the interval that its file gives each share; (k,) each, or None.

    An end is nan where the file has none for that share. Without ``low`` and ``high`` the central
    interval of the draws counts, where there are any.
    """

    weights: WeightSet
    low: Floats | None = None
    high: Floats | None = None

    def ends(self) -> tuple[Floats, Floats] | None:
        """Return the least and greatest share of each indicator, the share inside; nan: unknown."""
        ends = self.weights.interval(INTERVAL_LEVEL)
        if self.low is not None and self.high is not None:
            ends = (self.low, self.high)
        if ends is None:
            return None
        shares = self.weights.shares
        return np.minimum(ends[0], shares), np.maximum(ends[1], shares)

    def aligned(self, indicators: tuple[str, ...]) -> "Source":
        """Return the same source in another order of the same indicators."""
        order = [self.weights.indicators.index(each) for each in indicators]
        low, high = (None if end is None else end[order] for end in (self.low, self.high))
        return Source(self.weights.aligned(indicators), low, high)


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Evidence that is no share: effects of any sign in one unit, and how far each may lie off.

    ``centre`` and ``deviation`` (>= 0) are (k,), in the order of ``indicators``.
    """

    indicators: tuple[str, ...]
    centre: Floats
    deviation: Floats


@dataclass(frozen=True, slots=True)
class OptimiseOptions:
    """How much is drawn and searched.

    Parameters
    ----------
    draws
        Weight sets behind acceptabilities and regret, >= 1.
    node_limit
        Nodes after which the search for fewer grade changes stops, >= 0.
    other_emphases
        Whether every emphasis of the policy is tried beside the one that is asked for.
    """

    draws: int = 5000
    node_limit: int = 200
    other_emphases: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class OptimiseInputs:
    """Everything an optimisation of weights is asked from; None where it is not given.

    Parameters
    ----------
    tree
        The hierarchy of the leaves; flat where no scheme gives one.
    policy
        With the command's own choices already in it.
    evidence
        Over some or all leaves; a share of 0 stands for contradicted evidence.
    effects
        Over exactly the leaves: for :attr:`Objective.MAX_MIN` alone.
    emphasis
        Id of the emphasis that the recommended set is under; empty for none.
    measured
        Whether the tree says who controls each leaf (a scheme's does, a flat one does not).
    """

    tree: IndicatorTree
    policy: WeightPolicy
    incumbent: WeightSet | None = None
    judged: Source | None = None
    evidence: Source | None = None
    effects: Effects | None = None
    scores: ScoreTable | None = None
    grades: GradeRule | None = None
    emphasis: str = ""
    measured: bool = False
    options: OptimiseOptions = OptimiseOptions()


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
    emphasis = _emphasis(inputs)
    _refuse_what_lacks(inputs)
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


def _emphasis(inputs: OptimiseInputs) -> Emphasis | None:
    found = inputs.policy.emphasis(inputs.emphasis)
    if inputs.emphasis and found is None:
        known = ", ".join(each.id for each in inputs.policy.emphases)
        values = {"emphasis": inputs.emphasis, "known": known, "policy": inputs.policy.id}
        code = "unknown_emphasis" if known else "no_emphases"
        raise _refused(code, "--emphasis", inputs.emphasis, values)
    return found


def _refuse_what_lacks(inputs: OptimiseInputs) -> None:
    policy = inputs.policy
    effects = inputs.effects is not None and policy.objective is Objective.MAX_MIN
    if policy.objective in NEEDS_EVIDENCE and inputs.evidence is None and not effects:
        raise lacking("evidence", policy)
    if policy.objective is Objective.REGRET and inputs.judged is None:
        raise lacking("judgement", policy)
    if policy.objective is Objective.FEWEST_CHANGES:
        _refuse_what_grades_lack(inputs)
    if inputs.incumbent is None and (asking := _asks_for_incumbent(policy)):
        values = {"rules": ", ".join(asking), "policy": policy.id}
        raise _refused("needs_incumbent", "--incumbent", "", values)
    sources = (inputs.judged, inputs.evidence, inputs.effects, inputs.incumbent)
    if all(each is None for each in sources):
        raise _refused("no_target", "--judgement", "", {"policy": policy.id})
    _refuse_a_gap(inputs)


def _refuse_what_grades_lack(inputs: OptimiseInputs) -> None:
    """Refuse to count grade changes without scores, cut-offs or weights in force: each is named."""
    policy = inputs.policy
    needed = (
        (Fault("optimise.lacks_scores", "--scores"), inputs.scores),
        (Fault("optimise.lacks_cutoffs", "grades"), inputs.grades),
        (Fault("optimise.lacks_incumbent", "--incumbent"), inputs.incumbent),
    )
    if faults := [fault for fault, given in needed if given is None]:
        values = {"objective": policy.objective.value, "policy": policy.id}
        raise InputError("optimise.needs_scores", faults, **values)


def _refuse_a_gap(inputs: OptimiseInputs) -> None:
    """Refuse evidence on some leaves where nothing says what the others are worth."""
    if inputs.evidence is None or inputs.judged is not None or inputs.incumbent is not None:
        return
    known = inputs.evidence.weights.indicators
    silent = [leaf for leaf in inputs.tree.leaf_ids if leaf not in known]
    if silent:
        raise _refused("evidence_gap", "--evidence", "", {"indicators": ", ".join(silent)})


def lacking(source: str, policy: WeightPolicy) -> InputError:
    """Return the error of a source that the policy's objective cannot do without."""
    values = {"objective": policy.objective.value, "policy": policy.id}
    place = "distances" if source == "trusted" else f"--{source}"
    return _refused(f"needs_{source}", place, "", values)


def _refused(name: str, place: str, value: str, values: Mapping[str, object]) -> InputError:
    code = f"optimise.{name}"
    return InputError(code, [Fault(code, place, value, values)], **values)


def _asks_for_incumbent(policy: WeightPolicy) -> list[str]:
    """Return the keys of a policy that say nothing without weights in force."""
    asked = {
        "largest_move": policy.largest_move is not None,
        "largest_moves": bool(policy.largest_moves),
        "ring_fenced": bool(policy.ring_fenced),
        "distances.incumbent": (
            policy.objective is Objective.DISTANCES and policy.distances.incumbent > 0
        ),
        "objective": policy.objective is Objective.FEWEST_CHANGES,
        "emphases": any(each.at_least_incumbent or each.group_shifts for each in policy.emphases),
    }
    return [key for key, asks in asked.items() if asks]


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
