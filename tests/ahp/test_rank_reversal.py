"""Rank reversal: the published example, cases by hand, and the laws of consistent answers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.ahp.priorities import Method, priorities
from engine.ahp.rank_reversal import (
    Alteration,
    Reversal,
    alternative_reversals,
    reversals,
    tree_reversals,
)
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix
from engine.errors import InputError, MethodError

# Belton and Gear (1983): three criteria of equal weight, three alternatives
CRITERIA = {"first": 1 / 3, "second": 1 / 3, "third": 1 / 3}
SHARES = {
    "first": {"A": 1 / 11, "B": 9 / 11, "C": 1 / 11},
    "second": {"A": 9 / 11, "B": 1 / 11, "C": 1 / 11},
    "third": {"A": 8 / 18, "B": 9 / 18, "C": 1 / 18},
}


def consistent(weights: dict[str, float]) -> JudgementMatrix:
    values = np.array(list(weights.values()))
    return JudgementMatrix(tuple(weights), values[:, None] / values[None, :])


def judged(items: str, upper: list[float]) -> JudgementMatrix:
    n = len(items)
    values = np.ones((n, n))
    rows, columns = np.triu_indices(n, 1)
    values[rows, columns] = upper
    values[columns, rows] = 1 / np.array(upper)
    return JudgementMatrix(tuple(items), values)


class TestAlternatives:
    def test_a_copy_reverses_the_example_of_belton_and_gear_1983(self) -> None:
        found = alternative_reversals(CRITERIA, SHARES, "distributive")

        copied = [each for each in found if each.alteration is Alteration.COPIED]
        assert [(each.item, each.first, each.second) for each in copied] == [("B", "B", "A")]
        assert_allclose(copied[0].before, (0.4697, 0.4512), atol=5e-5)  # printed .47, .45
        after = (  # printed .29, .37; worked in fractions: a copy of B scales each column anew
            Fraction(1, 3) * (Fraction(9, 20) + Fraction(1, 12) + Fraction(9, 27)),
            Fraction(1, 3) * (Fraction(1, 20) + Fraction(9, 12) + Fraction(8, 27)),
        )
        assert_allclose(copied[0].after, [float(share) for share in after], rtol=1e-14)

    def test_the_ideal_mode_keeps_the_order_under_a_copy(self) -> None:
        found = alternative_reversals(CRITERIA, SHARES, "ideal")

        assert not [each for each in found if each.alteration is Alteration.COPIED]

    def test_judgements_and_their_shares_tell_the_same(self) -> None:
        matrices = {name: consistent(shares) for name, shares in SHARES.items()}

        by_judgements = alternative_reversals(CRITERIA, matrices, "distributive")
        by_shares = alternative_reversals(CRITERIA, SHARES, "distributive")

        assert [(e.item, e.first) for e in by_judgements] == [(e.item, e.first) for e in by_shares]

    def test_removing_the_best_of_a_criterion_may_reverse_the_ideal_mode(self) -> None:
        # A (1/9 + 1) / 2 = .556, B (2/9 + .6) / 2 = .411; without C, B leads the first criterion:
        # A (1/2 + 1) / 2 = .75, B (1 + .6) / 2 = .8
        shares = {
            "first": {"A": 1.0, "B": 2.0, "C": 9.0},
            "second": {"A": 1.0, "B": 0.6, "C": 0.1},
        }

        found = alternative_reversals({"first": 0.5, "second": 0.5}, shares, "ideal")

        pairs = [(e.alteration, e.item, e.first, e.second) for e in found]
        assert (Alteration.REMOVED, "C", "A", "B") in pairs

    def test_a_criterion_that_knew_only_the_leaver_tells_the_rest_nothing(self) -> None:
        shares = {"only": {"A": 0.0, "B": 0.0, "C": 1.0}, "both": {"A": 0.6, "B": 0.3, "C": 0.1}}

        found = alternative_reversals({"only": 0.5, "both": 0.5}, shares, "distributive")

        assert all(each.item != "C" for each in found)

    def test_the_alternatives_are_aligned_by_name(self) -> None:
        turned = {
            name: dict(reversed(list(shares.items()))) if name == "third" else shares
            for name, shares in SHARES.items()
        }

        assert alternative_reversals(CRITERIA, turned, "distributive") == alternative_reversals(
            CRITERIA, SHARES, "distributive"
        )

    def test_other_alternatives_under_a_criterion_are_refused(self) -> None:
        other = SHARES | {"third": {"A": 0.5, "D": 0.5}}

        with pytest.raises(InputError, match=r"rank_reversal\.alternatives.*third.*B, C, D"):
            alternative_reversals(CRITERIA, other, "ideal")

    def test_other_criteria_are_refused(self) -> None:
        with pytest.raises(InputError, match=r"rank_reversal\.criteria.*fourth"):
            alternative_reversals(CRITERIA | {"fourth": 0.0}, SHARES, "ideal")


class TestNode:
    @given(st.lists(st.floats(0.1, 10), min_size=2, max_size=7), st.sampled_from(Method))
    def test_consistent_judgements_are_never_reversed(
        self, weights: list[float], method: Method
    ) -> None:
        matrix = consistent({f"i{n}": weight for n, weight in enumerate(weights)})

        assert reversals(matrix, method) == ()

    @given(st.lists(st.floats(0.001, 10), min_size=2, max_size=7))
    def test_given_shares_are_never_reversed(self, shares: list[float]) -> None:
        assert reversals({f"i{n}": share for n, share in enumerate(shares)}) == ()

    def test_removal_reverses_row_geometric_means_as_worked_by_hand(self) -> None:
        # row sums of logs in units of ln 2: a -1 + 3 + 1 = 3, b 1 + 1 + 0 = 2, so a leads;
        # without c: a -1 + 1 = 0, b 1 + 0 = 1
        matrix = judged("abcd", [2.0**x for x in (-1, 3, 1, 1, 0, 0)])

        found = reversals(matrix, Method.GEOMETRIC_MEAN)

        removal = next(e for e in found if (e.alteration, e.item) == (Alteration.REMOVED, "c"))
        assert (removal.first, removal.second) == ("a", "b")
        assert removal.before[0] / removal.before[1] == pytest.approx(2 ** (1 / 4), rel=1e-12)
        assert removal.after[0] / removal.after[1] == pytest.approx(2 ** (-1 / 3), rel=1e-12)

    def test_a_copy_counts_the_answers_about_an_item_twice(self) -> None:
        # row sums as above: a -3 + 1 + 4 = 2, b 3 + 0 + 0 = 3; with a second d: a 6, b 3
        matrix = judged("abcd", [2.0**x for x in (-3, 1, 4, 0, 0, 0)])

        found = reversals(matrix, Method.GEOMETRIC_MEAN)

        copy = next(e for e in found if (e.alteration, e.item) == (Alteration.COPIED, "d"))
        assert (copy.first, copy.second) == ("b", "a")
        assert copy.after[0] / copy.after[1] == pytest.approx(2 ** ((3 - 6) / 5), rel=1e-12)

    @given(st.lists(st.sampled_from([1 / 9, 1 / 3, 1.0, 3.0, 9.0]), min_size=6, max_size=6))
    def test_every_removal_listed_is_seen_by_weighing_the_rest_afresh(
        self, upper: list[float]
    ) -> None:
        matrix = judged("abcd", upper)

        found = [e for e in reversals(matrix) if e.alteration is Alteration.REMOVED]

        for each in found:
            rest = [row for row, item in enumerate("abcd") if item != each.item]
            weights = priorities(matrix.values[np.ix_(rest, rest)]).weights
            afresh = dict(zip((matrix.items[row] for row in rest), weights, strict=True))
            assert afresh[each.first] < afresh[each.second]

    def test_gaps_are_filled_once_with_everybody_present(self) -> None:
        matrix = judged("abc", [2.0, 6.0, 3.0])
        values = matrix.values.copy()
        values[0, 1] = values[1, 0] = np.nan

        # without c nothing links a and b, yet the answers given imply 2
        assert reversals(JudgementMatrix(matrix.items, values)) == ()

    def test_answers_that_do_not_link_are_refused(self) -> None:
        values = np.array([[1.0, np.nan], [np.nan, 1.0]])

        with pytest.raises(MethodError, match=r"ahp\.unconnected"):
            reversals(JudgementMatrix(("a", "b"), values))

    @pytest.mark.parametrize("shares", [{"a": -0.1, "b": 1.1}, {"a": 0.0, "b": 0.0}])
    def test_shares_that_are_none_are_refused(self, shares: dict[str, float]) -> None:
        with pytest.raises(InputError, match=r"rank_reversal\.shares"):
            reversals(shares)

    def test_a_single_item_has_no_order(self) -> None:
        assert reversals({"a": 1.0}) == ()


TREE = ItemTree({"goal": ("x", "y"), "x": ("a", "b"), "y": ("c",)}, {})
LOCAL = {
    "goal": consistent({"x": 3.0, "y": 2.0}),
    "x": consistent({"a": 1.0, "b": 1.0}),
}


class TestTree:
    def test_a_leaf_that_loses_its_sibling_overtakes_another_node(self) -> None:
        # a .3, b .3, c .4; without b: a .6, c .4. A copy of c leaves a, b .3, c .2
        found = tree_reversals(TREE, LOCAL)

        told = [(e.alteration.value, e.item, e.first, e.second) for e in found]
        assert told == [
            ("removed", "a", "c", "b"),
            ("removed", "b", "c", "a"),
            ("copied", "c", "c", "a"),
            ("copied", "c", "c", "b"),
        ]
        assert_allclose(found[0].before, (0.4, 0.3), rtol=1e-12)
        assert_allclose(found[0].after, (0.4, 0.6), rtol=1e-12)
        assert_allclose(found[2].after, (0.2, 0.3), rtol=1e-12)

    def test_the_only_leaf_of_a_node_takes_the_node_along(self) -> None:
        deeper = ItemTree({"goal": ("x", "y", "z"), "x": ("a",), "y": ("c",), "z": ("d",)}, {})
        local = {"goal": judged("xyz", [1 / 2, 2.0, 1 / 2])}

        found = tree_reversals(deeper, local, Method.GEOMETRIC_MEAN)
        at_the_root = reversals(local["goal"], Method.GEOMETRIC_MEAN)

        leaf_of = {"x": "a", "y": "c", "z": "d"}
        expected = {
            Reversal(
                e.alteration,
                leaf_of[e.item],
                leaf_of[e.first],
                leaf_of[e.second],
                e.before,
                e.after,
            )
            for e in at_the_root
            if e.alteration is Alteration.REMOVED
        }
        assert {e for e in found if e.alteration is Alteration.REMOVED} == expected

    def test_a_copy_bears_a_name_that_nobody_has(self) -> None:
        tree = ItemTree({"goal": ("x", "a'"), "x": ("a", "b")}, {})
        local = {"goal": consistent({"x": 3.0, "a'": 2.0}), "x": consistent({"a": 1.0, "b": 1.0})}

        assert tree_reversals(tree, local)

    def test_one_node_tells_what_reversals_tell(self) -> None:
        matrix = judged("abcd", [2.0**x for x in (-1, 3, 1, 1, 0, 0)])
        tree = ItemTree({"goal": ("a", "b", "c", "d")}, {})

        assert tree_reversals(tree, {"goal": matrix}) == reversals(matrix)

    def test_a_node_nobody_weighed_is_named(self) -> None:
        with pytest.raises(InputError, match=r"ahp\.local_missing.*x"):
            tree_reversals(TREE, {"goal": LOCAL["goal"]})
