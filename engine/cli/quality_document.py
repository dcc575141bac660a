"""Quality reports and sample plans under the keys of the command-line contract."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from engine.cli.findings import finding_documents

if TYPE_CHECKING:
    from engine.domain.metric_report import Estimate
    from engine.metrics.rater_effects import RaterModel
    from engine.services.quality import QualityOutcome
    from engine.studies.quality import QualityReport
    from engine.studies.quality_agents import AgentQuality, Plan
    from engine.studies.quality_ratings import RatingsReport
    from engine.studies.sample_plan import SamplePlan, SampleWish


def outcome_document(outcome: "QualityOutcome", plan: "Plan") -> dict[str, object]:
    """Return what the files say; ``samples`` or ``ratings`` null where no file holds them."""
    return {
        "form": {
            "id": outcome.form.id,
            "pass_mark": outcome.form.pass_mark,
            "veto": outcome.form.veto.value,
        },
        "plan": asdict(plan),
        "samples": None if outcome.samples is None else _samples(outcome.samples),
        "ratings": None if outcome.ratings is None else _ratings(outcome.ratings),
        "findings": finding_documents(outcome.findings),
    }


def estimate_document(estimate: "Estimate") -> dict[str, object]:
    """Return a figure with its size, interval and the interval's method."""
    return asdict(estimate)


def plan_document(wish: "SampleWish", plan: "SamplePlan") -> dict[str, object]:
    """Return a sample plan beside what was wished."""
    difference = None
    if plan.difference is not None:
        exact, whole = plan.difference
        difference = {"each": whole, "unrounded": exact}
    return {
        "wish": asdict(wish),
        "share": plan.share,
        "mean": plan.mean,
        "difference": difference,
        "table": [asdict(row) for row in plan.table],
    }


def _samples(report: "QualityReport") -> dict[str, object]:
    problems = report.problems
    return {
        "counted": asdict(report.counted),
        "differences": [asdict(each) for each in report.differences],
        "problems": None
        if problems is None
        else {
            "items": [asdict(each) for each in problems.items],
            "types": [asdict(each) for each in problems.types],
            "severities": [asdict(each) for each in problems.severities],
            "red_lines": {id_: asdict(share) for id_, share in problems.red_lines.items()},
        },
        "shop": _agent(report.shop),
        "agents": [_agent(each) for each in report.agents],
        "stratified": None if report.stratified is None else asdict(report.stratified),
        "calibration": [asdict(each) for each in report.sessions],
        "calibration_changes": [asdict(each) for each in report.session_changes],
        "disputes": [asdict(each) for each in report.disputes],
        "appeal": None if report.appeal is None else asdict(report.appeal),
        "raters": _model(report.raters),
        "calibration_raters": _model(report.calibrated),
        "halo": [asdict(each) for each in report.halos],
    }


def _agent(quality: "AgentQuality") -> dict[str, object]:
    return {
        "agent": quality.agent or None,
        **asdict(quality.means),
        "passing": asdict(quality.passing),
        "deviation": quality.deviation,
        "needed_pass": quality.needed_pass,
        "needed_mean": quality.needed_mean,
    }


def _model(model: "RaterModel | None") -> dict[str, object] | None:
    if model is None:
        return None
    return {
        "raters": [asdict(each) for each in model.raters],
        "agents": [asdict(each) for each in model.agents],
        "parts": model.parts,
        "residual_deviation": model.residual_deviation,
    }


def _ratings(report: "RatingsReport") -> dict[str, object]:
    return {
        "months": [
            {
                "month": month.month,
                "indicators": [
                    {
                        "indicator": rated.indicator,
                        "agents": [
                            {
                                "agent": agent,
                                "value": rated.values[k],
                                "ratings": rated.sizes[k],
                                "missing": rated.missing.get(agent, ()),
                            }
                            for k, agent in enumerate(rated.agents)
                        ],
                    }
                    for rated in month.indicators
                ],
            }
            for month in report.months
        ],
        "raters": {indicator: _model(model) for indicator, model in report.models.items()},
    }
