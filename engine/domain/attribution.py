"""Which orders count for whom: a policy that a shop states, never a fact of nature."""

from dataclasses import dataclass
from typing import Literal

from engine.domain.texts import Text

Event = Literal["ordered", "paid", "order_first", "shipped"]

_NO_NOTE = Text("", "")


@dataclass(frozen=True, slots=True)
class AttributionPolicy:
    """How an order is credited to a contact and its agent.

    An enquiry (询单) is a customer's local day with a presale contact that reached a person. An
    order is credited at most once, to a presale contact that began at or before the event and
    at most ``validity_h`` before it; an order that nobody was asked before is silent (静默).

    Parameters
    ----------
    event
        ``ordered``: the order counts when placed; ``paid``: when paid; ``order_first``: paid
        orders go to the agent before the order, those without one to the agent before payment;
        ``shipped``: the agent before the order, counted once it is shipped.
    agent
        ``first`` or ``last`` agent whom the customer asked within ``validity_h`` before the event;
        ``recorded``: the agent whom the order file itself names, asked or not, as the shop's back
        office counts. The order then converts the enquiry that this agent last answered within
        ``validity_h`` before the event, if there is one.
    validity_h
        Hours from a contact's start within which an event may be credited to it, the last
        instant included.
    aftersale_days
        A contact of a customer who paid within so many days before it is after-sale, unless the
        customer orders again within ``validity_h`` after it. 0: the contacts' own mark
        ``presale`` decides.
    within_days
        Local days after the contact's own day on which an event still counts: 0 the same day,
        1 up to the end of the next; None: the hours alone decide.
    net_of_refunds
        Sales less refunds that were completed.
    source, source_date, grade
        Where the rule was read, when, and how well it is known (a to d); empty for a shop's own.
    """

    id: str
    name: Text
    event: Event
    agent: Literal["first", "last", "recorded"]
    validity_h: float
    aftersale_days: int
    within_days: int | None = None
    net_of_refunds: bool = False
    note: Text = _NO_NOTE
    source: str = ""
    source_date: str = ""
    grade: str = ""
