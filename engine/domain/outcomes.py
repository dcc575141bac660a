"""What customers do after the contact: ratings, orders, complaints, returns (rule M8).

The coefficients are associations, fitted elsewhere or assumed; ``source`` says which.
"""

import math
from dataclasses import dataclass

from engine.errors import InputError


@dataclass(frozen=True, slots=True)
class OutcomeLogit:
    """Log-odds of an outcome of one contact.

    ``intercept + log_frt x ln(1 + first response in s) + art_min x mean response in min +
    solved x (1 if solved) + the class's term``. A contact without rounds in the log takes its first
    response as mean response.
    """

    intercept: float
    log_frt: float = 0.0
    art_min: float = 0.0
    solved: float = 0.0
    classes: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        terms = (self.intercept, self.log_frt, self.art_min, self.solved)
        if not all(map(math.isfinite, (*terms, *(term for _, term in self.classes)))):
            raise InputError("outcomes.coefficient")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Models of what follows a contact; None leaves an outcome out.

    Parameters
    ----------
    source
        Where the coefficients come from: the evidence file's name, or "scenario".
    invite_rate, rating_rate
        Shares of answered contacts that are invited to rate, and of invited ones that do.
    satisfaction
        Of a rated contact.
    conversion, conversion_classes
        That the customer orders, for contacts of these classes (empty: of all).
    silent_conversion
        The chance that a customer of these classes who was never answered, or answered after he
        had gone, orders all the same.
    order_value_cny
        Mean value of an order.
    counterfactual_frt_s
        Lost orders are counted against the same contacts answered within these seconds.
    complaint
        That a contact is followed by a complaint; never-answered contacts count as unsolved with
        the time they waited.
    return_rate
        Share of orders that come back.
    """

    source: str
    invite_rate: float = 0.0
    rating_rate: float = 0.0
    satisfaction: OutcomeLogit | None = None
    conversion: OutcomeLogit | None = None
    conversion_classes: tuple[str, ...] = ()
    silent_conversion: float = 0.0
    order_value_cny: float = 0.0
    counterfactual_frt_s: float = 30.0
    complaint: OutcomeLogit | None = None
    return_rate: float = 0.0

    def __post_init__(self) -> None:
        shares = (self.invite_rate, self.rating_rate, self.silent_conversion, self.return_rate)
        amounts = (self.order_value_cny, self.counterfactual_frt_s)
        sound = all(0 <= amount < math.inf for amount in amounts)
        if not sound or not all(0 <= share <= 1 for share in shares):
            raise InputError("outcomes.invalid", source=self.source)
