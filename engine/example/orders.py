"""Everything the shop's order table tells: placing, payment, reminders, refunds, disputes.

The paid orders are :func:`engine.example.records.orders`, unchanged; orders that nobody paid come
after them. Written for attribution: some are placed before the contact and paid after it.
"""

import numpy as np
from numpy.typing import NDArray

from engine.example.calendar import DAY_S, DAYS, FIRST_DAY, HOUR_S
from engine.example.contacts import Contacts
from engine.example.outcomes import is_enquiry
from engine.example.records import Records, orders
from engine.example.world import World

_STREAM = 7
_UNPAID = 0.12  # orders without payment, for each paid one of the same kind
_PLACED_BEFORE = 0.08  # of orders with a contact: placed, then asked about, then paid
_PAYS_AFTER_S, _ASKS_AFTER_S, _PLACES_AFTER_S = 900.0, 1200.0, 1800.0
_REMINDED, _REMIND_LEAST_S, _REMIND_MOST_S = 0.5, 600, 3600
_SHIPS_AFTER_S = (2 * HOUR_S, 48 * HOUR_S)
_SILENT_RETURNED, _DISPUTED = 0.08, 0.015
_WHOLE_REFUND, _PART = 0.8, 0.5
_REFUND_ASKED_MOST_DAYS, _REFUND_MEAN_S = 10, 2.0 * DAY_S
_SILENT_LOG_MEAN, _SILENT_LOG_SD = 4.5, 0.7

Seconds = NDArray[np.float64]


def shop_orders(world: World, contacts: Contacts) -> Records:
    """Return the shop's orders, paid or not, by ``order_id``.

    Times are local and missing (NaT) where nothing happened by the end of the half year;
    ``contact_id`` is -1 and ``reminded_by`` None where there is none. ``contact_id`` is the
    contact that brought the order, which no rule of attribution can know.
    """
    rng = np.random.default_rng([world.seed, _STREAM])
    paid, lost = _paid(world, contacts, rng), _unpaid(world, contacts, rng)
    contact = np.concatenate([paid["contact_id"], lost["contact_id"]])
    ordered_s = np.concatenate([paid["ordered_s"], lost["ordered_s"]])
    paid_s = np.concatenate([paid["paid_s"], np.full(len(lost["ordered_s"]), np.nan)])
    worth = np.concatenate([paid["order_value"], lost["order_value"]])
    reminded_s = _reminded(ordered_s, paid_s, rng)
    returned = _returned(contacts, contact, paid_s, rng)
    asked_s = np.where(
        returned, paid_s + rng.integers(DAY_S, _REFUND_ASKED_MOST_DAYS * DAY_S, len(paid_s)), np.nan
    )
    done_s = asked_s + HOUR_S + np.rint(rng.exponential(_REFUND_MEAN_S, len(asked_s)))
    shipped_s = paid_s + rng.integers(*_SHIPS_AFTER_S, len(paid_s)).astype(np.float64)
    part = np.where(rng.random(len(worth)) < _WHOLE_REFUND, 1.0, _PART)
    table = {
        "order_id": np.arange(len(contact)),
        "customer_id": np.concatenate([paid["customer_id"], lost["customer_id"]]),
        "contact_id": contact,
        "ordered_at": _instants(ordered_s),
        "paid_at": _instants(paid_s),
        "shipped_at": _instants(shipped_s),
        "order_value": worth,
        "reminded_at": _instants(reminded_s),
        "reminded_by": _reminders(contacts, contact, reminded_s),
        "refund_requested_at": _instants(asked_s),
        "refunded_at": _instants(done_s),
        "refund_value": np.where(_happened(asked_s), np.round(worth * part, 2), np.nan),
        "returned": returned,
        "disputed": (rng.random(len(worth)) < _DISPUTED) & ~np.isnan(paid_s),
    }
    known = _happened(ordered_s)  # an order of the next half year is not in the table
    return {name: column[known] for name, column in table.items()}


