"""Indicators of a policy that names no scheme, as a tree of one level."""

from collections.abc import Iterable, Mapping

from engine.domain.grades import BEST_SCORE
from engine.domain.indicators import (
    Controllability,
    Direction,
    Indicator,
    IndicatorNode,
    IndicatorTree,
    Population,
    ScoreCurve,
    Source,
)
from engine.domain.texts import Text
from engine.files.scheme_checks import ROOT

_SAME = ScoreCurve(((0.0, 0.0), (BEST_SCORE, BEST_SCORE)))


def flat_tree(leaves: Mapping[str, Text] | Iterable[str]) -> IndicatorTree:
    """Return a tree whose leaves hang from the root; their values are scores of 0 to 100.

    Parameters
    ----------
    leaves
        Ids in order, or names by id; an id alone is its own name.

    Raises
    ------
    InputError
        ``tree.invalid`` naming an id that stands twice or is the root's.
    """
    names = leaves if isinstance(leaves, Mapping) else {}
    children = tuple(_leaf(id_, names.get(id_, Text(id_, id_))) for id_ in leaves)
    return IndicatorTree(IndicatorNode(ROOT, Text("全部指标", "All indicators"), children))


def _leaf(id_: str, name: Text) -> Indicator:
    return Indicator(
        id=id_,
        name=name,
        unit="points",
        direction=Direction.HIGHER,
        population=Population.ALL,
        window="month",
        controllability=Controllability.AGENT,
        source=Source.MEASURED,
        curve=_SAME,
        origin="ours",
    )
