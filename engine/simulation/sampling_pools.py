"""Pools of draws for later attempts and further legs: how large, and who reads where (rule M9).

Most possible attempts never happen. What they would need is drawn once for the class, and a
customer reads it from a place that belongs to the customer's number:

- A pool has about as many rows as customers come back or are passed on, estimated generously
  (everybody who may try again counts as doing so once).
- Customer k reads from row ``(2 A + 1) k`` on, A the greatest number of attempts. So customers
  who arrive one after another share no draw; those who share one read it for different attempts;
  and only every ``size``-th customer reads exactly the same. Size is a power of two, which makes
  the step prime to it.
"""

import numpy as np
from numpy.typing import NDArray

from engine.domain.durations import Shape
from engine.domain.traffic import ContactClass
from engine.simulation.sampling_rows import may_be_gone, short_work

LEAST_ROWS = 64
MOST_ATTEMPTS_APART = 1_000  # beyond, a customer's own attempts may share draws
SHARE_OF_LATE_MESSAGES = 0.25  # of the customers, when messages stay


def pool_size(kind: ContactClass, customers: int, max_attempts: int, *, turns: bool) -> int:
    """Return the rows of the pool of a class: 1 when nobody needs one, else a power of two."""
    share = 0.0
    if may_need_pauses(kind, turns=turns):
        share = SHARE_OF_LATE_MESSAGES
    if may_need_rows(kind, max_attempts):
        share = max(share, _share_coming_back(kind, max_attempts))
    elif not share:
        return 1
    least = max(LEAST_ROWS, 2 * _step(min(max_attempts, MOST_ATTEMPTS_APART)))
    wanted = max(least, int(share * customers))
    return 1 << (wanted.bit_length() - 1)


def places(
    numbers: NDArray[np.int64], sizes: NDArray[np.int64], max_attempts: int
) -> NDArray[np.int64]:
    """Return where the customers of a class begin to read, in pools of ``sizes`` rows; all (n,)."""
    return numbers * _step(max_attempts) % sizes


def may_need_rows(kind: ContactClass, max_attempts: int) -> bool:
    """Tell whether a customer of the class can have a second attempt or a second leg."""
    back = kind.retry.probability > 0 or kind.repeat.return_probability > 0
    bot_back = kind.bot.containment > 0 and kind.bot.repeat.return_probability > 0
    passed_on = any(transfer.probability > 0 for transfer in kind.transfers)
    return passed_on or (max_attempts > 1 and (back or bot_back))


def may_need_pauses(kind: ContactClass, *, turns: bool) -> bool:
    """Tell whether late messages need random draws even of customers who come once."""
    return may_be_gone(kind) and short_work(kind, turns=turns).shape is not Shape.DETERMINISTIC


def _share_coming_back(kind: ContactClass, max_attempts: int) -> float:
    passed_on = max((transfer.probability for transfer in kind.transfers), default=0.0)
    if max_attempts == 1:
        return passed_on
    bot, repeat = kind.bot, kind.repeat
    from_bot = (1 - bot.repeat.solved_probability) * bot.repeat.return_probability
    from_agent = (1 - repeat.solved_probability) * repeat.return_probability
    share = kind.retry.probability + passed_on
    share += bot.containment * from_bot + (1 - bot.containment) * from_agent
    return min(1.0, share)


def _step(max_attempts: int) -> int:
    return 2 * max_attempts + 1