def _paid(world: World, contacts: Contacts, rng: np.random.Generator) -> Records:
    """Return the paid orders with when they were placed: after the contact's end, or before it."""
    made = orders(world, contacts)
    contact, n = made["contact_id"], len(made["contact_id"])
    paid_s = (made["paid_at"] - FIRST_DAY.astype("datetime64[s]")).astype(np.float64)
    ends_s = np.where(contact >= 0, _ends_s(contacts)[contact], 0.0)
    placed_s = np.maximum(ends_s, paid_s - np.rint(rng.exponential(_PAYS_AFTER_S, n)))
    earlier_s = contacts.arrivals.start_s[contact] - np.rint(rng.exponential(_ASKS_AFTER_S, n))
    before = (contact >= 0) & (rng.random(n) < _PLACED_BEFORE)
    ordered_s = np.maximum(np.where(before, earlier_s, placed_s), 0)
    return {**made, "ordered_s": ordered_s, "paid_s": paid_s}


def _unpaid(world: World, contacts: Contacts, rng: np.random.Generator) -> Records:
    """Return orders that nobody paid: after enquiries that did not convert, and silent ones."""
    paid = int(contacts.outcomes.paid.sum())
    candidates = np.flatnonzero(is_enquiry(contacts.arrivals) & ~contacts.outcomes.paid)
    rows = np.sort(rng.choice(candidates, min(len(candidates), int(_UNPAID * paid)), replace=False))
    silent = int(_UNPAID * paid)
    after_s = _ends_s(contacts)[rows] + np.rint(rng.exponential(_PLACES_AFTER_S, len(rows)))
    worth = np.round(rng.lognormal(_SILENT_LOG_MEAN, _SILENT_LOG_SD, silent), 2)
    anyone = rng.integers(0, len(world.customer_values), silent)
    return {
        "customer_id": np.concatenate([contacts.arrivals.customer[rows], anyone]),
        "contact_id": np.concatenate([rows, np.full(silent, -1)]),
        "ordered_s": np.concatenate([after_s, rng.integers(0, DAYS * DAY_S, silent)]),
        "order_value": np.concatenate([contacts.outcomes.order_value[rows], worth]),
    }


def _ends_s(contacts: Contacts) -> Seconds:
    return np.asarray(contacts.arrivals.start_s + contacts.service.handle_s, dtype=np.float64)


def _reminded(ordered_s: Seconds, paid_s: Seconds, rng: np.random.Generator) -> Seconds:
    """Return when an order was reminded of, nan where it was paid in time or nobody did."""
    at_s = ordered_s + rng.integers(_REMIND_LEAST_S, _REMIND_MOST_S, len(ordered_s))
    due = np.isnan(paid_s) | (paid_s > at_s)
    chosen = due & (rng.random(len(ordered_s)) < _REMINDED) & _happened(at_s)
    return np.where(chosen, at_s, np.nan)


def _reminders(
    contacts: Contacts, contact: NDArray[np.int64], reminded_s: Seconds
) -> NDArray[np.object_]:
    """Return who reminded: the contact's agent; nobody is named for orders without one."""
    names = np.array([*contacts.agents, None], dtype=object)
    agent = np.where(contact >= 0, contacts.arrivals.agent[contact].astype(np.int64), -1)
    return np.asarray(names[np.where(np.isnan(reminded_s), -1, agent)])


def _returned(
    contacts: Contacts, contact: NDArray[np.int64], paid_s: Seconds, rng: np.random.Generator
) -> NDArray[np.bool_]:
    """Return which orders came back: as the contact's own outcome says, or drawn."""
    silent = rng.random(len(contact)) < _SILENT_RETURNED
    returned = np.where(contact >= 0, contacts.outcomes.returned[contact], silent)
    return np.asarray(returned & ~np.isnan(paid_s), dtype=np.bool_)


def _happened(at_s: Seconds) -> NDArray[np.bool_]:
    """Tell which instants lie within the half year; nan does not."""
    return np.asarray(at_s < DAYS * DAY_S, dtype=np.bool_)


def _instants(at_s: Seconds) -> NDArray[np.datetime64]:
    """Return instants of local time, NaT where missing or after the half year."""
    seconds = np.where(_happened(at_s), at_s, 0).astype(np.int64).astype("timedelta64[s]")
    instants = FIRST_DAY.astype("datetime64[s]") + seconds
    instants[~_happened(at_s)] = np.datetime64("NaT")
    return np.asarray(instants)
