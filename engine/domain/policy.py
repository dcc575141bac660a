"""What management allow a published weight set to be, and what changes it by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from engine.domain.texts import Text

_EMPTY: Mapping[str, float] = MappingProxyType({})
_EMPTY_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType({})


class Norm(StrEnum):
    """How far two weight sets lie apart: the sum of the differences or the greatest of them."""

    L1 = "L1"
    LINF = "Linf"


class Objective(StrEnum):
    """Which of the admissible weight sets is recommended."""

    BLEND = "blend"
    DISTANCES = "distances"
    WORST_CASE = "worst-case"
    MAX_MIN = "max-min"
    REGRET = "regret"
    FEWEST_CHANGES = "fewest-changes"


@dataclass(frozen=True, slots=True)
class Distances:
    """What a unit of distance to each source weighs under :attr:`Objective.DISTANCES`, >= 0."""

    judged: float = 1.0
    evidence: float = 1.0
    incumbent: float = 0.0


@dataclass(frozen=True, slots=True)
class PolicyGroup:
    """A group of leaves that the policy itself names, such as the quantitative side of 70/30."""

    id: str
    name: Text
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderRule:
    """``share(higher) >= share(lower) + gap``; the subjects are leaves or groups."""

    higher: str
    lower: str
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class RatioRule:
    """``share(higher) >= ratio * share(lower)``; the subjects are leaves or groups."""

    higher: str
    lower: str
    ratio: float


@dataclass(frozen=True, slots=True)
class Emphasis:
    """What a business phase or a variant of the scheme stresses; rules are added, never removed.

    Parameters
    ----------
    multipliers
        Factors > 0 on the target's shares, which are then scaled back to one and projected.
    at_least_incumbent
        Leaf or group -> factor: its share is at least that multiple of its incumbent share.
    group_shifts
        Leaf or group -> shift of share (-1..1): a group's least and greatest share move by it
        where the policy gives them; otherwise its share is at least the incumbent's plus a shift
        above 0, at most the incumbent's plus one below 0.
    first
        Leaves whose share is at least that of every leaf that is not among them.
    """

    id: str
    name: Text
    multipliers: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    at_least_incumbent: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    group_shifts: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """When an indicator's rate calls for other weights.

    It fires when the rate over ``window_days`` lies beyond ``threshold`` by an exact binomial
    test at ``alpha``; it is released when the rate is back on the good side of ``release``.

    Parameters
    ----------
    indicator
        The indicator whose rate is watched, such as ``complaint``: events over served contacts.
    comparison
        ``>=``: a high rate fires; ``<=``: a low one does.
    threshold, release
        Rates 0..1; ``release`` is on the good side of the threshold or equal to it.
    raises
        Leaf -> rise of share (0..1) when it fires; the others give way in proportion.
    cap
        Greatest share that a rise may bring a leaf to, 0..1.
    cool_down_months
        Months after a change in which it neither fires nor releases.
    """

    id: str
    name: Text
    indicator: str
    threshold: float
    release: float
    raises: Mapping[str, float]
    comparison: str = ">="
    window_days: int = 30
    alpha: float = 0.01
    cap: float = 1.0
    cool_down_months: int = 2


@dataclass(frozen=True, slots=True)
class WeightPolicy:
    """Rules on leaf shares; every share is 0..1.

    Parameters
    ----------
    evidence_share
        How far the target lies from the judged (0) towards the evidence weights (1).
    default_floor, default_cap
        For leaves without an entry in ``floors`` or ``caps``.
    group_shares
        Least and greatest share of a group of the tree or of ``groups``; equal for a fixed share.
    largest_move
        Greatest change of a leaf from its incumbent share; None for no limit.
    grid
        Publishable step (0.005 or 0.01); None publishes unrounded shares.
    largest_moves
        The same for single leaves: replaces ``largest_move``.
    groups
        Groups beside those of the tree; they may overlap these and each other.
    ring_fenced
        Leaves whose share stays as it is; other rules on them do not count.
    red_lines
        Leaves that veto instead of weighing: their share is 0.
    objective
        Which admissible set is recommended.
    distances, norm
        For :attr:`Objective.DISTANCES`; ``norm`` for :attr:`Objective.WORST_CASE` too.
    budget
        How many evidence shares may stand at the worst end of their interval at once (Gamma of
        Bertsimas and Sim, 0..k); None: all of them.
    """

    id: str
    name: Text
    evidence_share: float
    default_floor: float = 0.0
    default_cap: float = 1.0
    floors: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    caps: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    group_shares: Mapping[str, tuple[float, float]] = field(default_factory=lambda: _EMPTY_RANGES)
    largest_move: float | None = None
    grid: float | None = None
    largest_moves: Mapping[str, float] = field(default_factory=lambda: _EMPTY)
    groups: tuple[PolicyGroup, ...] = ()
    orders: tuple[OrderRule, ...] = ()
    ratios: tuple[RatioRule, ...] = ()
    ring_fenced: tuple[str, ...] = ()
    red_lines: tuple[str, ...] = ()
    objective: Objective = Objective.BLEND
    distances: Distances = Distances()
    norm: Norm = Norm.L1
    budget: float | None = None
    emphases: tuple[Emphasis, ...] = ()
    triggers: tuple[TriggerRule, ...] = ()

    def emphasis(self, id_: str) -> Emphasis | None:
        """Return the emphasis of this id, None where the policy has none such."""
        return next((each for each in self.emphases if each.id == id_), None)
