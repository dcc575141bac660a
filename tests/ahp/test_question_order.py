"""Every pair once, sides in balance, no item twice running."""

from itertools import combinations, pairwise

import pytest

from engine.ahp.question_order import question_order
from engine.errors import InputError

ITEMS = tuple(f"item{number}" for number in range(30))


@pytest.mark.parametrize("n", range(2, 31))
class TestOrder:
    def test_holds_every_pair_once(self, n: int) -> None:
        asked = [frozenset(pair) for pair in question_order(ITEMS[:n])]

        assert len(asked) == n * (n - 1) // 2
        assert set(asked) == {frozenset(pair) for pair in combinations(ITEMS[:n], 2)}

    def test_puts_each_item_on_the_left_as_often_as_on_the_right(self, n: int) -> None:
        order = question_order(ITEMS[:n])

        surplus = [
            sum((left == item) - (right == item) for left, right in order) for item in ITEMS[:n]
        ]

        assert set(map(abs, surplus)) == ({0} if n % 2 else {1})

    def test_never_asks_about_an_item_twice_running_where_that_is_possible(self, n: int) -> None:
        order = question_order(ITEMS[:n])

        repeated = sum(bool({*one} & {*following}) for one, following in pairwise(order))

        # with four items only the opposite pair shares none, with three no pair does
        assert repeated == {3: 2, 4: 2}.get(n, 0)

    def test_is_the_same_every_time(self, n: int) -> None:
        assert question_order(ITEMS[:n]) == question_order(list(ITEMS[:n]))


def test_an_item_named_twice_is_refused() -> None:
    with pytest.raises(InputError, match="a, b, a"):
        question_order(["a", "b", "a"])


def test_one_item_leaves_nothing_to_ask() -> None:
    assert question_order(["a"]) == ()
