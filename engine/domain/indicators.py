"""Indicators, the tree they hang in, and the scheme that scores by them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from engine.domain.grades import BEST_SCORE, GradeRule
from engine.domain.targets import Target
from engine.domain.texts import Text
from engine.errors import Fault, InputError

WEIGHT_SUM_TOLERANCE = 1e-9
LEAST_POINTS = 2


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"
    BAND = "band"


class Population(StrEnum):
    """Whose contacts an indicator is counted over."""

    PRESALE = "presale"
    AFTERSALE = "aftersale"
    ALL = "all"


class Controllability(StrEnum):
    """Who can move the indicator: pay on what the agent cannot move is warned about."""

    AGENT = "agent"
    TEAM = "team"
    SYSTEM = "system"


class Source(StrEnum):
    """Whether people rate the indicator or a system measures it."""

    RATED = "rated"
    MEASURED = "measured"


@dataclass(frozen=True, slots=True)
class ScoreCurve:
    """Piecewise-linear map from an indicator's value to a score of 0 to 100.

    ``points`` are (value, score), values strictly ascending, scores in [0, 100]; outside the
    first and last value the score is flat.
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        values = [value for value, _ in self.points]
        if len(values) < LEAST_POINTS or any(left >= right for left, right in pairwise(values)):
            raise InputError("curve.not_ascending", points=str(self.points))
        if any(not 0 <= score <= BEST_SCORE for _, score in self.points):
            raise InputError("curve.score_range", points=str(self.points))


@dataclass(frozen=True, slots=True)
class Indicator:
    """One leaf of a scheme, with everything its definition needs.

    ``unit`` is one of s, h, share, points, count, CNY; ``window`` is what the value is counted
    over (``month``, ``30d``, ``24h``); ``origin`` says whether the source text or we chose it.
    """

    id: str
    name: Text
    unit: str
    direction: Direction
    population: Population
    window: str
    controllability: Controllability
    source: Source
    curve: ScoreCurve
    target: Target | None = None
    gaming_risk: Text | None = None
    counter_indicators: tuple[str, ...] = ()
    origin: str = "source"


@dataclass(frozen=True, slots=True)
class IndicatorNode:
    """A group of the tree: its children are groups or, at the bottom, indicators."""

    id: str
    name: Text
    children: tuple["IndicatorNode | Indicator", ...]

    def leaves(self) -> Iterator[Indicator]:
        """Yield the indicators below this node, in file order."""
        for child in self.children:
            if isinstance(child, Indicator):
                yield child
            else:
                yield from child.leaves()

    def groups(self) -> Iterator["IndicatorNode"]:
        """Yield this node and every group below it, from the top down."""
        yield self
        for child in self.children:
            if isinstance(child, IndicatorNode):
                yield from child.groups()


@dataclass(frozen=True, slots=True)
class IndicatorTree:
    """The whole hierarchy; ids are unique among groups and leaves together."""

    root: IndicatorNode

    def __post_init__(self) -> None:
        seen: set[str] = set()
        twice = []
        ids = [group.id for group in self.root.groups()] + [leaf.id for leaf in self.root.leaves()]
        for id_ in ids:
            if id_ in seen:
                twice.append(Fault("tree.duplicate_id", id_, id_))
            seen.add(id_)
        if twice:
            raise InputError("tree.invalid", twice)

    @property
    def leaves(self) -> tuple[Indicator, ...]:
        """The indicators in file order."""
        return tuple(self.root.leaves())

    @property
    def leaf_ids(self) -> tuple[str, ...]:
        """The indicators' ids in file order."""
        return tuple(leaf.id for leaf in self.leaves)

    @property
    def groups(self) -> tuple[IndicatorNode, ...]:
        """Every group, the root first."""
        return tuple(self.root.groups())

    def leaf(self, indicator: str) -> Indicator:
        """Return the indicator of this id, or raise ``tree.unknown_indicator``."""
        for leaf in self.leaves:
            if leaf.id == indicator:
                return leaf
        raise InputError("tree.unknown_indicator", indicator=indicator)

    def group_of(self, indicator: str) -> IndicatorNode:
        """Return the top-level group (child of the root) that holds the indicator."""
        for child in self.root.children:
            if isinstance(child, IndicatorNode) and indicator in {i.id for i in child.leaves()}:
                return child
        return self.root


@dataclass(frozen=True, slots=True)
class Rater:
    """Who rates the rated leaves, and with what share of the rating."""

    id: str
    name: Text
    share: float


@dataclass(frozen=True, slots=True)
class PayRule:
    """What a grade does to a month's pay; amounts are parameters of the scheme, never law.

    ``coefficient`` maps a grade's label to the factor on base pay of that month (not
    compounding); it cuts the performance part only, never below ``floor_cny``.
    """

    coefficient: Mapping[str, float]
    floor_cny: float = 0.0


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a team is scored on: tree, targets, curves, raters, grades and the weights in force.

    ``published`` is False where the source gives no weights: the incumbent is then equal within
    each group and labelled so.
    """

    id: str
    name: Text
    note: Text
    tree: IndicatorTree
    incumbent: Mapping[str, float]
    published: bool
    grades: GradeRule
    raters: tuple[Rater, ...] = ()
    pay: PayRule | None = None

    def __post_init__(self) -> None:
        faults = [
            Fault("tree.unknown_indicator", f"weights.{id_}", id_, {"indicator": id_})
            for id_ in self.incumbent
            if id_ not in self.tree.leaf_ids
        ]
        faults += [
            Fault("scheme.weight_missing", f"weights.{id_}", "", {"indicator": id_})
            for id_ in self.tree.leaf_ids
            if id_ not in self.incumbent
        ]
        total = sum(self.incumbent.values())
        if abs(total - 1) > WEIGHT_SUM_TOLERANCE:
            faults.append(Fault("scheme.weight_sum", "weights", f"{total:.6g}", {"total": total}))
        rater_total = sum(rater.share for rater in self.raters)
        if self.raters and abs(rater_total - 1) > WEIGHT_SUM_TOLERANCE:
            faults.append(
                Fault("scheme.rater_sum", "raters", f"{rater_total:.6g}", {"total": rater_total})
            )
        if faults:
            raise InputError("scheme.invalid", faults, scheme=self.id)
