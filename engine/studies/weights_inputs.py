"""What an optimisation of weights is asked from: its sources, policy, scores and options."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.indicators import IndicatorTree
from engine.domain.pack import INTERVAL_LEVEL
from engine.domain.policy import WeightPolicy
from engine.domain.tables import ScoreTable
from engine.domain.weights import WeightSet

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A weight set with the interval that its file gives each share; (k,) each, or None.

    An end is nan where the file has none for that share. Without ``low`` and ``high`` the central
    interval of the draws counts, where there are any.
    """

    weights: WeightSet
    low: Floats | None = None
    high: Floats | None = None

    def ends(self) -> tuple[Floats, Floats] | None:
        """Return the least and greatest share of each indicator, the share inside; nan: unknown."""
        ends = self.weights.interval(INTERVAL_LEVEL)
        if self.low is not None and self.high is not None:
            ends = (self.low, self.high)
        if ends is None:
            return None
        shares = self.weights.shares
        return np.minimum(ends[0], shares), np.maximum(ends[1], shares)

    def aligned(self, indicators: tuple[str, ...]) -> "Source":
        """Return the same source in another order of the same indicators."""
        order = [self.weights.indicators.index(each) for each in indicators]
        low, high = (None if end is None else end[order] for end in (self.low, self.high))
        return Source(self.weights.aligned(indicators), low, high)


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """Evidence that is no share: effects of any sign in one unit, and how far each may lie off.

    ``centre`` and ``deviation`` (>= 0) are (k,), in the order of ``indicators``.
    """

    indicators: tuple[str, ...]
    centre: Floats
    deviation: Floats


@dataclass(frozen=True, slots=True)
class OptimiseOptions:
    """How much is drawn and searched.

    Parameters
    ----------
    draws
        Weight sets behind acceptabilities and regret, >= 1.
    node_limit
        Nodes after which the search for fewer grade changes stops, >= 0.
    other_emphases
        Whether every emphasis of the policy is tried beside the one that is asked for.
    """

    draws: int = 5000
    node_limit: int = 200
    other_emphases: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class OptimiseInputs:
    """Everything an optimisation of weights is asked from; None where it is not given.

    Parameters
    ----------
    tree
        The hierarchy of the leaves; flat where no scheme gives one.
    policy
        With the command's own choices already in it.
    evidence
        Over some or all leaves; a share of 0 stands for contradicted evidence.
    effects
        Over exactly the leaves: for :attr:`Objective.MAX_MIN` alone.
    emphasis
        Id of the emphasis that the recommended set is under; empty for none.
    measured
        Whether the tree says who controls each leaf (a scheme's does, a flat one does not).
    """

    tree: IndicatorTree
    policy: WeightPolicy
    incumbent: WeightSet | None = None
    judged: Source | None = None
    evidence: Source | None = None
    effects: Effects | None = None
    scores: ScoreTable | None = None
    grades: GradeRule | None = None
    emphasis: str = ""
    measured: bool = False
    options: OptimiseOptions = OptimiseOptions()
