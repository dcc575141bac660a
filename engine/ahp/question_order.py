"""The order in which a questionnaire asks its pairs, and which item stands on the left."""

from collections.abc import Iterator, Sequence

from engine.errors import InputError

Pair = tuple[int, int]

FIVE = 5
# five items need an order of their own: rounds of two pairs leave no choice between neighbours
_FIVE: tuple[Pair, ...] = (
    (0, 1), (2, 3), (0, 4), (1, 2), (3, 4), (0, 2), (1, 3), (2, 4), (0, 3), (1, 4),
)  # fmt: skip


def question_order(items: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return every pair of items once, in the order to ask them, the left item first.

    Each item stands on the left as often as on the right (n odd) or once more or less often (n
    even). From five items on, no item appears in two questions running; with three or four
    items this is impossible. The same items give the same order.

    Parameters
    ----------
    items
        n >= 2 ids, unique.

    Raises
    ------
    InputError
        ``judgements.duplicate_item``.

    Notes
    -----
    Questions go round by round, each round a set of pairs without a common item (the circle
    method of tournaments); within a round that pair comes next whose items have rested longest.
    Pair {i, j} is turned as in the rotational tournament: i is on the left of the (n - 1)/2 items
    that follow it in the circle.

    References
    ----------
    Ross, R. T. (1934), Optimum orders for the presentation of pairs in the method of paired
    comparisons, Journal of Educational Psychology 25, 375-382: the two aims, balance of sides
    and greatest spacing.

    Examples
    --------
    >>> question_order(["price", "quality", "speed"])
    (('quality', 'speed'), ('price', 'quality'), ('speed', 'price'))
    """
    n = len(items)
    if len(set(items)) != n:
        raise InputError("judgements.duplicate_item", items=", ".join(items))
    ordered = _FIVE if n == FIVE else tuple(_spaced(n))
    return tuple((items[left], items[right]) for left, right in (_turned(p, n) for p in ordered))


def _spaced(n: int) -> Iterator[Pair]:
    """Yield the pairs round by round, those next whose items have rested longest."""
    last_asked = [-n] * n
    asked = 0
    for pairs in _rounds(n):
        left = list(pairs)
        while left:
            pair = min(left, key=lambda p: sorted((last_asked[p[0]], last_asked[p[1]]))[::-1])
            left.remove(pair)
            last_asked[pair[0]] = last_asked[pair[1]] = asked
            asked += 1
            yield pair


def _rounds(n: int) -> Iterator[list[Pair]]:
    """Yield rounds of disjoint pairs that together hold every pair once: the circle method."""
    seats = n + n % 2  # an odd number rests one item a round, at the empty seat
    circle = list(range(1, seats))
    for turn in range(seats - 1):
        ring = [0, *circle[turn:], *circle[:turn]]
        facing = zip(ring[: seats // 2], reversed(ring), strict=False)
        yield [(min(pair), max(pair)) for pair in facing if max(pair) < n]


def _turned(pair: Pair, n: int) -> Pair:
    """Return a pair with the item on the left that the rotational tournament puts there."""
    i, j = pair
    ahead = j - i
    if 2 * ahead == n:  # opposite in the circle: half of them each way
        return (i, j) if i % 2 == 0 else (j, i)
    return (i, j) if 2 * ahead < n else (j, i)
