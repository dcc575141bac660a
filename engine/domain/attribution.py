"""Which orders count for whom: a policy that a shop states, never a fact of nature."""

from dataclasses import dataclass
from typing import Literal

from engine.domain.texts import Text

_NO_NOTE = Text("", "")


@dataclass(frozen=True, slots=True)
class AttributionPolicy:
    """How an order is credited to a contact and its agent.

    Parameters
    ----------
    event
        ``ordered``: the order counts when placed; ``paid``: when paid; ``order_first``: paid
        orders go to the agent before the order, those without one to the agent before payment.
    agent
        ``first`` or ``last`` agent whom the customer asked within ``validity_h`` before the event.
    validity_h
        Hours from a contact's start within which an event may be credited to it.
    aftersale_days
        A contact of a customer who paid within so many days before it is after-sale, unless the
        customer orders again within ``validity_h`` after it. 0: the contacts' own mark
        ``presale`` decides.
    same_day_only
        Only events on the contact's own day count.
    net_of_refunds
        Sales less refunds.
    """

    id: str
    name: Text
    event: Literal["ordered", "paid", "order_first"]
    agent: Literal["first", "last"]
    validity_h: float
    aftersale_days: int
    same_day_only: bool = False
    net_of_refunds: bool = False
    note: Text = _NO_NOTE
