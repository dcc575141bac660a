"""All sets of a given size that cover rows of gains, while rows are still being added."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

CHUNK = 64  # sets looked at together, for speed
ROWS_WEIGHED = 24  # the least covered rows, among which the one with fewest ways on is chosen
TIE = 1e-12


class CoverRows:
    """Rows of gains: a set covers a row when the gains of its members sum to at least 1."""

    def __init__(self, positions: int) -> None:
        self.gains: NDArray[np.float64] = np.empty((0, positions))

    def add(self, gains: NDArray[np.float64]) -> None:
        """Add rows (m, p) of gains >= 0."""
        self.gains = np.concatenate([self.gains, gains])

    def deficits(self, sets: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return how much each set (c, p) lacks of covering each row: (c, rows)."""
        return np.asarray(1 - sets @ self.gains.T, dtype=np.float64)

    def covered(self, sets: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which sets (c, p) cover every row: (c,)."""
        return np.asarray((self.deficits(sets) <= TIE).all(axis=1), dtype=np.bool_)


def covers(
    rows: CoverRows, size: int, candidates: NDArray[np.bool_]
) -> Iterator[NDArray[np.bool_]]:
    """Yield every set of ``size`` candidates that covers all rows, some at a time.

    Parameters
    ----------
    rows
        The caller may add rows between two yields; sets that do not cover them are not yielded
        from then on.
    candidates
        (p,), True where a position may be chosen.

    Yields
    ------
    NDArray
        (c, p) with c <= 64; each set once. c is 0 after every look at up to 64 smaller sets, so
        that the caller may stop.

    Notes
    -----
    Branch and bound. Whoever covers a row that lacks d with r more members must take one whose
    gain is at least d / r. The children of a set take one such member each, the greatest gain
    first, and may not take those before it: no set is met twice.
    """
    stack = [(np.zeros((1, len(candidates)), dtype=np.bool_), candidates[None, :])]
    while stack:
        chosen, allowed = stack.pop()
        if len(chosen) > CHUNK:
            stack.append((chosen[CHUNK:], allowed[CHUNK:]))
            chosen, allowed = chosen[:CHUNK], allowed[:CHUNK]
        left = size - int(chosen[0].sum())
        if left:
            children = _children(rows, chosen, allowed, left)
            stack += [children] if len(children[0]) else []
            yield chosen[:0]
        else:
            yield chosen[rows.covered(chosen)]


def _children(
    rows: CoverRows, chosen: NDArray[np.bool_], allowed: NDArray[np.bool_], left: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the sets with one member more, and what each of them may still take."""
    options, gains = _narrowest(rows, chosen, allowed, left)
    order = np.argsort(np.where(options, -gains, np.inf), axis=1, kind="stable")
    ranks = np.argsort(order, axis=1)
    parent, taken = np.nonzero(options)
    children = chosen[parent]
    children[np.arange(len(parent)), taken] = True
    no_later = ranks[parent] <= ranks[parent, taken][:, None]
    return children, allowed[parent] & ~(options[parent] & no_later)


def _narrowest(
    rows: CoverRows, chosen: NDArray[np.bool_], allowed: NDArray[np.bool_], left: int
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Return for each set the members (c, p) that its narrowest row asks for, and their gains.

    A row that is covered asks for nothing, so that every member allowed remains an option; so
    it does without any row.
    """
    if not len(rows.gains):
        return allowed, np.zeros(allowed.shape)
    deficits = rows.deficits(chosen)
    weighed = min(ROWS_WEIGHED, deficits.shape[1])
    least_covered = np.argpartition(-deficits, weighed - 1, axis=1)[:, :weighed]
    lacking = np.take_along_axis(deficits, least_covered, axis=1)
    gains = rows.gains[least_covered]
    options = (gains >= lacking[..., None] / left - TIE) & allowed[:, None, :]
    each = np.arange(len(chosen))
    narrowest = options.sum(axis=2).argmin(axis=1)
    return options[each, narrowest], gains[each, narrowest]
