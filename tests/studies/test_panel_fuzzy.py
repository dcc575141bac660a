"""Fuzzy weights beside the crisp ones."""

from dataclasses import replace

import numpy as np
import pytest

from engine.ahp.fuzzy import fuzzy_priorities
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import Response
from engine.domain.texts import Text
from tests.studies.panel_samples import (
    FEW,
    GAP,
    OPPOSED,
    STEADY,
    THREE,
    calibrated,
    matrix,
    response,
    survey,
)

FUZZY = replace(FEW, fuzzy=True)


def test_one_respondent_has_the_fuzzy_weights_of_the_answers() -> None:
    alone = fuzzy_priorities(matrix(THREE, STEADY).values)

    leaves = calibrated(survey(response("r1", STEADY)), FUZZY).fuzzy

    assert np.array([each.fuzzy for each in leaves]) == pytest.approx(alone.fuzzy)
    assert [each.defuzzified for each in leaves] == pytest.approx(alone.weights.tolist())
    assert [each.crisp for each in leaves] == pytest.approx([4 / 7, 2 / 7, 1 / 7])


def test_opposed_respondents_are_equal_in_the_middle() -> None:
    leaves = calibrated(survey(response("r1", STEADY), response("r2", OPPOSED)), FUZZY).fuzzy

    assert [each.fuzzy[1] for each in leaves] == pytest.approx([1 / 3] * 3)
    assert all(each.fuzzy[0] < 1 / 3 < each.fuzzy[2] for each in leaves)


def test_corners_multiply_down_the_tree() -> None:
    """3 is (2, 3, 4): the first of two items has the corners sqrt(x) / (sqrt(x) + 1 / sqrt(y))."""
    tree = ItemTree({"goal": ("A", "B"), "A": ("x", "y"), "B": ("p",)}, {})
    answers = {"goal": matrix(("A", "B"), (3.0,)), "A": matrix(("x", "y"), (3.0,))}

    leaves = calibrated(survey(Response("r1", Text("", ""), "", answers), tree=tree), FUZZY).fuzzy

    least = 2**0.5 / (4**0.5 + 2**-0.5)
    greatest = 4**0.5 / (2**0.5 + 4**-0.5)
    assert leaves[0].fuzzy == pytest.approx((least**2, 9 / 16, greatest**2))
    assert sum(each.defuzzified for each in leaves) == pytest.approx(1.0)


def test_pair_that_nobody_answered_is_not_fuzzy() -> None:
    leaves = calibrated(survey(response("r1", (2.0, 4.0, GAP))), FUZZY).fuzzy

    assert [each.fuzzy[1] for each in leaves] == pytest.approx([4 / 7, 2 / 7, 1 / 7])
