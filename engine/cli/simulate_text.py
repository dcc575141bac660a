"""What ``heng simulate`` tells a person: targets, measures of the day, what differs."""

from typing import TYPE_CHECKING

from engine.cli.findings import finding_lines
from engine.domain.measures import meaning
from engine.domain.texts import Language
from engine.i18n.translate import render
from engine.report import figures
from engine.report.labels import measure_name, restricted, scope_name, verdict_name

if TYPE_CHECKING:
    from engine.domain.scenario import Scenario
    from engine.domain.texts import Finding
    from engine.services.simulations import SimulationFindings
    from engine.simulation.comparison import PairedDifference
    from engine.simulation.estimates import Estimated
    from engine.simulation.replications import SimulationResult
    from engine.simulation.verdicts import TargetVerdict

DAY = "day"
HOUR_S, DAY_S = 3_600.0, 86_400.0
SHOWN_MEASURES = (
    "arrived", "bot_ended", "offered", "abandonment", "blocking", "late_messages", "reply_rate",
    "frt_mean_s", "frt_p90_s", "frt_attainment_60_s", "rate_3min", "rate_30s", "art_mean_s",
    "wait_mean_s", "handle_mean_s", "occupancy", "concurrency", "backlog", "csat", "lost_sales_cny",
    "cost_cny",
)  # fmt: skip
NOUGHT_SAYS_NOTHING = ("abandonment", "blocking", "late_messages", "cost_cny")


def findings_text(found: "SimulationFindings", wall_s: float, language: Language) -> str:
    """Return the whole text of a run."""
    result = found.result
    lines = [_title(result, wall_s, language)]
    if result.scenario.generated:
        lines.append(render("simulation.generated", {}, language))
    lines += _findings(found.findings, language)
    lines += _targets(found.targets, result.scenario, language)
    lines += _measures(result, language)
    if found.precise is not None:
        told = {
            "mean": found.precise.mean,
            "half_width": found.precise.half_width,
            "level": found.precise.level,
            "looks": found.precise.looks,
        }
        key = "reached" if found.precise.reached else "not_reached"
        lines += ["", render(f"simulation.precision_{key}", told, language)]
    if found.against is not None:
        lines += ["", render("simulation.against", _named(found.against.scenario), language)]
        lines += _targets(found.against_targets, found.against.scenario, language)
        lines += _differences(found.differences, language)
    return "\n".join(lines)


def _findings(found: tuple["Finding", ...], language: Language) -> list[str]:
    if not found:
        return []
    told = [f"  {line}" for line in finding_lines(found, language)]
    return ["", render("simulation.findings", {}, language), *told]


def _title(result: "SimulationResult", wall_s: float, language: Language) -> str:
    told = {
        **_named(result.scenario),
        "replications": result.replications,
        "contacts": result.attempts / result.replications,
        "wall_s": wall_s,
        "engine": result.engine.value,
    }
    if result.scenario.horizon_s == DAY_S:
        return render("simulation.title", told, language)
    told["hours"] = result.scenario.horizon_s / HOUR_S
    return render("simulation.title_horizon", told, language)


def _named(scenario: "Scenario") -> dict[str, object]:
    return {"name": scenario.name}


def _targets(
    found: tuple["TargetVerdict", ...], scenario: "Scenario", language: Language
) -> list[str]:
    if not found:
        return []
    lines = [_target_line(each, scenario, language) for each in found]
    return ["", render("simulation.targets", {}, language), *lines]


def _target_line(found: "TargetVerdict", scenario: "Scenario", language: Language) -> str:
    target = found.target
    unit = meaning(target.measure).unit
    notes = {
        "further": found.further > 0,
        "final": found.verdict.value == "undecided" and found.further == 0,
        "assumed": found.assumed,
        "without_contacts": found.without_contacts > 0,
    }
    counts = {"further": found.further, "count": found.without_contacts}
    said = [render(f"simulation.{key}", counts, language) for key, holds in notes.items() if holds]
    told = {
        "verdict": verdict_name(found.verdict.value, language),
        "measure": restricted(measure_name(target.measure, language), target, language),
        "comparison": target.comparison.value,
        "threshold": figures.limit(target.threshold, unit, language),
        "scope": scope_name(target.scope, scenario, language),
        "probability": figures.share(found.probability),
        "interval": figures.quantity_range(found.low, found.high, figures.SHARE, language),
        "required": figures.limit(found.required, figures.SHARE, language),
        "mean": figures.quantity(found.value.mean, unit, language),
        "note": "".join(said),
    }
    return "  " + render("simulation.target", told, language)


def _measures(result: "SimulationResult", language: Language) -> list[str]:
    lines = ["", render("simulation.measures", {}, language)]
    for id_ in SHOWN_MEASURES:
        found = result.estimate(DAY, id_) if id_ in result.measure_ids else None
        if found is None or found.n == 0 or (found.mean == 0 and id_ in NOUGHT_SAYS_NOTHING):
            continue
        lines.append(_measure_line(id_, found, language))
    return lines


def _measure_line(id_: str, found: "Estimated", language: Language) -> str:
    unit = meaning(id_).unit
    told = {
        "measure": measure_name(id_, language),
        "mean": figures.quantity(found.mean, unit, language),
        "interval": _possible_interval(found, unit, language),
        "days": figures.quantity_range(found.p05, found.p95, unit, language),
    }
    return render("simulation.measure", told, language)


def _possible_interval(found: "Estimated", unit: str, language: Language) -> str:
    """Return the interval of a mean, kept within what the unit makes possible."""
    low, high = found.mean - found.half_width, found.mean + found.half_width
    greatest = 1.0 if unit == figures.SHARE else high
    return figures.quantity_range(max(low, 0.0), min(high, greatest), unit, language)


def _interval(found: "Estimated", unit: str, language: Language) -> str:
    low, high = found.mean - found.half_width, found.mean + found.half_width
    return figures.quantity_range(low, high, unit, language)


def _differences(found: tuple["PairedDifference", ...], language: Language) -> list[str]:
    lines = ["", render("simulation.differences", {}, language)]
    for each in found:
        if each.measure not in SHOWN_MEASURES:
            continue
        unit = meaning(each.measure).unit
        told = {
            "measure": measure_name(each.measure, language),
            "first": figures.quantity(each.first.mean, unit, language),
            "second": figures.quantity(each.second.mean, unit, language),
            "difference": figures.quantity(each.difference.mean, unit, language),
            "interval": _interval(each.difference, unit, language),
        }
        lines.append(render("simulation.difference", told, language))
    return lines
