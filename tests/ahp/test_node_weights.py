"""One node's weights, however they were elicited."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from engine.ahp.completion import Completion
from engine.ahp.node_weights import Kind, Settings, node_weights
from engine.ahp.priorities import Method
from engine.domain.elicitation import BestWorst, DirectWeights, GoalMapping, RespondentMatrices
from engine.domain.judgements import JudgementMatrix
from engine.errors import MethodError

ITEMS = ("a", "b", "c")
GAP = np.nan


def judged(a_b: float, a_c: float, b_c: float) -> JudgementMatrix:
    rows = [[1, a_b, a_c], [1 / a_b, 1, b_c], [1 / a_c, 1 / b_c, 1]]
    return JudgementMatrix(ITEMS, np.array(rows))


def test_a_matrix_is_diagnosed_by_the_settings() -> None:
    settings = Settings(Method.GEOMETRIC_MEAN, "saaty1980", Completion.LOG_LEAST_SQUARES)

    found = node_weights(judged(2, 4, 2), settings)

    assert found.kind is Kind.MATRIX
    assert found.diagnosis is not None
    assert found.diagnosis.random_index_name == "saaty1980"
    assert found.diagnosis.completion is Completion.LOG_LEAST_SQUARES
    assert found.shares == pytest.approx({"a": 4 / 7, "b": 2 / 7, "c": 1 / 7})
    assert isinstance(found.basis, JudgementMatrix)


def test_several_respondents_count_by_geometric_means_and_keep_their_own_ratios() -> None:
    matrices = {"R1": judged(8, 8, 1), "R2": judged(2, 2, 1), "R3": judged(4, GAP, GAP)}

    found = node_weights(RespondentMatrices(matrices))

    assert found.kind is Kind.MATRICES
    assert found.diagnosis is not None
    assert_allclose(
        found.diagnosis.completed[0], [1, 4, 4]
    )  # (8 * 2 * 4) ** (1 / 3), (8 * 2) ** .5
    assert_allclose(found.weights, [4 / 6, 1 / 6, 1 / 6], rtol=1e-12)
    assert found.respondents["R1"] == pytest.approx(0, abs=1e-12)
    assert found.respondents["R3"] is None


def test_a_pair_that_nobody_answered_is_filled_from_the_panel() -> None:
    matrices = {"R1": judged(2, GAP, GAP), "R2": judged(GAP, GAP, 3)}

    found = node_weights(RespondentMatrices(matrices))

    assert_allclose(found.weights, [0.6, 0.3, 0.1], rtol=1e-12)
    assert [finding.severity for finding in found.findings] == ["caution"]


def test_best_worst_tells_form_and_consistency() -> None:
    found = node_weights(BestWorst(ITEMS, 0, 2, (1.0, 2.0, 4.0), (4.0, 2.0, 1.0)))

    assert found.kind is Kind.BEST_WORST
    assert found.best_worst is not None
    assert found.shares == pytest.approx({"a": 4 / 7, "b": 2 / 7, "c": 1 / 7})
    assert found.basis == found.shares


def test_direct_weights_are_scaled() -> None:
    found = node_weights(DirectWeights(ITEMS, (2.0, 1.0, 1.0)))

    assert found.kind is Kind.DIRECT
    assert_allclose(found.weights, [0.5, 0.25, 0.25])


def test_a_goal_mapping_tells_scaled_goals_and_idle_items() -> None:
    scores = ((1.0, 0.0), (1.0, 2.0), (0.0, 0.0))

    found = node_weights(GoalMapping(ITEMS, ("x", "y"), (60.0, 40.0), scores))

    assert_allclose(found.weights, [0.3, 0.7, 0])
    assert [finding.sentence.key for finding in found.findings] == [
        "finding.goals.scaled",
        "finding.goals.idle",
    ]


def test_answers_that_do_not_link_all_items_are_refused() -> None:
    with pytest.raises(MethodError, match=r"ahp\.unconnected"):
        node_weights(judged(2, GAP, GAP))
