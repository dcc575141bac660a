"""Words and figures that the sections of a panel's text share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.domain.texts import Language, Sentence

if TYPE_CHECKING:
    from engine.domain.hierarchy import ItemTree

NOTHING = "-"
MOST_IDS = 12


def said(key: str, language: Language, **values: object) -> str:
    """Return a sentence of this command's own area."""
    from engine.i18n.translate import render

    return render(f"panel.{key}", values, language)


def told(sentence: Sentence, language: Language) -> str:
    """Return a sentence of the result; a role is told by its name."""
    from engine.i18n.translate import render
    from engine.report.labels import role_name

    values = dict(sentence.values)
    if isinstance(role := values.get("role"), str):
        values["role"] = role_name(role, language) if role else said("roles.without", language)
    return render(sentence.key, values, language)


def node_name(tree: "ItemTree", node: str, language: Language) -> str:
    """Return what a node is called; a root that nobody named is the goal."""
    from engine.studies.panel_names import item_name

    return item_name(tree, node)[language]


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
