"""Which doubt the robust choices guard against, and what they guarantee beside the recommended."""

import numpy as np
import pytest

from engine.domain.policy import Objective
from engine.domain.weights import Origin
from engine.studies.weights_choice import choose
from engine.studies.weights_inputs import Effects, Source
from engine.studies.weights_robust import (
    budget_of,
    centre_and_deviation,
    evidence_range,
    judgement_draws,
    robust_rows,
)
from tests.studies.weight_inputs_samples import LEAVES, evidence, lined_up, policy, weights


def test_every_robust_choice_beats_the_recommended_set_at_its_own_measure() -> None:
    ready = lined_up()
    chosen = choose(ready)

    rows = {row.kind: row for row in robust_rows(ready, chosen.weights, ready.admissible)}

    assert set(rows) == {"worst-case", "max-min", "regret"}
    assert rows["worst-case"].value <= rows["worst-case"].nominal + 1e-9
    assert rows["max-min"].value >= rows["max-min"].nominal - 1e-9
    assert rows["regret"].value <= rows["regret"].nominal + 1e-9
    assert all(row.proven for row in rows.values())
    assert rows["max-min"].caution is not None


def test_a_source_without_doubt_gives_no_row() -> None:
    exact = Source(weights(Origin.JUDGED, 0.25, 0.35, 0.3, 0.1))
    ready = lined_up(judged=exact, evidence=evidence(spread=0))

    assert robust_rows(ready, choose(ready).weights, ready.admissible) == ()


def test_a_share_without_an_interval_is_exact() -> None:
    stated = Source(evidence(spread=0).weights, np.array([0.7, np.nan]), np.array([0.9, np.nan]))
    ready = lined_up(evidence=stated)

    found = evidence_range(ready.known_evidence)

    assert found.low == pytest.approx([0.42, 0.12, 0.3, 0.1])
    assert found.high == pytest.approx([0.54, 0.12, 0.3, 0.1])


def test_max_min_counts_the_longer_side_of_an_interval() -> None:
    stated = Source(evidence(spread=0).weights, np.array([0.7, 0.1]), np.array([0.85, 0.4]))
    ready = lined_up(evidence=stated)

    centre, deviation = centre_and_deviation(ready)

    assert centre == pytest.approx([0.48, 0.12, 0.3, 0.1])
    assert deviation == pytest.approx([0.06, 0.12, 0.0, 0.0])


def test_effects_are_counted_as_they_are_in_the_order_of_the_leaves() -> None:
    effects = Effects(LEAVES[::-1], np.array([1.0, -2.0, 3.0, 4.0]), np.arange(4.0))
    ready = lined_up(policy=policy(objective=Objective.MAX_MIN), evidence=None, effects=effects)

    centre, deviation = centre_and_deviation(ready)

    assert centre.tolist() == [4.0, 3.0, -2.0, 1.0]
    assert deviation.tolist() == [3.0, 2.0, 1.0, 0.0]


def test_a_policy_without_a_budget_guards_against_all() -> None:
    assert budget_of(lined_up()) == 4
    assert budget_of(lined_up(policy=policy(budget=1.5))) == 1.5


def test_judgement_without_draws_is_one_point() -> None:
    exact = Source(weights(Origin.JUDGED, 0.25, 0.35, 0.3, 0.1))

    assert judgement_draws(exact).tolist() == [[0.25, 0.35, 0.3, 0.1]]
