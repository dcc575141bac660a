"""What a shop's exports say: the report that services, the command line and the app show.

Filled by the metrics room and joined in :mod:`engine.studies.indicators`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.domain.attribution import AttributionPolicy
from engine.domain.platform import PlatformRule
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence

_NOTHING: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its denominator and 95 % interval; nan where it cannot be known.

    ``method`` names the interval (``wilson``, ``t``, ``none`` for a record or a total).
    """

    value: float
    size: int
    low: float
    high: float
    method: str


@dataclass(frozen=True, slots=True)
class IndicatorNote:
    """How one indicator of the report was made.

    ``origin`` is the table it was computed from (``contacts``, ``rounds``, ``orders``,
    ``agent_days:<layout>``); ``shop`` the figure over everybody.
    """

    indicator: str
    unit: str
    direction: str
    population: str
    window: str
    controllability: str
    origin: str
    definition: Sentence
    denominator: Sentence
    shop: Estimate
    small: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgentRate:
    """An agent's part of a platform rate: units that met the rule and units counted.

    ``mean_s`` is the agent's mean response where the rule defines one.
    """

    agent: str
    met: int
    counted: int
    mean_s: float | None = None


@dataclass(frozen=True, slots=True)
class ShopRate:
    """A shop's part of a platform rate: platforms assess each shop by itself."""

    shop: str
    met: int
    counted: int
    mean_s: float | None = None


@dataclass(frozen=True, slots=True)
class PlatformRate:
    """A platform's rate over the rule's rolling window that ends with the period.

    ``rate`` is the share of units within the rule's threshold. ``left_out`` counts the units
    that the rule excludes, by reason (``blocked``, ``bot``, ``offline``, ``exempt``, ``hours``,
    ``unanswered``, ``zero_wait``). ``assessed`` is False below the rule's least volume: the
    platform then states no rate. ``mean_s`` is the rule's mean response where it defines one.
    The customers of a day whom two agents served count for both of them and once for the shop.
    """

    rule: PlatformRule
    start: str
    end: str
    rate: Estimate
    met: int
    counted: int
    left_out: Mapping[str, int]
    assessed: bool
    agents: tuple[AgentRate, ...]
    mean_s: float | None = None
    shops: tuple[ShopRate, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class AttributionOutcome:
    """What one attribution policy gives: by agent, and what stays outside.

    ``table`` has the indicators conversion, aov, sales, paid_rate, remind as far as the orders
    can give them; ``ranks`` and ``grades`` are by agent (rank 1 is best; grade empty without a
    scheme). ``shop`` holds counts and amounts: enquiries, buyers, agent_orders, silent_orders,
    agent_sales_cny, silent_sales_cny, shop_sales_cny.
    """

    policy: AttributionPolicy
    table: MetricTable
    shop: Mapping[str, float]
    ranks: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    grades: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicyRank:
    """An agent's place under one policy: rank 1 is best; its 95 % interval; grade or empty."""

    policy: str
    rank: int
    low: int
    high: int
    grade: str = ""


@dataclass(frozen=True, slots=True)
class PolicyMove:
    """An agent's places under all policies.

    ``places`` is the distance between the best and the worst rank; ``separable`` tells whether
    two policies give rank intervals that do not overlap: otherwise the rule moves the agent no
    further than another sample of the same customers would. ``regraded``: the grade differs.
    """

    agent: str
    ranks: tuple[PolicyRank, ...]
    places: int
    separable: bool
    regraded: bool


@dataclass(frozen=True, slots=True)
class RepeatRate:
    """First-contact resolution and repeats within one window after a contact.

    ``fcr`` is the share of problems without a further contact within the window, ``repeat`` the
    share of contacts followed by one. Answered contacts whose window had not ended when the
    records end (``unended``), or whose customer or class is not known (``unknown``), are in
    neither. ``chance`` of the problems' further contacts belong to another problem; None where
    the records do not number problems.
    """

    fcr: Estimate
    repeat: Estimate
    unended: int
    unknown: int
    chance: int | None = None


@dataclass(frozen=True, slots=True)
class RepeatWindow:
    """The rates of one window in hours: the shop's, and by agent of the contact looked at."""

    window_h: float
    shop: RepeatRate
    agents: Mapping[str, RepeatRate]


@dataclass(frozen=True, slots=True)
class Effect:
    """What an issue of the data does to one indicator of the shop: as it is, and without it."""

    indicator: str
    with_issue: float
    without_issue: float
    agents_moved: int = 0


@dataclass(frozen=True, slots=True)
class DataIssue:
    """Something wrong or doubtful in the records, with what it does to the figures.

    ``code`` is stable, its sentence is ``issue.<code>``; ``rows`` of ``of`` rows are touched;
    ``places`` are the first few (``row 17, column frt_s``). ``treatment`` says what was done:
    ``kept``, ``set_aside`` or ``counted_once``; empty where headers are meant, whose number
    ``rows`` then is and ``of`` 0.
    """

    code: str
    severity: str
    file: str
    table: str
    column: str
    rows: int
    of: int
    places: tuple[str, ...]
    treatment: str
    values: Mapping[str, str | float | int]
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True)
class MixRow:
    """Contacts of one agent in one class and shift, and the share of them among the agent's."""

    agent: str
    contact_class: str
    shift: str
    contacts: int
    share: float


@dataclass(frozen=True, slots=True)
class MixAdjusted:
    """An agent's value beside what the team does on the same mix of class and shift.

    ``difference`` is observed less expected, with its standard error.
    """

    agent: str
    indicator: str
    observed: float
    expected: float
    difference: float
    standard_error: float
    size: int


@dataclass(frozen=True, slots=True)
class Reconciled:
    """An indicator from logs beside the platform's own in an agent-day export.

    ``compared`` agents stand in both; ``largest`` is their greatest absolute difference, nan
    where nobody does; ``agents_alone`` are those whom only one of the two knows.
    """

    indicator: str
    stated_as: str
    layout: str
    compared: int
    largest: float
    agents_alone: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MetricReport:
    """Everything ``heng metrics`` says about one period.

    ``absent`` gives, for each indicator of the catalogue or scheme that could not be computed,
    what is lacking. Agents are pseudonyms unless the user asked for names. ``by_cut`` has the
    parts of another division (``cut``: ``day``, ``contact_class``) in the place of agents.
    ``moves`` are the agents' places under the attribution policies, the largest move first.
    """

    period: str
    by_agent: MetricTable
    by_group: MetricTable
    indicators: tuple[IndicatorNote, ...]
    platform_rates: tuple[PlatformRate, ...]
    attribution: tuple[AttributionOutcome, ...]
    issues: tuple[DataIssue, ...]
    findings: tuple[Finding, ...]
    mix: tuple[MixRow, ...]
    adjusted: tuple[MixAdjusted, ...]
    absent: Mapping[str, Sentence]
    generated: bool = False
    cut: str = ""
    by_cut: MetricTable | None = None
    reconciled: tuple[Reconciled, ...] = ()
    moves: tuple[PolicyMove, ...] = ()
    repeat_windows: tuple[RepeatWindow, ...] = ()
