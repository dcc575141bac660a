"""Words and figures that the sections of ``heng optimise`` share."""

from typing import TYPE_CHECKING

from engine.domain.estimates import Estimate
from engine.domain.texts import Language, Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING = "-"
WIDTH = 100
DECIMALS = 1  # of per cent


def said(key: str, language: Language, **values: object) -> str:
    """Return a sentence of this command's own area."""
    from engine.i18n.translate import render

    return render(f"cli.optimise.{key}", values, language)


def told(sentence: Sentence, language: Language) -> str:
    """Return a sentence of the result."""
    from engine.i18n.translate import render_sentence

    return render_sentence(sentence, language)


def share(value: Estimate | float | None) -> str:
    """Return a share of 0..1 in per cent, or a dash."""
    from engine.report import figures

    if value is None:
        return NOTHING
    return figures.share(value.value if isinstance(value, Estimate) else value, DECIMALS)


def interval(low: float | None, high: float | None, language: Language) -> str:
    """Return the ends of an interval of shares in per cent, or a dash."""
    from engine.report import figures

    if low is None or high is None:
        return NOTHING
    mark = figures.WAVE if language == "zh" else figures.DASH
    return f"{100 * low:.{DECIMALS}f}{mark}{100 * high:.{DECIMALS}f}"


def points(change: float) -> str:
    """Return the change of a share in percentage points, with its sign."""
    from engine.report import figures

    return figures.signed(100 * change, DECIMALS)


def named_shares(
    shares: "Mapping[str, float]", names: "Mapping[str, str]", language: Language
) -> str:
    """Return names with their changes of share, the greatest first."""
    ordered = sorted(shares.items(), key=lambda each: -abs(each[1]))
    told = (f"{names.get(id_, id_)} {points(change)}" for id_, change in ordered)
    return said("list", language).join(told)
