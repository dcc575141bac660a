"""Contacts that come back because the first answer did not solve the problem."""

from dataclasses import dataclass

from engine.errors import MethodError
from engine.queueing.arguments import SECONDS_PER_H, check_not_negative, check_share


@dataclass(frozen=True, slots=True)
class Feedback:
    """What repeats make of a stream of new problems.

    ``arrival_rate_per_h`` is that of all contacts, first and repeated; ``contacts_per_customer``
    the mean over customers; ``returning_mean`` the mean number of customers between two contacts.
    """

    arrival_rate_per_h: float
    contacts_per_customer: float
    returning_mean: float


def with_repeats(
    new_rate_per_h: float,
    solved_probability: float,
    *,
    return_probability: float = 1.0,
    delay_s: float = 0.0,
) -> Feedback:
    """Return the stream of contacts that new problems and their repeats make together.

    Parameters
    ----------
    new_rate_per_h
        New problems per hour, >= 0.
    solved_probability, return_probability
        Of a contact being solved, and of an unsolved customer coming back; 0..1.
    delay_s
        Mean time until the next contact in seconds, >= 0, of any distribution.

    Raises
    ------
    InputError
        ``queueing.negative`` or ``queueing.share``.
    MethodError
        ``queueing.never_solved`` where every contact comes back.

    Notes
    -----
    lambda = new / (1 - (1 - solved) return). The queue and the delay are an open Jackson network:
    with exponential handle times the queue in steady state is the one with Poisson arrivals at
    lambda, although the arrivals of repeats are not Poisson.

    References
    ----------
    Jackson, J. R. (1957), Networks of waiting lines, Operations Research 5, 518-521.
    """
    check_not_negative(new_rate_per_h=new_rate_per_h, delay_s=delay_s)
    check_share(solved_probability=solved_probability, return_probability=return_probability)
    comes_back = (1 - solved_probability) * return_probability
    if comes_back >= 1:
        raise MethodError("queueing.never_solved")
    contacts = 1 / (1 - comes_back)
    rate_per_h = new_rate_per_h * contacts
    returning_per_s = rate_per_h * comes_back / SECONDS_PER_H
    return Feedback(rate_per_h, contacts, returning_per_s * delay_s)
