"""Sample sizes and intervals of pass shares, for people."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.metric_report import Estimate
    from engine.studies.sample_plan import SamplePlan, SampleWish

METHODS = {
    "normal": "normal",
    "wilson": "wilson",
    "clopper-pearson": "exact",
    "hypergeometric": "finite",
}


def interval_text(
    passed: int, intervals: "Sequence[Estimate]", confidence: float, language: Language
) -> str:
    """Return how well a pass share is known, a line for each method."""
    from engine.i18n.translate import render

    first = intervals[0]
    values = {"passed": passed, "of": first.size, "share": first.value}
    lines = [render("quality_plan.passed", values, language)]
    for each in intervals:
        method = render(f"quality_plan.method_{METHODS[each.method]}", {}, language)
        told = {"method": method, "low": each.low, "high": each.high, "confidence": confidence}
        lines.append(render("quality_plan.interval", told, language))
    return "\n".join(lines)


def plan_text(wish: "SampleWish", plan: "SamplePlan", language: Language) -> str:
    """Return the samples that a wish takes, and the half widths of sizes in use."""
    from engine.i18n.translate import render

    lines = list(_needed(wish, plan, language))
    heads = ("size", "half_wilson", "half_exact")
    rows = [tuple(render(f"quality_plan.{head}", {}, language) for head in heads)]
    rows += [(str(row.size), f"{row.wilson:.3f}", f"{row.exact:.3f}") for row in plan.table]
    return "\n".join([*lines, *table(rows)])


def _needed(wish: "SampleWish", plan: "SamplePlan", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    values = {
        "half_width": wish.half_width,
        "expected": wish.expected,
        "confidence": wish.confidence,
    }
    yield render("quality_plan.share", values, language)
    for name, size in plan.share.items():
        method = render(f"quality_plan.method_{METHODS[name]}", {}, language)
        yield render("quality_plan.samples", {"method": method, "size": size}, language)
    if wish.population is not None:
        yield render("quality_plan.population", {"population": wish.population}, language)
    if plan.mean is not None:
        told = {
            "half_width": wish.points_half_width,
            "deviation": wish.deviation,
            "size": plan.mean,
        }
        yield render("quality_plan.mean", told, language)
    if plan.difference is not None:
        told = {"difference": wish.difference, "power": wish.power, "size": plan.difference[1]}
        unit = "points" if wish.deviation is not None else "share"
        yield render(f"quality_plan.difference_{unit}", told, language)
