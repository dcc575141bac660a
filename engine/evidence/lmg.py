"""All subset regressions of a set of players from one matrix of cross-products, many at a time.

A player is a set of columns that enter together (a category's levels, a spline's pieces); the
columns that are always in (intercept, confounders) are swept out first. This module owns the
lattice and Shapley's formula; where the cross-products come from is the caller's.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Player = tuple[int, ...]

PIVOT_TOLERANCE = 1e-10  # of the column's own sum of squares: below it, it is determined already
CHUNK_NUMBERS = 4_000_000  # numbers held at once: 32 MB, about four of them alive


def shapley_values(worths: Floats) -> Floats:
    """Return what each player adds, averaged over all orders in which players can enter.

    Parameters
    ----------
    worths
        (2**p, replicates): the worth of each set of players; bit j of a set's number says
        whether player j is in.

    Returns
    -------
    ndarray
        (p, replicates), adding up to the worth of all less the worth of none. With R2 as the
        worth these are the LMG shares.

    References
    ----------
    Shapley (1953), Contributions to the Theory of Games 2, 307-317; Lindeman, Merenda and Gold
    (1980), Introduction to Bivariate and Multivariate Analysis; Groemping (2007), The American
    Statistician 61, 139-147.
    """
    players = len(worths).bit_length() - 1
    sizes = subset_sizes(players - 1)
    orders = np.array(
        [
            math.factorial(s) * math.factorial(players - 1 - s) / math.factorial(players)
            for s in range(players)
        ]
    )
    weights = orders[sizes]
    return np.stack([weights @ increments(worths, player) for player in range(players)])


def increments(worths: Floats, player: int) -> Floats:
    """Return (2**(p-1), replicates) what a player adds to each set of the others, by number."""
    split = worths.reshape(-1, 2, 2**player, worths.shape[1])
    added = split[:, 1] - split[:, 0]
    return np.asarray(added.reshape(-1, worths.shape[1]), dtype=np.float64)


def subset_sizes(players: int) -> NDArray[np.int64]:
    """Return (2**players,) how many players each set holds, by the set's number."""
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(players):
        sizes = np.concatenate([sizes, sizes + 1])
    return sizes


def subset_residuals(products: Floats, players: Sequence[Player], always: Sequence[int]) -> Floats:
    """Return the residual sum of squares of the last column on every set of players.

    Parameters
    ----------
    products
        (replicates, m, m) symmetric cross-products; the last column is the outcome.
    players
        Columns of each player.
    always
        Columns in every regression, the intercept among them.

    Returns
    -------
    ndarray
        (2**p, replicates); bit j of the row's number says whether player j is in. Row 0 has the
        ``always`` columns alone.

    Notes
    -----
    Breadth first through the lattice: a player is either dropped or swept out of what remains
    (Gaussian elimination), so that a set costs the few products by which it differs from a
    smaller one, and all sets of one depth and all replicates are one array operation. A column
    that the ones before it determine adds nothing.
    """
    order = [column for player in players for column in player]
    kept = [*order, products.shape[1] - 1]
    size = max(1, CHUNK_NUMBERS // _largest_depth([len(player) for player in players]))
    return np.concatenate(
        [
            _lattice(swept(chunk, always)[:, kept][:, :, kept], [len(p) for p in players])
            for chunk in np.array_split(products, math.ceil(len(products) / size))
        ],
        axis=1,
    )


def swept(products: Floats, columns: Sequence[int]) -> Floats:
    """Return the cross-products of what is left of every column after regression on some.

    Rows and columns of the regressors themselves, and of what they determine, become 0.
    """
    left = np.array(products, dtype=np.float64)
    own = np.einsum("bii->bi", left).copy()
    for column in columns:
        pivot = left[:, column, column]
        sound = pivot > PIVOT_TOLERANCE * own[:, column]
        slopes = (
            left[:, :, column] * np.where(sound, 1.0 / np.where(sound, pivot, 1.0), 0.0)[:, None]
        )
        left -= slopes[:, :, None] * left[:, None, column, :]
    return left


def _largest_depth(widths: Sequence[int]) -> int:
    """Return how many numbers one replicate needs where the lattice is widest."""
    columns = sum(widths) + 1
    largest = columns**2
    for depth, width in enumerate(widths):
        columns -= width
        largest = max(largest, 2 ** (depth + 1) * columns**2)
    return largest


def _lattice(products: Floats, widths: Sequence[int]) -> Floats:
    """Return (2**p, replicates) residuals; the columns stand in the players' order."""
    # The two matrix axes lead, sets and replicates trail: every operation runs over long rows.
    state = np.ascontiguousarray(np.moveaxis(products, 0, -1))[:, :, None, :]
    own = np.einsum("iisb->isb", state).copy()
    for width in widths:
        inside = state
        for column in range(width):
            inside = _eliminated(inside, own[column])
        state = np.concatenate([state[width:, width:], inside], axis=2)
        own = own[width:]
    return np.asarray(np.maximum(state[0, 0], 0.0), dtype=np.float64)


def _eliminated(state: Floats, own: Floats) -> Floats:
    """Return what is left of the other columns after regression on the first."""
    pivot = state[0, 0]
    sound = pivot > PIVOT_TOLERANCE * own
    inverse = np.where(sound, 1.0 / np.where(sound, pivot, 1.0), 0.0)
    left = state[1:, 1:] - (state[1:, :1] * inverse) * state[:1, 1:]
    return np.asarray(left, dtype=np.float64)
