"""What a regression relates to what: outcome, levers, confounders, clusters."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.texts import Text


class Role(StrEnum):
    """What a column is to the question asked."""

    LEVER = "lever"
    CONFOUNDER = "confounder"


class Transform(StrEnum):
    """How a numeric column enters the model.

    ``log_floor`` is ln(max(x, floor) / floor); ``log1p`` is ln(1 + x); ``scale`` is
    (x - shift) / unit; ``flag`` is 0/1 and its effect a discrete change; ``category`` makes one
    column for each level but the reference.
    """

    IDENTITY = "identity"
    LOG_FLOOR = "log_floor"
    LOG1P = "log1p"
    SCALE = "scale"
    FLAG = "flag"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Term:
    """One column of the data in the model."""

    column: str
    role: Role
    transform: Transform = Transform.IDENTITY
    floor: float = 1.0
    shift: float = 0.0
    unit: float = 1.0
    reference: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Keep rows whose column equals one of ``values`` (as text; flags are ``true``/``false``)."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specification:
    """One question to the data.

    ``value_cny`` is what one more outcome is worth (its origin is stated in the case), used to
    bring effects on different outcomes to one scale; 0 leaves the effect out of the weights.
    ``withhold`` names a confounder that a second fit leaves out, so that the pack can show what
    it does. ``outcome_at_least`` makes a yes-or-no outcome of a score: 1 where the outcome column
    is at least this value (satisfied: csat >= 4); None takes the column as it is.
    """

    id: str
    name: Text
    outcome: str
    terms: tuple[Term, ...]
    cluster: str
    filters: tuple[RowFilter, ...] = ()
    value_cny: float = 0.0
    withhold: str = ""
    truth: str = ""
    outcome_at_least: float | None = None


@dataclass(frozen=True, slots=True)
class BandQuestion:
    """Mean of an outcome by bands of a metric: ``edges`` ascend, the last band is open."""

    id: str
    name: Text
    outcome: str
    metric: str
    edges: tuple[float, ...]
    cluster: str
    unit: str
