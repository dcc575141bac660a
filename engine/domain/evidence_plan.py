"""What ``heng evidence`` is asked: roles first, then questions, claims and dispatch."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from engine.domain.case import ContactLayout
from engine.domain.specification import BandQuestion, Role, RowFilter, Specification
from engine.domain.texts import Text


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """What a column is before any regression; ``indicator`` the scheme's id it measures."""

    column: str
    role: Role
    indicator: str = ""


class ClaimScale(StrEnum):
    """``relative``: +0.3 % of today's rate; ``points``: +0.3 percentage points."""

    RELATIVE = "relative"
    POINTS = "points"


class ClaimKind(StrEnum):
    """``about``: the effect is the claimed one within a margin; ``at_least``: as large or more."""

    ABOUT = "about"
    AT_LEAST = "at_least"


@dataclass(frozen=True, slots=True)
class Claim:
    """A stated effect to test, never to assume.

    Parameters
    ----------
    specification
        Id of the question whose fit answers.
    metric, by
        "``by`` more of the metric" in the column's own unit: -1 for one second faster.
    change
        Claimed change of the outcome: 0.003 for +0.3 % (relative) or +0.3 points.
    margin
        Half width of what counts as the same, on the claim's scale; None: half of ``change``
        (``about``), 0 (``at_least``).
    low, high
        The stretch of the metric the claim speaks of; None: all contacts.
    """

    id: str
    name: Text
    specification: str
    metric: str
    by: float
    change: float
    scale: ClaimScale
    kind: ClaimKind = ClaimKind.ABOUT
    margin: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class DispatchQuestion:
    """Whether contacts were dealt to online agents as if at random, and what agents then do.

    Parameters
    ----------
    pools
        Columns of the skill group and whatever else agents are dealt within (shift).
    time, minutes
        Column of the start, and the length of the windows inside which agents are compared.
    weight
        Column of the known chance that this contact goes to this agent (dispatch weights), or
        empty: equal chances for everybody who served in the pool and window.
    balance
        Columns known before the dispatch; they must not differ between agents of a pool.
    outcomes
        Yes-or-no or numeric outcomes whose agent effects are wanted.
    response
        Column of the response time, for its effect by assignment and exogenous congestion;
        ``congestion`` the column of the load met at arrival (open chats). Empty: not asked.
    customer
        Column of the customer, to find latest-agent-first; empty: not looked for.
    """

    id: str
    name: Text
    agent: str
    pools: tuple[str, ...]
    time: str
    balance: tuple[str, ...]
    outcomes: tuple[str, ...]
    minutes: float = 15.0
    weight: str = ""
    response: str = ""
    congestion: str = ""
    customer: str = ""
    filters: tuple[RowFilter, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidencePlan:
    """Everything a specification file asks of one table.

    ``level`` is the coverage of the intervals, ``bootstraps`` the number of cluster resamples.
    ``drop_repeated`` leaves out the rows that repeat an earlier one in every column.
    """

    id: str
    name: Text
    columns: tuple[ColumnRole, ...]
    specifications: tuple[Specification, ...]
    bands: tuple[BandQuestion, ...] = ()
    claims: tuple[Claim, ...] = ()
    dispatches: tuple[DispatchQuestion, ...] = ()
    scheme: Path | None = None
    layout: ContactLayout = field(default_factory=ContactLayout)
    caution: Text | None = None
    level: float = 0.95
    bootstraps: int = 1000
    drop_repeated: bool = False
