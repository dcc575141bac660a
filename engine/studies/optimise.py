"""Management ask for weights that they can publish: chosen, proven, explained, and tested.

Joins optimisation, scoring and evidence into one report; the parts are made by the modules
``weights_*`` of this room.
"""

from dataclasses import replace

import numpy as np

from engine.domain.weights_report import ConflictPart, GradeChangePart, WeightsReport
from engine.errors import MethodError
from engine.studies.weights_choice import Chosen, choose
from engine.studies.weights_conflict import conflict_in, record_part
from engine.studies.weights_emphases import clashing_row, emphasis_rows
from engine.studies.weights_findings import findings
from engine.studies.weights_frontier import frontier_part
from engine.studies.weights_grades import Graded, fewest_changes, grade_part, graded
from engine.studies.weights_inputs import OptimiseInputs
from engine.studies.weights_leaves import leaf_decisions
from engine.studies.weights_ranks import acceptability_of, preference_of, ranked, stability_of
from engine.studies.weights_ready import Ready, ready
from engine.studies.weights_reasons import binding_parts, reasons
from engine.studies.weights_robust import robust_rows
from engine.studies.weights_summary import summary


def optimise(inputs: OptimiseInputs, rng: np.random.Generator) -> WeightsReport:
    """Return the recommended weights with everything that is known about them.

    Parameters
    ----------
    rng
        Draws weight sets where the sources have no draws of their own; the same state gives the
        same report.

    Returns
    -------
    WeightsReport
        With ``feasible`` False and the clashing rules where no weight set is admissible.

    Raises
    ------
    InputError
        As :func:`engine.studies.weights_ready.ready`.
    MethodError
        Where no solver found an answer or proved that there is none.
    """
    lined_up = ready(inputs)
    try:
        chosen = choose(lined_up, lined_up.emphasis)
    except MethodError as error:
        clash = conflict_in(error)
        if clash is None:
            raise
        return _infeasible(lined_up, clash)
    return report_of(lined_up, chosen, rng)


def report_of(ready: Ready, chosen: Chosen, rng: np.random.Generator) -> WeightsReport:
    """Return the report on a set that has been chosen."""
    team = graded(ready)
    admissible = chosen.admissible
    report = replace(
        _empty(ready),
        feasible=True,
        indicators=leaf_decisions(ready, chosen, reasons(ready, chosen)),
        solver=record_part(chosen.record),
        rules=tuple(rule.sentence for rule in admissible.rules),
        binding=binding_parts(ready, chosen),
        findings=findings(ready, chosen),
        frontier=frontier_part(ready, chosen.weights, admissible),
        robust=robust_rows(ready, chosen.weights, admissible),
        emphases=tuple(emphasis_rows(ready, team, chosen)),
        grades=None if team is None else _grades(ready, team, chosen),
    )
    report = _with_ranks(report, ready, chosen, rng)
    return replace(report, summary=summary(report))


def _with_ranks(
    report: WeightsReport, ready: Ready, chosen: Chosen, rng: np.random.Generator
) -> WeightsReport:
    """Return the report with how robust the ranks are; as it is without scores."""
    table = ranked(ready, chosen)
    if table is None:
        return report
    return replace(
        report,
        stability=stability_of(ready, chosen, table),
        acceptability=acceptability_of(ready, chosen, table, rng),
        preference=preference_of(chosen, table),
    )


def _grades(ready: Ready, team: Graded, chosen: Chosen) -> GradeChangePart:
    target, admissible = chosen.target or ready.target, chosen.admissible
    found = chosen.changes
    if found is None:
        found = fewest_changes(ready, target, admissible, team, (chosen.weights.shares,))
    return grade_part(ready, team, chosen.weights, found, admissible)


def _infeasible(ready: Ready, clash: ConflictPart) -> WeightsReport:
    """Return the report of a policy that leaves no room, alone or under its emphasis."""
    _, admissible = ready.under(ready.emphasis)
    report = replace(
        _empty(ready),
        rules=tuple(rule.sentence for rule in admissible.rules),
        conflict=clash,
        emphases=() if ready.emphasis is None else (clashing_row(ready.emphasis, clash),),
    )
    return replace(report, summary=summary(report))


def _empty(ready: Ready) -> WeightsReport:
    """Return the report's head, with nothing found yet."""
    policy = ready.policy
    return WeightsReport(
        policy=policy.id,
        policy_name=policy.name,
        objective=policy.objective.value,
        norm=policy.norm.value,
        emphasis=ready.inputs.emphasis,
        evidence_share=policy.evidence_share,
        grid=policy.grid,
        feasible=False,
        indicators=(),
        solver=None,
        rules=(),
        binding=(),
        conflict=None,
        summary=(),
        findings=(),
    )
