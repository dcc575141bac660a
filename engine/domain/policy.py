"""What management allow a published weight set to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.domain.texts import Text

_EMPTY: Mapping[str, float] = MappingProxyType({})
_EMPTY_RANGES: Mapping[str, tuple[float, float]] = MappingProxyType({})


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
        Least and greatest share of a top-level group of the tree; equal for a fixed share.
    largest_move
        Greatest change of a leaf from its incumbent share; None for no limit.
    grid
        Publishable step (0.005 or 0.01); None publishes unrounded shares.
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
