"""Contacts and messages as a log shows them: the arrays that every fit reads."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError

DAY_S = 86_400.0

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
Names = NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class ObservedContacts:
    """Contacts in order of arrival; every array is (n,), nan or "" where a log does not say.

    Parameters
    ----------
    arrival_s
        First message or ring, in seconds from midnight of the first day, >= 0.
    contact_class, agent, group, customer, contact
        Names; ``contact`` is the contact's own id.
    bot_s
        With the bot or in the menu.
    wait_s
        In the human queue, until an agent took the contact or the customer left.
    bot_ended, served
        Whether it ended with the bot, whether an agent served it; one that neither holds for was
        abandoned.
    service_s
        From an agent's taking it to its end, >= 0.
    solved
        1, 0 or nan.
    attempt
        1 for the customer's first, as far as the log says; else nan.
    first_date
        Day 0 as ``numpy.datetime64``; None where the log only numbers its days.
    """

    arrival_s: Numbers
    contact_class: Names
    bot_s: Numbers
    bot_ended: Flags
    wait_s: Numbers
    served: Flags
    service_s: Numbers
    agent: Names
    group: Names
    customer: Names
    contact: Names
    solved: Numbers
    attempt: Numbers
    first_date: np.datetime64 | None = None

    def __post_init__(self) -> None:
        lengths = {np.size(getattr(self, field.name)) for field in fields(self)[:-1]}
        if len(lengths) != 1:
            raise InputError("fit.columns", lengths=", ".join(map(str, sorted(lengths))))
        times = (self.arrival_s, self.bot_s, self.wait_s, self.service_s)
        if any(np.any(each < 0) for each in times) or not np.all(np.isfinite(self.arrival_s)):
            raise InputError("fit.negative")

    def __len__(self) -> int:
        return self.arrival_s.size

    @property
    def day(self) -> NDArray[np.int64]:
        """Return the number of the day of each arrival, from 0, (n,)."""
        return np.floor(self.arrival_s / DAY_S).astype(np.int64)

    @property
    def abandoned(self) -> Flags:
        """Return who left before an agent took the contact, (n,)."""
        return ~self.served & ~self.bot_ended

    @property
    def start_s(self) -> Numbers:
        """Return when an agent took each contact, nan where none did or the log says no wait."""
        bot_s = np.nan_to_num(self.bot_s)
        return np.where(self.served, self.arrival_s + bot_s + self.wait_s, np.nan)

    @property
    def end_s(self) -> Numbers:
        """Return when each contact was over, as far as the log says."""
        waited = self.arrival_s + np.nan_to_num(self.bot_s) + np.nan_to_num(self.wait_s)
        return waited + np.nan_to_num(self.service_s)

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "ObservedContacts":
        """Return some of the contacts."""
        arrays = {f.name: getattr(self, f.name)[chosen] for f in fields(self)[:-1]}
        return ObservedContacts(**arrays, first_date=self.first_date)


@dataclass(frozen=True, slots=True, eq=False)
class ObservedMessages:
    """Messages of chats in any order; arrays (n,).

    ``by_agent`` tells an agent's message from a customer's; automatic ones are left out before.
    ``contact`` names the chat, ``sent_s`` counts from any instant.
    """

    contact: Names
    agent: Names
    by_agent: Flags
    sent_s: Numbers


def contacts_of(**columns: NDArray[np.generic] | np.datetime64 | None) -> ObservedContacts:
    """Return contacts from the columns there are, in order of arrival.

    ``arrival_s`` and ``served`` are needed; any other is unknown throughout when left out.
    """
    first_date = columns.pop("first_date", None)
    arrival_s = np.asarray(columns["arrival_s"], dtype=np.float64)
    unknown: dict[str, NDArray[np.generic]] = {
        **{name: np.full(arrival_s.size, np.nan) for name in _NUMBERS},
        **{name: np.full(arrival_s.size, "") for name in _NAMES},
        "bot_ended": np.zeros(arrival_s.size, np.bool_),
        "contact_class": np.full(arrival_s.size, ONE_CLASS),
    }
    arrays = {name: np.asarray(each) for name, each in {**unknown, **columns}.items()}
    arrays["served"], arrays["bot_ended"] = (
        arrays["served"].astype(np.bool_),
        arrays["bot_ended"].astype(np.bool_),
    )
    arrays["contact_class"] = _printable(arrays["contact_class"], ONE_CLASS)
    arrays["group"] = _printable(arrays["group"], "")
    order = np.argsort(arrival_s, kind="stable")
    given = {name: each[order] for name, each in arrays.items()}
    return ObservedContacts(**given, first_date=first_date)  # type: ignore[arg-type]  # by name


def _printable(names: NDArray[np.generic], unnamed: str) -> Names:
    """Return names on one line, as files and people can read them, (n,)."""
    found, place = np.unique(names.astype(np.str_), return_inverse=True)
    lines = [
        " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())
        for name in found.tolist()
    ]
    return np.array([line or unnamed for line in lines], np.str_)[place]


ONE_CLASS = "contacts"
_NUMBERS = ("bot_s", "wait_s", "service_s", "solved", "attempt")
_NAMES = ("agent", "group", "customer", "contact")
