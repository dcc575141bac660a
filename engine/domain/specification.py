"""What a regression relates to what: outcome, levers, confounders, clusters."""

from dataclasses import dataclass
from enum import StrEnum

from engine.domain.texts import Text


class Role(StrEnum):
    """What a column is to the question asked.

    ``lever``: what an agent or a manager can move. ``confounder``: known before the lever acts,
    and moves both it and the outcome. ``mediator``: lies between lever and outcome, so that
    holding it fixed hides the effect. ``outcome_derived``: known only after the outcome, or
    computed from it. ``identifier``: names rows, people or times and is no quantity.
    Only levers and confounders may enter a model.
    """

    LEVER = "lever"
    CONFOUNDER = "confounder"
    MEDIATOR = "mediator"
    OUTCOME_DERIVED = "outcome_derived"
    IDENTIFIER = "identifier"


class Family(StrEnum):
    """How the outcome varies about its mean, and the link between mean and terms.

    ``logit``: yes or no. ``grouped``: ``outcome`` successes of ``trials``, logit link, with
    over-dispersion. ``poisson``, ``negative_binomial`` (variance ``mu + alpha mu^2``): counts,
    log link, with ``exposure``. ``linear``: scores. ``hazard``: yes or no in each period at risk,
    complementary log-log link. ``cox``: time to the event, no baseline.
    """

    LOGIT = "logit"
    GROUPED = "grouped"
    POISSON = "poisson"
    NEGATIVE_BINOMIAL = "negative_binomial"
    LINEAR = "linear"
    HAZARD = "hazard"
    COX = "cox"


class Transform(StrEnum):
    """How a column enters the model.

    ``log_floor`` is ln(max(x, floor) / floor); ``log1p`` is ln(1 + x); ``log`` is ln(x);
    ``scale`` is (x - shift) / unit; ``power`` is x ** power; ``spline`` is a natural cubic spline
    with ``knots`` (its outer knots included); ``bands`` has one column for each band of ``edges``
    but the first; ``flag`` is 0/1 and its effect a discrete change; ``category`` makes one column
    for each level but the reference.
    """

    IDENTITY = "identity"
    LOG_FLOOR = "log_floor"
    LOG1P = "log1p"
    LOG = "log"
    SCALE = "scale"
    POWER = "power"
    SPLINE = "spline"
    BANDS = "bands"
    FLAG = "flag"
    CATEGORY = "category"


class Assignment(StrEnum):
    """How contacts came to their levels of the levers: by the design of the data, not a fit."""

    OBSERVED = "observed"
    AS_IF_RANDOM = "as_if_random"
    RANDOMISED = "randomised"


class ErrorDefinition(StrEnum):
    """How standard errors are computed.

    ``model``: the family's own, rows independent and spread as the family says (where they
    spread more, a finding tells by how much these errors are too small). ``hc0``, ``hc1``:
    White's sandwich, without and with N/(N-K). ``clustered_g_n_k``: clustered sandwich times
    G/(G-1) x (N-1)/(N-K), as Stata's and statsmodels'; ``clustered_g``: times G/(G-1), the
    default of R's ``vcovCL`` for ``glm``.
    With two cluster columns the two sandwiches add up and that of their intersection is
    subtracted. ``cr2``: Bell and McCaffrey's bias-reduced sandwich with Satterthwaite degrees.
    N is the number of contacts, also where a row or cell stands for many.
    """

    MODEL = "model"
    HC0 = "hc0"
    HC1 = "hc1"
    CLUSTERED_G_N_K = "clustered_g_n_k"
    CLUSTERED_G = "clustered_g"
    CR2 = "cr2"


@dataclass(frozen=True, slots=True)
class Term:
    """One column of the data in the model; each setting belongs to one transform.

    ``as_held``: nobody stated the transform; what the column holds decides (numbers: identity,
    0/1 and yes/no: flag, other text: category) and the result says so.
    """

    column: str
    role: Role
    transform: Transform = Transform.IDENTITY
    floor: float = 1.0
    shift: float = 0.0
    unit: float = 1.0
    reference: str = ""
    indicator: str = ""
    power: int = 2
    knots: tuple[float, ...] = ()
    edges: tuple[float, ...] = ()
    as_held: bool = False


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Keep rows whose column equals one of ``values`` (as text; flags are ``true``/``false``)."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Specification:
    """One question to the data.

    Parameters
    ----------
    cluster, second_cluster
        Columns by which errors are clustered; both empty: rows are taken as independent.
    value_cny
        What one more outcome is worth (its origin is stated in the case), used to bring effects
        on different outcomes to one scale; 0 leaves the fit out of the weights.
    withhold
        A confounder that a second fit leaves out, so that it is seen what it does.
    truth
        Key of the planted effects of generated data.
    outcome_at_least
        Makes a yes-or-no outcome of a score: 1 where it is at least this value (satisfied:
        csat >= 4); None takes the column as it is.
    trials, exposure
        Column of the number of trials (``grouped``), of the time or number at risk (counts).
    duration
        Column of the time to the event or the end of observation (``hazard``, ``cox``); the
        outcome says whether the event came. ``periods`` are the ends of the periods of
        ``hazard``, ascending.
    ties
        ``efron`` or ``breslow`` (``cox``).
    interactions
        Pairs of term columns whose products enter the model too.
    fixed_effects
        Columns (agent, supervisor, week) whose every level gets its own intercept.
    errors
        None: ``clustered_g_n_k`` (``cox``: ``clustered_g``) with a cluster column, else ``model``.
    assignment
        How contacts came to their levels of the levers.
    time, unseen, promotion
        Column by which rows lie in time, and by whose unseen values the fit is validated
        (default the cluster); flag of promotion days for the test of daily against promotion.
    counted
        Count the rows that agree in every term and cluster, and fit the counts: the same figures
        for tables of tens of millions of rows, without what needs single rows.
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
    family: Family = Family.LOGIT
    trials: str = ""
    exposure: str = ""
    duration: str = ""
    periods: tuple[float, ...] = ()
    ties: str = "efron"
    interactions: tuple[tuple[str, str], ...] = ()
    fixed_effects: tuple[str, ...] = ()
    second_cluster: str = ""
    errors: ErrorDefinition | None = None
    assignment: Assignment = Assignment.OBSERVED
    time: str = ""
    unseen: str = ""
    promotion: str = ""
    counted: bool = False


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
