"""A figure with its interval, and an outcome's mean by bands: plain values that reports share."""

from dataclasses import dataclass

from engine.domain.texts import Text


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval; ``low`` and ``high`` None when it is a decision or a record.

    ``low <= high``; a value that was rounded or stepped may lie slightly outside its interval.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class BandRow:
    """Mean outcome in one band of a metric; rows with the same ``tie`` cannot be told apart."""

    low: float
    high: float | None
    n: int
    mean: Estimate
    tie: int


@dataclass(frozen=True, slots=True)
class BandPart:
    """An outcome by bands of a metric."""

    id: str
    name: Text
    outcome: str
    metric: str
    unit: str
    cluster: str
    clusters: int
    rows: tuple[BandRow, ...]
