"""What a contact log says of the traffic: arrivals, handle times, patience, returns, staffing."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError, MethodError
from engine.simulation.fitting.busyness import BusynessFit, fitted_busyness, interval_dispersion
from engine.simulation.fitting.chats import chat_turns
from engine.simulation.fitting.day_kinds import WEEKDAYS, Days, days_of
from engine.simulation.fitting.held_out import held_out_coverage
from engine.simulation.fitting.observed import DAY_S, ObservedContacts, ObservedMessages
from engine.simulation.fitting.pauses import fitted_pauses
from engine.simulation.fitting.repeats import is_fresh
from engine.simulation.fitting.roster import Presence, presence, seen_by_interval, shared_attention
from engine.simulation.fitting.skills import in_skill_groups
from engine.studies.chat_fit import turns_fit
from engine.studies.fit_findings import fit_findings
from engine.studies.fitted_classes import (
    ObservedTraffic,
    fitted_class,
    patience_of,
    perhaps_fitted,
)
from engine.studies.fitted_traffic import (
    ClassFit,
    DayCounts,
    FitOptions,
    TrafficFit,
    WeekdayFactor,
    day_counts,
)

LEAST_CONTACTS = 50
_Z = 1.959963984540054
_SHORTEST_INTERVAL_S = 60.0


def traffic_fit(
    contacts: ObservedContacts,
    options: FitOptions,
    rng: np.random.Generator,
    messages: ObservedMessages | None = None,
) -> TrafficFit:
    """Return what a log says of the traffic.

    Raises
    ------
    InputError
        ``fit.too_little`` below ``LEAST_CONTACTS`` contacts; ``fit.interval`` when intervals do
        not make up a day; ``fit.promotions`` for dates that the log does not have.
    MethodError
        ``fit.few_durations`` when the messages given hold too few answers.
    """
    days = _days(contacts, options)
    contacts = in_skill_groups(contacts)
    counts = day_counts(contacts.arrival_s, days, options.interval_s)
    present = _presence(contacts, options)
    seen = sum(
        (seen_by_interval(each, days.number, options.interval_s) for each in present.values()),
        np.zeros(counts.incident.shape),
    )
    attention_s, slots = _attention(contacts)
    turns = None if messages is None else chat_turns(messages, options.longest_reply_s)
    traffic = ObservedTraffic(
        contacts=contacts,
        fresh=is_fresh(contacts, options.window_s),
        staffed=_staffed(contacts, days, seen),
        attention_s=attention_s,
        turns=turns,
    )
    usual = counts.usual(contacts.arrival_s)
    fresh = counts.usual(contacts.arrival_s[traffic.fresh])
    busyness, within = _busyness(fresh, days)
    variance = sum(fit.variance for fit in (busyness, within) if fit is not None)
    fit = TrafficFit(
        options=options,
        contacts=len(contacts),
        counts=counts,
        recorded=counts.recorded(contacts.arrival_s),
        usual=usual,
        fresh=fresh,
        weekday_factors=_weekday_factors(fresh, days, busyness),
        busyness=busyness,
        interval_busyness=within,
        handle=perhaps_fitted(attention_s[contacts.served], rng),
        patience=patience_of(contacts),
        pauses=fitted_pauses(contacts, options.longest_idle_s) if slots == 1 else None,
        classes=_classes(traffic, counts, options, rng),
        turns=None if turns is None else turns_fit(turns, rng),
        presence=present,
        seen=seen,
        slots=slots,
        held_out=held_out_coverage(usual, days.kind, variance),
    )
    return replace(fit, findings=fit_findings(fit, traffic))


def _classes(
    traffic: ObservedTraffic, counts: DayCounts, options: FitOptions, rng: np.random.Generator
) -> tuple[ClassFit, ...]:
    names = np.unique(traffic.contacts.contact_class).tolist()
    return tuple(fitted_class(name, traffic, counts, options, rng) for name in names)


def _days(contacts: ObservedContacts, options: FitOptions) -> Days:
    if len(contacts) < LEAST_CONTACTS:
        raise InputError("fit.too_little", count=len(contacts), least=LEAST_CONTACTS)
    whole = options.interval_s >= _SHORTEST_INTERVAL_S and DAY_S % options.interval_s == 0
    if not whole:
        raise InputError("fit.interval", minutes=options.interval_s / 60)
    days = days_of(
        np.unique(contacts.day),
        contacts.first_date,
        kinds=options.kinds,
        promotions=options.promotions,
    )
    unknown = [date for date in options.promotions if date not in days.label]
    if unknown:
        raise InputError("fit.promotions", dates=", ".join(unknown))
    return days


def _attention(contacts: ObservedContacts) -> tuple[NDArray[np.float64], int]:
    """Return seconds of attention; of agents who are not named, the time of service."""
    attention_s, slots = shared_attention(contacts)
    if not np.any(np.isfinite(attention_s)):
        return contacts.service_s, 1
    return attention_s, slots


def _presence(contacts: ObservedContacts, options: FitOptions) -> dict[str, Presence]:
    groups = np.unique(contacts.group[contacts.agent != ""]).tolist()
    return {
        group: presence(contacts.of(contacts.group == group), options.longest_idle_s)
        for group in groups
    }


def _staffed(
    contacts: ObservedContacts, days: Days, seen: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which contacts came while an agent was seen at work; all where none ever was."""
    if not seen.any():
        return np.ones(len(contacts), np.bool_)
    interval_s = DAY_S / seen.shape[1]
    row = np.searchsorted(days.number, contacts.day)
    interval = ((contacts.arrival_s % DAY_S) // interval_s).astype(np.int64)
    return np.asarray(seen[row, interval] > 0)


def _busyness(
    counts: NDArray[np.int64], days: Days
) -> tuple[BusynessFit | None, BusynessFit | None]:
    groups = days.group
    _, sizes = np.unique(groups, return_counts=True)
    if sizes.max() < 2:  # noqa: PLR2004 (days of the week of one kind, where no two are alike)
        groups = days.kind
    tables = [counts[days.of_kind(kind)] for kind in days.kinds]
    return (
        _if_identified(lambda: fitted_busyness(counts.sum(axis=1), groups)),
        _if_identified(lambda: interval_dispersion(tables)),
    )


def _if_identified(fitted: Callable[[], BusynessFit]) -> BusynessFit | None:
    try:
        return fitted()
    except MethodError:
        return None


def _weekday_factors(
    counts: NDArray[np.int64], days: Days, busyness: BusynessFit | None
) -> tuple[WeekdayFactor, ...]:
    """Return the mean count of each day of the week over that of its kind, with its interval."""
    totals, rows = counts.sum(axis=1), list[WeekdayFactor]()
    variance = busyness.variance if busyness else 0.0
    for number, name in enumerate(WEEKDAYS):
        for kind in days.kinds:
            own = (days.weekday == number) & days.of_kind(kind)
            if own.any():
                base, mean = totals[days.of_kind(kind)].mean(), totals[own].mean()
                half = _Z * np.sqrt((mean + variance * mean**2) / own.sum()) / base
                factor = mean / base
                each = (float(value) for value in (factor, factor - half, factor + half))
                rows.append(WeekdayFactor(name, kind, int(own.sum()), *each))
    return tuple(rows)
