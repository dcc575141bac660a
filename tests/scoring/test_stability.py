"""Joint draws: common random numbers, clipping, and intervals that match known distributions."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from engine.domain.grades import GradeRule
from engine.domain.indicators import IndicatorNode, IndicatorTree, Scheme, ScoreCurve
from engine.domain.tables import MetricTable
from engine.domain.weights import Origin, WeightSet
from engine.scoring import stability as stability_module
from engine.scoring.scorecards import scores
from engine.scoring.stability import (
    grade_change_probabilities,
    score_draws,
    stability,
)

TableOf = Callable[..., MetricTable]
WeightsOf = Callable[..., WeightSet]
NAN = float("nan")
RULE = GradeRule((90.0, 70.0), ("A", "B", "C"))
SHARES = [0.4, 0.3, 0.2, 0.1]


def generator() -> np.random.Generator:
    return np.random.default_rng(618)


def test_without_sampling_error_every_draw_is_the_score(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of(
        {"A01": ("presale", [45.0, 0.9, 0.5, 70.0]), "A02": ("aftersale", [45.0, 0.9, NAN, 70.0])},
        errors=[[0.0, NAN, 0.0, 0.0], [0.0, NAN, 0.0, 0.0]],
    )
    weights = weights_of(SHARES)

    found = score_draws(table, [weights], scheme, generator(), draws=7)

    assert found.scores[0] == pytest.approx(np.tile(scores(table, weights, scheme).scores, (7, 1)))


def test_every_weight_set_sees_the_same_metric_draws(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of({"A01": ("presale", [45.0, 0.9, 0.5, 70.0])}, errors=[[9.0, 0.02, 0.1, 5.0]])
    weights = weights_of(SHARES)

    alone = score_draws(table, [weights], scheme, generator(), draws=50)
    twice = score_draws(table, [weights, weights], scheme, generator(), draws=50)

    assert twice.scores[0].tobytes() == twice.scores[1].tobytes() == alone.scores[0].tobytes()
    assert not grade_change_probabilities(*twice.scores, scheme.grades).any()


def test_weight_draws_are_used_row_by_row_and_stay_paired(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of({"A01": ("presale", [30.0, 0.5, 0.0, 0.0])})
    rows = np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])

    found = score_draws(table, [weights_of(SHARES, rows)], scheme, generator(), draws=4)

    assert found.scores[0][:, 0].tolist() == [100, 50, 100, 50]


def test_metrics_stay_possible(scheme: Scheme) -> None:
    """A curve that goes on beyond 0..1 would show a share outside: a third of its way is 0."""
    leaf = replace(scheme.tree.leaf("csat"), curve=ScoreCurve(((-1.0, 0.0), (2.0, 90.0))))
    root = IndicatorNode("root", scheme.name, (leaf,))
    alone = replace(scheme, tree=IndicatorTree(root), incumbent={"csat": 1.0})
    table = MetricTable(
        "2026-05", ("A01",), ("g",), ("all",), ("csat",),
        np.array([[0.5]]), np.array([[9]]), np.array([[0.5]]),
    )  # fmt: skip
    weights = WeightSet.from_mapping(Origin.JUDGED, {"csat": 1.0})

    (found,) = score_draws(table, [weights], alone, generator(), draws=200).scores

    assert found.min() == pytest.approx(30)
    assert found.max() == pytest.approx(60)


@pytest.mark.statistical
def test_score_draws_have_the_spread_of_the_metric(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    """One linear leaf, csat 0.8 with standard error 0.04: the score is normal, 80 with sd 4.

    20,000 draws: the mean's standard error is 0.028, the sd's 0.020. Bounds of 4.06 standard
    errors on each have a false-alarm probability of 5e-5 each, 1e-4 together under a fresh seed;
    an error of 0.12 points in either would be seen.
    """
    table = table_of({"A01": ("presale", [45.0, 0.8, 0.5, 70.0])}, errors=[[0.0, 0.04, 0.0, 0.0]])
    draws = 20_000

    (found,) = score_draws(table, [weights_of([0, 1.0, 0, 0])], scheme, generator(), draws).scores

    assert abs(found.mean() - 80) < 4.06 * 4 / draws**0.5
    assert abs(found.std() - 4) < 4.06 * 4 / (2 * draws) ** 0.5


def test_draws_in_blocks_are_the_draws_at_once(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = ("presale", [45.0, 0.9, 0.5, 70.0])
    table = table_of({"A01": row, "A02": row}, errors=[[9.0, 0.02, 0.1, 5.0]] * 2)
    at_once = score_draws(table, [weights_of(SHARES)], scheme, generator(), draws=30)
    monkeypatch.setattr(stability_module, "CELLS_AT_ONCE", 8 * 7)

    in_blocks = score_draws(table, [weights_of(SHARES)], scheme, generator(), draws=30)

    assert in_blocks.scores[0].tobytes() == at_once.scores[0].tobytes()


def test_intervals_and_probabilities_by_hand() -> None:
    """Agent 1 scores 60, 61, .., 100 in turn; agent 2 always 80; agent 3 never."""
    first = np.arange(60.0, 101.0)
    draws = np.stack([first, np.full(41, 80.0), np.full(41, NAN)], axis=1)

    found = stability(draws, RULE, 0.90)

    assert found.score_low[:2] == pytest.approx([62, 80])
    assert found.score_high[:2] == pytest.approx([98, 80])
    assert np.isnan(found.score_low[2])
    assert found.rank_low.tolist() == [1, 1, 0]
    assert found.rank_high.tolist() == [2, 2, 0]
    assert found.grade_probabilities == pytest.approx(
        np.array([[11 / 41, 20 / 41, 10 / 41], [0, 1, 0], [0, 0, 0]])
    )


def test_the_same_generator_gives_the_same_bytes(
    scheme: Scheme, table_of: TableOf, weights_of: WeightsOf
) -> None:
    table = table_of({"A01": ("presale", [45.0, 0.9, 0.5, 70.0])}, errors=[[9.0, 0.02, 0.1, 5.0]])

    first, second = (
        score_draws(table, [weights_of(SHARES)], scheme, generator(), draws=10) for _ in range(2)
    )

    assert first.scores[0].tobytes() == second.scores[0].tobytes()
