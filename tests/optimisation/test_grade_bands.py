"""Certain or open: the grades between the exact extremes of the score."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.optimisation.extremes import cheapest_shares
from engine.optimisation.grade_bands import grade_bands
from engine.optimisation.grade_forms import ranks_under
from engine.optimisation.rules import AdmissibleSet

RULE = GradeRule((80.0, 60.0), ("A", "B", "C"))


def test_reachable_grades_lie_between_the_extremes(box_of: Callable[..., AdmissibleSet]) -> None:
    """Shares of w0 from 0.3 to 0.5: scores run 53..65, 80..80, 78..80, 40..60."""
    scores = np.array([[95.0, 35.0], [80.0, 80.0], [85.0, 75.0], [90.0, 30.0 - 11.428571428571429]])
    table = ScoreTable(("a", "b", "c", "d"), ("i0", "i1"), scores)

    found = grade_bands(table, RULE, box_of([0.3, 0.5], [0.5, 0.7]))

    assert found.least[:3] == pytest.approx([53, 80, 78])
    assert found.greatest[:3] == pytest.approx([65, 80, 80])
    assert [found.reachable(agent, RULE) for agent in range(4)] == [
        ("B", "C"), ("A",), ("A", "B"), ("C",),
    ]  # fmt: skip
    assert found.certain.tolist() == [False, True, False, True]


def test_a_score_exactly_at_a_cut_off_reaches_it(box_of: Callable[..., AdmissibleSet]) -> None:
    table = ScoreTable(("a",), ("i0", "i1"), np.array([[70.0, 50.0]]))

    found = grade_bands(table, RULE, box_of([0.5, 0.3], [0.7, 0.5]))

    assert found.certain.tolist() == [True]
    assert found.reachable(0, RULE) == ("B",)


def test_grades_are_certain_only_when_every_set_scores(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    scores = np.array([[90.0, np.nan], [np.nan, np.nan], [np.nan, 90.0]])
    table = ScoreTable(("a", "b", "c"), ("i0", "i1"), scores)

    found = grade_bands(table, RULE, box_of([0.0, 0.1], [0.9, 1.0]))

    assert found.certain.tolist() == [False, False, True]
    assert [found.reachable(agent, RULE) for agent in range(3)] == [("A",), (), ("A",)]


@pytest.mark.parametrize("cuts", [(80.0, 60.0), ()])
def test_no_admissible_set_gives_a_grade_outside_the_band(
    box_of: Callable[..., AdmissibleSet], cuts: tuple[float, ...]
) -> None:
    rng = np.random.default_rng(2)
    rule = GradeRule(cuts, ("A", "B", "C")[: len(cuts) + 1])
    admissible = box_of([0.05] * 5, [0.5] * 5)
    scores = rng.uniform(30, 100, (40, 5))
    table = ScoreTable(tuple(map(str, range(40))), admissible.leaves, scores)
    corners = cheapest_shares(admissible)(rng.normal(size=(100, 5)))

    found = grade_bands(table, rule, admissible)
    ranks = np.array([ranks_under(scores, corner, rule) for corner in corners])

    assert (ranks >= found.best).all()
    assert (ranks <= found.worst).all()
    assert (found.certain == (ranks == ranks[0]).all(axis=0)).all()


def test_no_agents_have_no_bands(box_of: Callable[..., AdmissibleSet]) -> None:
    empty = ScoreTable((), ("i0", "i1"), np.empty((0, 2)))

    assert grade_bands(empty, RULE, box_of([0, 0], [1, 1])).certain.shape == (0,)


def test_a_grade_that_is_open_only_off_the_grid_is_certain(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    """The score 100 w0 reaches 60 at w0 = 0.6; the cap 0.64 leaves 0.5 in steps of a half."""
    table = ScoreTable(("a",), ("i0", "i1"), np.array([[100.0, 0.0]]))

    for grid, reachable in ((None, ("B", "C")), (0.5, ("C",))):
        found = grade_bands(table, RULE, box_of([0.4, 0], [0.64, 1], grid=grid))
        assert found.reachable(0, RULE) == reachable
        assert found.certain.tolist() == [len(reachable) == 1]
