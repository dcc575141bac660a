"""Words and figures that the sections of a panel's text share."""

from collections.abc import Sequence

from engine.domain.texts import Language

NOTHING = "-"
MOST_IDS = 12


def said(key: str, language: Language, **values: object) -> str:
    """Return a sentence of this command's own area."""
    from engine.i18n.translate import render

    return render(f"panel.{key}", values, language)


def figure(value: float | None, places: int = 4) -> str:
    """Return a figure with fixed decimals, or a dash where there is none."""
    return NOTHING if value is None else f"{value:.{places}f}"


def ratio(value: float) -> str:
    """Return a ratio as people write it."""
    from engine.ahp.scales import ratio_text

    return ratio_text(value)


def some(ids: Sequence[str], language: Language) -> str:
    """Return the first ids as a list, and how many more there are."""
    mark = said("list_mark", language)
    shown = mark.join(ids[:MOST_IDS])
    more = len(ids) - MOST_IDS
    return said("and_more", language, shown=shown, more=more) if more > 0 else shown
