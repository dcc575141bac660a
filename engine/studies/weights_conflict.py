"""Policy rules and their clashes as parts of a report."""

from math import isfinite

from engine.domain.texts import Sentence
from engine.domain.weights_report import ConflictPart, RulePart, SolverPart
from engine.errors import MethodError
from engine.optimisation.closeness import BindingRule
from engine.optimisation.conflicts import Conflict
from engine.optimisation.rules import WeightRule
from engine.optimisation.solver import SolverRecord

INFEASIBLE = "policy.infeasible"


def conflict_in(error: MethodError) -> ConflictPart | None:
    """Return the clash of rules that an error tells of; None where it is about something else."""
    found = error.values.get("conflict")
    if error.code != INFEASIBLE or not isinstance(found, Conflict):
        return None
    return ConflictPart(
        tuple(rule_part(rule) for rule in found.rules),
        tuple((rule_part(each.rule), each.amount) for each in found.relaxations),
        found.least_total_violation,
        found.smallest,
        found.premises,
        tuple(each.upwards for each in found.relaxations),
        None if found.grid is None else _step(found.grid),
    )


def _step(grid: float) -> RulePart:
    """Return the publishing step as a rule: others may clash with it alone."""
    sentence = Sentence("measure.optimisation.rule.grid", {"step_percent": 100 * grid})
    return RulePart(sentence, "", None, f"grid = {grid:.9g}", "grid")


def rule_part(rule: WeightRule) -> RulePart:
    """Return a rule that nothing is known of but what it says."""
    return RulePart(
        rule.sentence, rule.subject, None, rule.formula, rule.kind.value, None, rule.emphasis
    )


def binding_part(binding: BindingRule, price: Sentence | None) -> RulePart:
    """Return a rule that binds, with its shadow price in figures and in words."""
    rule = binding.rule
    return RulePart(
        rule.sentence,
        rule.subject,
        binding.shadow_price,
        rule.formula,
        rule.kind.value,
        price,
        rule.emphasis,
    )


def record_part(record: SolverRecord) -> SolverPart:
    """Return the record of an optimisation as readers of a report see it."""
    return SolverPart(
        record.feasible,
        record.proven,
        record.why,
        record.objective,
        finite_or_none(record.bound),
        finite_or_none(record.gap),
        record.seconds,
        record.solver,
        record.version,
        record.reproducible,
    )


def finite_or_none(figure: float) -> float | None:
    """Return a figure of a solver; None where it has none, which it tells as an infinity."""
    return figure if isfinite(figure) else None
