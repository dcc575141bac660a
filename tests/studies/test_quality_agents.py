"""Agents' quality, worked by hand on six samples."""

from dataclasses import replace

import numpy as np
import pytest

from engine.metrics.proportions import clopper_pearson, finite_share
from engine.metrics.sample_size import exact_share_size, mean_size
from engine.studies.quality_agents import Plan, agent_qualities

PLAN = Plan(confidence=0.95, half_width=0.1, points_half_width=5)
AGENTS = ["a", "a", "a", "b", "b", "b"]
SCORES = np.array([80.0, 90, 40, 70, 80, np.nan])
PASSED = np.array([1.0, 1, 0, 0, 1, 1])
TARGETED = np.array([False, False, True, False, False, False])
UNKNOWN = np.full(6, np.nan)
ALL = np.ones(6, dtype=bool)


def test_random_samples_make_the_figures() -> None:
    shop, (a, b) = agent_qualities(AGENTS, SCORES, PASSED, TARGETED, UNKNOWN, ALL, PLAN)

    assert (a.means.random_only.value, b.means.random_only.value) == (85, 75)
    assert a.means.naive.value == 70
    assert (a.passing, b.passing) == (clopper_pearson(2, 2, 0.95), clopper_pearson(2, 3, 0.95))
    assert shop.agent == ""
    assert shop.means.random_only.value == 80
    # within agents: 50 + 50 over two degrees of freedom
    assert a.deviation == pytest.approx(50**0.5)


def test_few_samples_borrow_the_spread_within_all_agents() -> None:
    _, (a, b) = agent_qualities(AGENTS, SCORES, PASSED, TARGETED, UNKNOWN, ALL, PLAN)

    # t of 0.975 with two degrees of freedom; two scores each
    half = 4.302653 * (50 / 2) ** 0.5
    assert (a.means.random_only.low, a.means.random_only.high) == pytest.approx(
        (85 - half, 85 + half), abs=1e-4
    )
    assert b.means.random_only.high == pytest.approx(75 + half, abs=1e-4)


def test_scores_that_are_all_alike_are_not_taken_for_certainty() -> None:
    alike = np.full(6, 95.0)

    _, (a, _) = agent_qualities(AGENTS, alike, PASSED, TARGETED, UNKNOWN, ALL, PLAN)

    assert a.means.random_only.value == 95
    assert np.isnan(a.means.random_only.low)


def test_needed_samples_follow_the_plan() -> None:
    _, (a, _) = agent_qualities(AGENTS, SCORES, PASSED, TARGETED, UNKNOWN, ALL, PLAN)

    assert a.needed_pass == exact_share_size(0.1, 4 / 6, 0.95)
    assert a.needed_mean == mean_size(5, 50**0.5, 0.95)


def test_a_finite_population_narrows_everything() -> None:
    plan = replace(PLAN, population=10)

    shop, (a, _) = agent_qualities(AGENTS, SCORES, PASSED, TARGETED, UNKNOWN, ALL, plan)

    assert a.passing == finite_share(2, 2, 10, 0.95)
    assert shop.passing == finite_share(4, 5, 20, 0.95)
    assert a.needed_pass is not None
    assert a.needed_pass <= 10


def test_what_is_not_known_is_not_planned() -> None:
    _, (a,) = agent_qualities(
        ["a"], SCORES[:1], UNKNOWN[:1], TARGETED[:1], UNKNOWN[:1], ALL[:1], PLAN
    )

    assert (a.needed_pass, a.needed_mean) == (None, None)
    assert np.isnan(a.deviation)
