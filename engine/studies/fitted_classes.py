"""The fit of one class of contacts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import MethodError
from engine.simulation.fitting.arrivals import fitted_rates
from engine.simulation.fitting.chats import ChatTurns
from engine.simulation.fitting.handle_times import DurationFit, fitted_duration
from engine.simulation.fitting.observed import ObservedContacts
from engine.simulation.fitting.patience import PatienceFit, fitted_patience
from engine.simulation.fitting.proportion import share
from engine.simulation.fitting.repeats import fitted_returns
from engine.simulation.fitting.skills import serving_groups
from engine.studies.chat_fit import perhaps_turns_fit
from engine.studies.fitted_traffic import ClassFit, DayCounts, FitOptions


@dataclass(frozen=True, slots=True, eq=False)
class ObservedTraffic:
    """A log with what was worked out for each contact, all (n,).

    ``fresh``: begins a need; ``staffed``: came while an agent was seen at work; ``attention_s``:
    an agent's attention, nan where it is not known. ``turns``: of the chats, where there are
    messages.
    """

    contacts: ObservedContacts
    fresh: NDArray[np.bool_]
    staffed: NDArray[np.bool_]
    attention_s: NDArray[np.float64]
    turns: ChatTurns | None = None


def fitted_class(
    name: str,
    traffic: ObservedTraffic,
    counts: DayCounts,
    options: FitOptions,
    rng: np.random.Generator,
) -> ClassFit:
    """Return the fit of the class of a name."""
    mine = traffic.contacts.contact_class == name
    own = traffic.contacts.of(mine)
    table = counts.usual(own.arrival_s[traffic.fresh[mine]])
    staffed = traffic.staffed[mine]
    bot_s = own.bot_s[np.isfinite(own.bot_s)]
    return ClassFit(
        name=name,
        contacts=len(own),
        served=int(own.served.sum()),
        abandoned=int(own.abandoned.sum()),
        rates={
            kind: fitted_rates(table[counts.days.of_kind(kind)], options.interval_s)
            for kind in counts.days.kinds
        },
        handle=perhaps_fitted(traffic.attention_s[mine][own.served], rng),
        patience=patience_of(own),
        bot=share(int(own.bot_ended[staffed].sum()), int(staffed.sum())),
        bot_time=perhaps_fitted(bot_s, rng) if np.any(bot_s > 0) else None,
        unstaffed_served=share(int(own.served[~staffed].sum()), int((~staffed).sum())),
        returns=fitted_returns(traffic.contacts, options.window_s, name),
        turns=None
        if traffic.turns is None
        else perhaps_turns_fit(traffic.turns.of(own.contact), rng),
        groups=serving_groups(traffic.contacts, name),
    )


def perhaps_fitted(times_s: NDArray[np.float64], rng: np.random.Generator) -> DurationFit | None:
    """Return the duration that fits the known times, (n,) with nan; None for too few.

    Exact zeros among times finer than a second are no durations, and are left out.
    """
    known = times_s[np.isfinite(times_s)]
    if not np.all(known % 1.0 == 0):
        known = known[known > 0]
    try:
        return fitted_duration(known, rng)
    except MethodError:
        return None


def patience_of(contacts: ObservedContacts) -> PatienceFit:
    """Return the patience of contacts that came to the queue and whose wait is known."""
    known = ~contacts.bot_ended & np.isfinite(contacts.wait_s)
    return fitted_patience(contacts.wait_s[known], contacts.abandoned[known])
