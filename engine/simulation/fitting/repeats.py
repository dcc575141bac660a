"""Who comes back: repeats after service and new attempts after hanging up, by customer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.durations import Duration, Shape
from engine.simulation.fitting.observed import ObservedContacts
from engine.simulation.fitting.proportion import Share, share
from engine.simulation.fitting.quantile_points import rounded

Numbers = NDArray[np.float64]

HOUR_S = 3600.0
_LEAST_DELAYS = 5
_LEAST_CV = 0.05


@dataclass(frozen=True, slots=True)
class ReturnFit:
    """How often a customer comes back after one kind of ending, and when.

    ``n`` in ``back`` are endings whose whole window lies in the log; ``delay`` is lognormal with
    the moments of the delays, None with fewer than five.
    """

    back: Share
    delay: Duration | None


@dataclass(frozen=True, slots=True)
class RepeatFit:
    """Returns of one class: after service (of all, and of those unsolved) and after hanging up."""

    served: ReturnFit
    unsolved: ReturnFit
    solved: Share
    abandoned: ReturnFit


def is_fresh(contacts: ObservedContacts, window_s: float) -> NDArray[np.bool_]:
    """Return which contacts begin a need, (n,): no earlier one of the customer in the window.

    The log's own ``attempt`` decides where there is one; contacts without a customer all count.
    """
    fresh = np.ones(len(contacts), np.bool_)
    earlier, later = _followed(contacts)
    gap_s = contacts.arrival_s[later] - contacts.end_s[earlier]
    fresh[later[gap_s <= window_s]] = False
    known = np.isfinite(contacts.attempt)
    fresh[known] = contacts.attempt[known] == 1
    return fresh


def fitted_returns(contacts: ObservedContacts, window_s: float, name: str) -> RepeatFit | None:
    """Return how customers of a class come back; None where the log names no customers.

    Notes
    -----
    A return is the customer's next contact, of any class, begun within ``window_s`` of the end of
    this one. Endings less than a window before the end of the log are left out: their returns
    could not all be seen.
    """
    if not np.any(contacts.customer != ""):
        return None
    delay_s = np.full(len(contacts), np.inf)
    earlier, later = _followed(contacts)
    delay_s[earlier] = np.maximum(contacts.arrival_s[later] - contacts.end_s[earlier], 0.0)
    seen = contacts.end_s <= contacts.arrival_s.max() - window_s
    mine = seen & (contacts.contact_class == name) & (contacts.customer != "")
    solved = contacts.solved[mine & contacts.served & np.isfinite(contacts.solved)]
    unsolved = mine & contacts.served & (contacts.solved == 0)
    return RepeatFit(
        served=_returns(delay_s[mine & contacts.served], window_s),
        unsolved=_returns(delay_s[unsolved], window_s),
        solved=share(int(solved.sum()), solved.size),
        abandoned=_returns(delay_s[mine & contacts.abandoned], window_s),
    )


def _followed(contacts: ObservedContacts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return rows of contacts that the same customer followed up, and rows of what followed."""
    _, who = np.unique(contacts.customer, return_inverse=True)
    order = np.lexsort((contacts.arrival_s, who))
    same = (who[order][1:] == who[order][:-1]) & (contacts.customer[order][1:] != "")
    return order[:-1][same], order[1:][same]


def _returns(delay_s: Numbers, window_s: float) -> ReturnFit:
    back_s = delay_s[delay_s <= window_s]
    delay = None
    if back_s.size >= _LEAST_DELAYS and back_s.mean() > 0:
        cv = max(_LEAST_CV, float(back_s.std(ddof=1) / back_s.mean()))
        delay = Duration(Shape.LOGNORMAL, rounded(float(back_s.mean())), rounded(cv))
    return ReturnFit(share(back_s.size, delay_s.size), delay)
