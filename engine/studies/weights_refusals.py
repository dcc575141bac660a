"""What an optimisation of weights cannot do without: each absence is refused by name."""

from collections.abc import Mapping

from engine.domain.policy import Emphasis, Objective, WeightPolicy
from engine.errors import Fault, InputError
from engine.studies.weights_inputs import OptimiseInputs

NEEDS_EVIDENCE = frozenset({Objective.WORST_CASE, Objective.MAX_MIN})


def asked_emphasis(inputs: OptimiseInputs) -> Emphasis | None:
    """Return the emphasis asked for; None for none, an error for one that the policy lacks."""
    found = inputs.policy.emphasis(inputs.emphasis)
    if inputs.emphasis and found is None:
        known = ", ".join(each.id for each in inputs.policy.emphases)
        values = {"emphasis": inputs.emphasis, "known": known, "policy": inputs.policy.id}
        code = "unknown_emphasis" if known else "no_emphases"
        raise _refused(code, "--emphasis", inputs.emphasis, values)
    return found


def refuse_what_lacks(inputs: OptimiseInputs) -> None:
    """Refuse inputs without what the policy's objective and rules ask for."""
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
