"""Every measure of contacts by its id: what it is counted over, and the formula (rule M11).

Units are in :mod:`engine.domain.measures`; ``docs/measures.md`` is the page for readers. Measures
of contacts are counted over the attempts that arrive in the scope, whenever they end; measures of
time over the stretch of the scope itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.domain.measures import MEASURES, THRESHOLD_MEASURES, meaning, threshold_of
from engine.domain.scenario import Scenario
from engine.simulation.arrivals import DAY_S, HOUR_S
from engine.simulation.conventions import Outcome
from engine.simulation.sampling import Records

# what a measure of contacts reads: one row for every attempt made, in order of arrival
CONTACT = np.dtype(
    [
        ("arrival_s", "f8"),
        ("entry_s", "f8"),  # into the human queue; nan for a contact the bot ended
        ("left_s", "f8"),  # the queue, for a slot or by hanging up; infinite while open
        ("start_s", "f8"),
        ("end_s", "f8"),
        ("released_s", "f8"),
        ("wait_s", "f8"),  # from entry to a slot or the hang-up; infinite while open, nan for bot
        ("response_s", "f8"),  # from entry to the first reply; nan where there was none
        ("handle_s", "f8"),  # from slot to the slot's release; nan where there was none
        ("agent", "i4"),
        ("outcome", "i1"),
        ("first", "?"),  # the customer's first attempt
        ("solved", "?"),
        ("returns", "?"),
        ("contact_class", "i4"),
        ("group", "i4"),  # that took it, else the one its class prefers; -1: nobody serves it
    ]
)

TAOBAO_HOURS = (8 * HOUR_S, 23 * HOUR_S)
JD_HOURS = (9 * HOUR_S, 23 * HOUR_S)
STANDARD_THRESHOLDS_S = (30, 60, 180)


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """The attempts of a scope (dtype ``CONTACT``): all, and those that entered the human queue."""

    arrived: Records
    offered: Records

    @classmethod
    def of(cls, arrived: Records) -> "Contacts":
        """Split off the contacts that the bot ended."""
        reached = arrived["outcome"] != Outcome.BOT_ENDED
        return cls(arrived, arrived if reached.all() else arrived[reached])


Formula = Callable[[Contacts], float]
_NAN = float("nan")


def service_level(contacts: Contacts, threshold_s: float) -> float:
    """Return answered within the threshold / (answered + abandoned after it + still open).

    Contacts that hung up within the threshold are left out of the denominator.
    """
    abandoned = contacts.offered["outcome"] == Outcome.ABANDONED
    within = contacts.offered["wait_s"] <= threshold_s
    return _mean((~abandoned & within)[~(abandoned & within)])


def service_level_offered(contacts: Contacts, threshold_s: float) -> float:
    """Return answered within the threshold / all that entered the human queue."""
    answered = contacts.offered["outcome"] != Outcome.ABANDONED
    return _mean(answered & (contacts.offered["wait_s"] <= threshold_s))


def response_attainment(contacts: Contacts, threshold_s: float) -> float:
    """Return first reply within the threshold / all that entered the human queue."""
    return _mean(contacts.offered["response_s"] <= threshold_s)


def platform_rate(contacts: Contacts, threshold_s: float, hours: tuple[float, float]) -> float:
    """Return the attainment over contacts that arrive within the platform's hours of the day."""
    clock_s = contacts.offered["arrival_s"] % DAY_S
    counted = (hours[0] <= clock_s) & (clock_s < hours[1])
    return _mean(contacts.offered["response_s"][counted] <= threshold_s)


def _count(outcome: Outcome) -> Formula:
    return lambda contacts: float((contacts.arrived["outcome"] == outcome).sum())


def _mean_of(column: str) -> Formula:
    return lambda contacts: _mean(_known(contacts, column))


def _response_quantile(share: float) -> Formula:
    def quantile(contacts: Contacts) -> float:
        responses_s = _known(contacts, "response_s")
        return float(np.quantile(responses_s, share)) if responses_s.size else _NAN

    return quantile


