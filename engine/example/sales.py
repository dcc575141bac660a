"""Which agent a rule credits with each order: written without a database, on purpose.

The rule sees times only: an order may be credited to a contact that did not bring it. The
metrics room computes the same in SQL and must agree to the order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.example.calendar import DAY_S, FIRST_DAY, HOUR_S
from engine.example.contacts import Contacts
from engine.example.effects import AFTERSALE_VIP
from engine.example.records import Records

EVENTS = ("ordered", "paid")
VALIDITY_H = 72


@dataclass(frozen=True, slots=True)
class SalesTruth:
    """What the rule "last agent before the event, within the hours" gives over the half year.

    ``chance`` of the credited orders were brought by another contact, or by none.
    """

    event: str
    validity_h: int
    enquiries: int
    converted: int
    credited: int
    silent: int
    chance: int
    credited_cny: float
    silent_cny: float


def credited_contacts(
    contacts: Contacts, placed: Records, event: str, validity_h: int
) -> NDArray[np.int64]:
    """Return the contact credited with each order, -1 for silent ones, (orders,).

    The last answered presale contact of the customer that began at or before the event and at
    most ``validity_h`` hours before it. Orders without the event have none.
    """
    arrivals = contacts.arrivals
    rows = np.flatnonzero(arrivals.answered & (arrivals.group < AFTERSALE_VIP))
    order = np.lexsort((rows, arrivals.start_s[rows], arrivals.customer[rows]))
    rows = rows[order]
    at = placed[f"{event}_at"]
    known = ~np.isnat(at)
    at_s = np.where(known, at - FIRST_DAY.astype("datetime64[s]"), 0).astype(np.int64)
    stride = int(max(arrivals.start_s.max(), at_s.max())) + 1
    keys = arrivals.customer[rows].astype(np.int64) * stride + arrivals.start_s[rows]
    wanted = placed["customer_id"].astype(np.int64) * stride + at_s
    found = rows[np.maximum(np.searchsorted(keys, wanted, side="right") - 1, 0)]
    own = arrivals.customer[found] == placed["customer_id"]
    waited_s = at_s - arrivals.start_s[found]
    near = (waited_s >= 0) & (waited_s <= validity_h * HOUR_S)
    return np.where(known & own & near, found, -1)


def sales_truth(
    contacts: Contacts, placed: Records, event: str, validity_h: int = VALIDITY_H
) -> SalesTruth:
    """Return what the rule credits, and how many of its credits are chance."""
    found = credited_contacts(contacts, placed, event, validity_h)
    counts, credited = ~np.isnat(placed[f"{event}_at"]), found >= 0
    arrivals, worth = contacts.arrivals, placed["order_value"]
    asked = arrivals.answered & (arrivals.group < AFTERSALE_VIP)
    day = arrivals.customer.astype(np.int64) * DAY_S + arrivals.start_s // DAY_S
    return SalesTruth(
        event=event,
        validity_h=validity_h,
        enquiries=len(np.unique(day[asked])),
        converted=len(np.unique(day[found[credited]])),
        credited=int(credited.sum()),
        silent=int((counts & ~credited).sum()),
        chance=int((found != placed["contact_id"])[credited].sum()),
        credited_cny=float(worth[credited].sum()),
        silent_cny=float(worth[counts & ~credited].sum()),
    )
