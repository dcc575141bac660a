"""Where a contact's draws are: everything random was drawn before the run (rule M9)."""

from typing import Any

from engine.simulation.kernel.centre import Centre
from engine.simulation.kernel.compiled import compiled


@compiled
def pool_row(centre: Centre, customer: int, attempt: int, leg: int) -> int:
    """Return the row of ``later`` and ``pauses`` for a leg of an attempt (each from 0)."""
    who = centre.sampled.customers[customer]
    pool = centre.sampled.pools[who.pool]
    # "size" and not .size: without numba a record has numpy's attribute of that name
    return pool.first + (who.place + 2 * attempt + leg) % pool["size"]


@compiled
def draw_row(centre: Centre, customer: int, attempt: int, leg: int) -> int:
    """Return the row of ``first`` for the first leg of a first attempt, else ~row of ``later``."""
    if attempt == 0 and leg == 0:
        return customer
    return ~pool_row(centre, customer, attempt, leg)


@compiled
def drawn(centre: Centre, row: int) -> Any:
    """Return the draws of a row as :func:`draw_row` numbers them."""
    if row >= 0:
        return centre.sampled.first[row]
    return centre.sampled.later[~row]


@compiled
def draw(centre: Centre, j: int) -> Any:
    """Return the draws of the present leg: work, patience, rounds."""
    return drawn(centre, centre.live[j].draw)


@compiled
def own_draw(centre: Centre, j: int) -> Any:
    """Return the draws of the attempt, which are those of its first leg: chances, the bot."""
    row = centre.log.contacts[j]
    return drawn(centre, draw_row(centre, row.customer, row.attempt, 0))


@compiled
def pause(centre: Centre, j: int, leg: int) -> Any:
    """Return the delays of the attempt (leg 0), or the short work of a leg."""
    row = centre.log.contacts[j]
    return centre.sampled.pauses[pool_row(centre, row.customer, row.attempt, leg)]
