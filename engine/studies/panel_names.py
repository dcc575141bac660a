"""How a panel's findings name items, pairs and people, in both languages."""

from collections.abc import Mapping, Sequence
from typing import Literal

from engine.domain.hierarchy import ItemTree
from engine.domain.texts import Finding, Sentence, Text, Value

Named = Mapping[str, str]
GOAL = "goal"  # what the root is called where no scheme names it
GOAL_NAME: Named = {"zh": "总目标", "en": "the goal"}
MOST_NAMED = 30  # a paragraph; the notes name everybody


def finding(severity: Literal["note", "caution", "alarm"], key: str, **values: Value) -> Finding:
    """Return a finding on a panel by the last word of its key."""
    return Finding(severity, Sentence(f"finding.panel.{key}", values))


def item_name(tree: ItemTree, id_: str) -> Named:
    """Return what an item or node is called, in both languages; ``goal`` without a name is so."""
    name = tree.name(id_)
    if id_ == tree.root == GOAL and name == Text(GOAL, GOAL):
        return GOAL_NAME
    return {"zh": name.zh, "en": name.en}


def pair_name(tree: ItemTree, first: str, second: str) -> Named:
    """Return a pair as ``first : second`` by names."""
    one, other = item_name(tree, first), item_name(tree, second)
    return {language: f"{one[language]} : {other[language]}" for language in one}


def listed(names: Sequence[Named | str]) -> Named:
    """Return names as a list in both languages; an ellipsis says that there are more."""
    shown = [{"zh": each, "en": each} if isinstance(each, str) else each for each in names]
    shown = shown[:MOST_NAMED] + [{"zh": "\u2026", "en": "\u2026"}] * (len(names) > MOST_NAMED)
    return {
        "zh": "、".join(each["zh"] for each in shown),
        "en": ", ".join(each["en"] for each in shown),
    }