def _reply_rate(contacts: Contacts) -> float:
    return _mean(np.isfinite(contacts.offered["response_s"]))


def _abandonment(contacts: Contacts) -> float:
    return _mean(contacts.offered["outcome"] == Outcome.ABANDONED)


def _wait_probability(contacts: Contacts) -> float:
    return _mean(contacts.offered["wait_s"] > 0)


def _fcr(contacts: Contacts) -> float:
    served = contacts.offered["outcome"] == Outcome.SERVED
    return _mean(contacts.offered["solved"][served & contacts.offered["first"]])


def _repeat(contacts: Contacts) -> float:
    served = contacts.offered["outcome"] == Outcome.SERVED
    return _mean(contacts.offered["returns"][served])


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    return float(values.mean()) if values.size else _NAN


def _known(contacts: Contacts, column: str) -> NDArray[np.float64]:
    values: NDArray[np.float64] = contacts.offered[column]
    return values[np.isfinite(values)]


CONTACT_MEASURES: dict[str, Formula] = {
    "arrived": lambda contacts: float(contacts.arrived.size),
    "bot_ended": _count(Outcome.BOT_ENDED),
    "offered": lambda contacts: float(contacts.offered.size),
    "served": _count(Outcome.SERVED),
    "abandoned": _count(Outcome.ABANDONED),
    "late_messages": _count(Outcome.LATE),
    "still_open": _count(Outcome.OPEN),
    "frt_mean_s": _mean_of("response_s"),
    "frt_p50_s": _response_quantile(0.50),
    "frt_p90_s": _response_quantile(0.90),
    "frt_p95_s": _response_quantile(0.95),
    "frt_max_s": _response_quantile(1.0),
    "wait_mean_s": _mean_of("wait_s"),
    "wait_probability": _wait_probability,
    "rate_3min": partial(platform_rate, threshold_s=180.0, hours=TAOBAO_HOURS),
    "rate_30s": partial(platform_rate, threshold_s=30.0, hours=JD_HOURS),
    "reply_rate": _reply_rate,
    "abandonment": _abandonment,
    "handle_mean_s": _mean_of("handle_s"),
    "fcr": _fcr,
    "repeat": _repeat,
}

# with a threshold in whole seconds in the id: service_level_30_s
_BY_THRESHOLD: dict[str, Callable[[Contacts, float], float]] = {
    "service_level": service_level,
    "service_level_offered": service_level_offered,
    "frt_attainment": response_attainment,
}

# of time: computed in :mod:`engine.simulation.measurement` from presences
TIME_MEASURES = tuple(id_ for id_ in MEASURES if id_ not in CONTACT_MEASURES)


def contact_formula(id_: str) -> Formula:
    """Return the formula of a measure of contacts, thresholds included.

    Raises
    ------
    InputError
        ``measure.unknown`` if there is none of this id.
    """
    if id_ in CONTACT_MEASURES:
        return CONTACT_MEASURES[id_]
    name, threshold_s = threshold_of(id_)
    return lambda contacts: _BY_THRESHOLD[name](contacts, threshold_s)


def measure_ids(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids measured for a scenario: the standard ones and those of its targets.

    Raises
    ------
    InputError
        ``measure.unknown`` if a target names an unknown measure.
    """
    by_threshold = [f"{name}_{s}_s" for name in THRESHOLD_MEASURES for s in STANDARD_THRESHOLDS_S]
    wanted = [target.measure for target in scenario.targets]
    for id_ in wanted:
        meaning(id_)
    return tuple(dict.fromkeys([*MEASURES, *by_threshold, *wanted]))


def unit_of(id_: str) -> str:
    """Return a measure's unit: s, h, share, count or per h."""
    return meaning(id_).unit


def is_assumed(id_: str) -> bool:
    """Tell whether an input of the scenario, not the simulation, decides the measure."""
    return meaning(id_).assumed
