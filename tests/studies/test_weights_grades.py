"""Grades before and after: counts are recounts by the one grade rule."""

import numpy as np
import pytest

from engine.domain.tables import ScoreTable
from engine.studies.weights_choice import choose
from engine.studies.weights_grades import (
    aligned_scores,
    fewest_changes,
    grade_part,
    graded,
)
from tests.studies.weight_inputs_samples import LEAVES, lined_up, scores


def test_a_missing_leaf_gives_its_weight_to_the_others() -> None:
    team = graded(lined_up())
    assert team is not None

    found = team.scores(np.array([0.3, 0.3, 0.2, 0.2]))

    assert found[0] == pytest.approx(0.3 * 90 + 0.3 * 70 + 0.2 * 60 + 0.2 * 80)
    assert found[4] == pytest.approx((0.3 * 82 + 0.3 * 78 + 0.2 * 81) / 0.8)


def test_an_agent_without_a_weighted_leaf_has_no_score_and_changes_grade() -> None:
    team = graded(lined_up())
    assert team is not None
    alone = np.array([0.0, 0.0, 0.0, 1.0])

    assert np.isnan(team.scores(alone)).tolist() == [False, False, False, False, True]
    assert team.ranks_under(alone).tolist() == [0, 1, 0, 2, -1]
    assert team.ranks.tolist() == [1, 1, 1, 2, 0]
    assert team.changes(alone) == 3


def test_scores_count_to_six_decimals_as_everywhere() -> None:
    """At 80 - 4e-7 the grade is still an A: the score is fixed to six decimals before grading."""
    hair = np.array([[80 - 4e-7] * 4, [80 - 6e-7] * 4])
    team = graded(lined_up(scores=ScoreTable(("x", "y"), LEAVES, hair)))

    assert team is not None
    assert team.ranks.tolist() == [0, 1]
    assert team.changes(np.full(4, 0.25)) == 0


def test_columns_are_aligned_by_label() -> None:
    table = scores()
    turned = ScoreTable(table.agents, LEAVES[::-1], table.scores[:, ::-1])

    np.testing.assert_array_equal(
        aligned_scores(turned, lined_up().admissible).scores, table.scores
    )


def test_agents_that_cannot_be_scored_are_named() -> None:
    table = scores()
    empty = np.vstack([table.scores, np.full(4, np.nan)])

    found = graded(lined_up(scores=ScoreTable((*table.agents, "new"), LEAVES, empty)))

    assert found is not None
    assert found.not_scored == ("new",)
    assert found.table.agents == table.agents


@pytest.mark.parametrize("lacking", ["scores", "grades"])
def test_without_scores_or_a_rule_there_are_no_grades(lacking: str) -> None:
    assert graded(lined_up(**{lacking: None})) is None


def test_counts_are_those_of_the_grade_rule() -> None:
    ready = lined_up()
    team, chosen = graded(ready), choose(ready)
    assert team is not None
    found = fewest_changes(ready, ready.target, ready.admissible, team, (chosen.weights.shares,))

    part = grade_part(ready, team, chosen.weights, found, ready.admissible)

    fewest = np.array(list(part.shares.values()))
    assert part.changes == team.changes(fewest)
    assert part.recommended_changes == team.changes(chosen.weights.shares)
    assert part.bound <= part.changes <= part.recommended_changes
    assert part.certain == sum(agent.certain for agent in part.agents)


def test_an_agents_reachable_grades_hold_the_recommended_one() -> None:
    ready = lined_up()
    team, chosen = graded(ready), choose(ready)
    assert team is not None
    found = fewest_changes(ready, ready.target, ready.admissible, team)

    part = grade_part(ready, team, chosen.weights, found, ready.admissible)

    for agent in part.agents:
        assert {agent.recommended_grade, agent.fewest_grade, agent.grade} <= set(agent.reachable)
        assert agent.score_least - 1e-9 <= agent.score <= agent.score_greatest + 1e-9
        assert agent.certain == (len(agent.reachable) == 1)
