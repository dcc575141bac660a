"""What a fit of a log is made of: options, the traffic, its classes, its chats by rounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.domain.durations import Rounds
from engine.domain.texts import Finding
from engine.domain.traffic import Channel
from engine.simulation.fitting.arrivals import RateFit, interval_counts
from engine.simulation.fitting.busyness import BusynessFit
from engine.simulation.fitting.day_kinds import USUAL_KINDS, Days
from engine.simulation.fitting.handle_times import DurationFit
from engine.simulation.fitting.incidents import incidents, without_incidents
from engine.simulation.fitting.patience import PatienceFit
from engine.simulation.fitting.pauses import PauseFit
from engine.simulation.fitting.proportion import Share
from engine.simulation.fitting.repeats import RepeatFit
from engine.simulation.fitting.roster import LONGEST_IDLE_S, Presence

HOUR_S = 3600.0
REPEAT_WINDOW_H = 72.0
LONGEST_REPLY_S = 600.0


@dataclass(frozen=True, slots=True)
class FitOptions:
    """How a log is read as traffic.

    Parameters
    ----------
    interval_s
        Length of the intervals of the day; a whole number of them makes a day.
    window_h
        Hours within which a customer's next contact is a return of the same need.
    longest_idle_s
        An agent without contacts for longer is taken to be away.
    longest_reply_s
        An answer that took longer shows that the agent was away.
    kinds, promotions
        Days of the week of each kind, and dates of promotion days.
    channel
        How the contacts come.
    """

    interval_s: float = 1800.0
    window_h: float = REPEAT_WINDOW_H
    longest_idle_s: float = LONGEST_IDLE_S
    longest_reply_s: float = LONGEST_REPLY_S
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: USUAL_KINDS)
    promotions: tuple[str, ...] = ()
    channel: Channel = Channel.PHONE

    @property
    def window_s(self) -> float:
        """Return the window of returns in seconds."""
        return self.window_h * HOUR_S


@dataclass(frozen=True, slots=True, eq=False)
class DayCounts:
    """Counts by day and interval, incidents replaced by what was to be expected.

    ``incident`` (d, i) marks the intervals that do not belong to the others of their kind of day.
    """

    days: Days
    interval_s: float
    incident: NDArray[np.bool_]

    def recorded(self, arrival_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the counts as they are, (d, i)."""
        return interval_counts(arrival_s, self.days.number, self.interval_s)

    def usual(self, arrival_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the counts without incidents, (d, i)."""
        counts = self.recorded(arrival_s)
        for kind in self.days.kinds:
            own = self.days.of_kind(kind)
            counts[own] = without_incidents(counts[own], self.incident[own])
        return counts


def day_counts(arrival_s: NDArray[np.float64], days: Days, interval_s: float) -> DayCounts:
    """Return the counts of a log, its incidents found in all arrivals together."""
    counts = interval_counts(arrival_s, days.number, interval_s)
    found = np.zeros(counts.shape, np.bool_)
    for kind in days.kinds:
        own = days.of_kind(kind)
        found[own] = incidents(counts[own])
    return DayCounts(days, interval_s, found)


@dataclass(frozen=True, slots=True, eq=False)
class TurnsFit:
    """Rounds, think times and answers of chats.

    ``undisturbed_mean_s`` is the mean of the ``undisturbed`` answers given while no other
    customer of the agent waited; ``away`` answers were left out as too long.
    """

    chats: int
    rounds: Rounds
    think: DurationFit
    reply: DurationFit
    undisturbed_mean_s: float
    undisturbed: int
    away: int


@dataclass(frozen=True, slots=True, eq=False)
class ClassFit:
    """One class of contacts.

    Parameters
    ----------
    contacts, served, abandoned
        Counts in the log.
    rates
        By kind of day, of contacts that begin a need.
    handle, patience, turns
        Its own; None where it has too few, and then that of all classes is written.
    bot, bot_time
        Share that ended with the bot or in the menu while agents were at work, and the time there.
    unstaffed_served
        Share served, sooner or later, of those that came while nobody was seen at work.
    returns
        None where the log names no customers.
    groups
        Groups that served it, most first; empty where the log names none.
    """

    name: str
    contacts: int
    served: int
    abandoned: int
    rates: Mapping[str, RateFit]
    handle: DurationFit | None
    patience: PatienceFit
    bot: Share
    bot_time: DurationFit | None
    unstaffed_served: Share
    returns: RepeatFit | None
    turns: TurnsFit | None
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeekdayFactor:
    """Mean count of a day of the week over that of its kind of day, with a 95 % interval."""

    weekday: str
    kind: str
    days: int
    factor: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class TrafficFit:
    """The traffic of a log.

    Parameters
    ----------
    recorded, usual, fresh
        Contacts by day and interval, (d, i): as recorded, without incidents, and of these those
        that begin a need.
    busyness, interval_busyness
        Gamma factors of days and of intervals; None where too few days are alike.
    handle, patience
        Of all classes together.
    pauses
        Of agents between contacts; None with several slots, or where too few are seen.
    presence
        When agents were seen at work, by group; one group "" where none is named.
    seen
        Mean number of agents seen at work, (d, i).
    slots
        Contacts that agents have open at once.
    held_out
        Share of later interval counts inside the bands that earlier days give.
    """

    options: FitOptions
    contacts: int
    counts: DayCounts
    recorded: NDArray[np.int64]
    usual: NDArray[np.int64]
    fresh: NDArray[np.int64]
    weekday_factors: tuple[WeekdayFactor, ...]
    busyness: BusynessFit | None
    interval_busyness: BusynessFit | None
    handle: DurationFit | None
    patience: PatienceFit
    pauses: PauseFit | None
    classes: tuple[ClassFit, ...]
    turns: TurnsFit | None
    presence: Mapping[str, Presence]
    seen: NDArray[np.float64]
    slots: int
    held_out: Share
    findings: tuple[Finding, ...] = ()

    @property
    def days(self) -> Days:
        """Return the days of the log."""
        return self.counts.days

    def incidents(self) -> tuple[tuple[str, float, int, int], ...]:
        """Return incidents: day, start in hours, contacts that came, contacts to be expected."""
        return tuple(
            (
                self.days.label[day],
                interval * self.options.interval_s / HOUR_S,
                int(self.recorded[day, interval]),
                int(self.usual[day, interval]),
            )
            for day, interval in np.argwhere(self.counts.incident).tolist()
        )
