"""What ``heng review-effect`` says to people."""

from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING

from engine.cli.findings import finding_lines
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.evidence.before_after_errors import Tested
    from engine.studies.before_after import EffectReview


def review_text(review: "EffectReview", outcome: str, language: Language) -> str:
    """Return the effect with its grade, the weeks before and since, and how to read them."""
    from engine.i18n.translate import render

    def said(key: str, **values: object) -> str:
        return render(f"review_effect.{key}", values, language)

    def shown(tested: "Tested") -> str:
        if not isfinite(tested.low) and not isfinite(tested.high):
            return said("open")
        return f"{tested.low:+.4g} .. {tested.high:+.4g}"

    teams = len(review.teams)
    values = {"outcome": outcome, "effect": f"{review.effect.value:+.4g}", "grade": review.grade}
    key = "headline_causal" if review.grade in "AB" else "headline"
    lines = [
        said(key, **values, interval=shown(review.effect), level=f"{review.level:.0%}"),
        *_planned(review, said, shown),
        said("size", teams=teams, weeks=review.weeks, contacts=review.contacts),
        said("raw", change=f"{review.raw_change:+.4g}", before=f"{review.mean_before:.4g}"),
        "",
    ]
    weeks = [*review.pre_trend.leads, *review.by_week]
    rows = [(said("week"), said("effect"), said("interval"), said("teams"))]
    rows += [
        (f"{each.week:+d}", f"{each.tested.value:+.4g}", shown(each.tested), str(each.teams))
        for each in weeks
    ]
    return "\n".join([*lines, *table(rows), "", *finding_lines(review.findings, language)])


def _planned(
    review: "EffectReview", said: Callable[..., str], shown: Callable[["Tested"], str]
) -> list[str]:
    """Return the line of the planned analysis, where there is one."""
    if review.planned is None:
        return []
    change, p = f"{review.planned.value:+.4g}", f"{review.planned.p_value:.3f}"
    return [said("planned", change=change, interval=shown(review.planned), p=p)]
