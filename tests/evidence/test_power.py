"""Power and false alarm by simulation agree with what is known in closed form."""

from dataclasses import replace

import numpy as np
import pytest

from engine.evidence.power import (
    RolloutPower,
    needed_teams,
    needed_weeks,
    rollout_power,
    simulated_means,
)
from engine.evidence.rollout import RolloutPlan, parallel_starts, staggered_starts, treated

PLAN = RolloutPlan(10, 8, 300, 11, 0.3, 0.01, icc_team=0.002, icc_agent=0.004, time_sd=0.006)
SEEDS = np.random.SeedSequence(3)


@pytest.fixture(scope="module")
def planned() -> RolloutPower:
    return rollout_power(PLAN, staggered_starts, 1000, SEEDS)


def test_simulated_estimates_have_hussey_and_hughes_variance(planned: RolloutPower) -> None:
    """1,000 rollouts: the sd is known to 2.2 %; 8.5 % is 3.8 errors, false alarm 2e-4."""
    found = planned

    assert found.sd_estimate == pytest.approx(found.variance**0.5, rel=0.085)
    error = found.sd_estimate / 1000**0.5
    assert found.mean_estimate == pytest.approx(PLAN.effect, abs=4 * error)


def test_the_false_alarm_keeps_its_level(planned: RolloutPower) -> None:
    """Exact test: at most 5 %; 1,000 rollouts, bound at 3.7 errors, false alarm below 2e-4."""
    for found in (planned, rollout_power(PLAN, parallel_starts, 1000, SEEDS)):
        assert found.false_alarm.value <= 0.05 + 3.7 * (0.05 * 0.95 / 1000) ** 0.5


def test_power_is_near_the_closed_form_and_grows_with_the_effect(
    planned: RolloutPower,
) -> None:
    weak = rollout_power(replace(PLAN, effect=0.004), staggered_starts, 200, SEEDS)
    strong = rollout_power(replace(PLAN, effect=0.02), staggered_starts, 200, SEEDS)
    middle = planned

    assert weak.power.value < middle.power.value < strong.power.value
    assert middle.power.low - 0.10 < middle.closed_form_power < middle.power.high + 0.10
    assert middle.power.low < middle.power.value < middle.power.high


def test_the_smallest_effect_has_the_wanted_power(planned: RolloutPower) -> None:
    effect = planned.smallest_effect

    assert effect is not None
    again = rollout_power(replace(PLAN, effect=effect), staggered_starts, 1000, SEEDS)
    assert 0.80 <= again.power.value <= 0.85  # counts at another rate are other draws


def test_a_falling_rate_is_found_as_well() -> None:
    found = rollout_power(replace(PLAN, effect=-0.02), staggered_starts, 200, SEEDS)

    assert found.power.value > 0.9
    assert found.smallest_effect is not None
    assert found.smallest_effect < 0


def test_too_few_orders_never_find_anything() -> None:
    plan = RolloutPlan(3, 8, 300, 4, 0.3, 0.2)

    found = rollout_power(plan, staggered_starts, 200, SEEDS)

    assert found.orders == 6
    assert found.power.value == 0
    assert found.smallest_effect is None


def test_needed_sizes_reach_the_power() -> None:
    teams = needed_teams(PLAN, 300, SEEDS)
    weeks = needed_weeks(PLAN, 300, SEEDS)

    assert teams is not None
    assert weeks is not None
    assert teams >= 8
    reached = rollout_power(replace(PLAN, teams=teams), staggered_starts, 300, SEEDS)
    assert reached.power.value >= 0.80
    assert needed_teams(replace(PLAN, effect=1e-6), 200, SEEDS) is None


def test_scores_are_drawn_with_their_sd() -> None:
    plan = RolloutPlan(4, 1, 1, 5, 4.0, 0.5, sd=0.8)
    on = treated(staggered_starts(4, 5), 5)

    means = simulated_means(plan, on, 0.5, 4000, np.random.default_rng(1))

    assert means.std(axis=0) == pytest.approx(np.full((4, 5), 0.8), rel=0.06)
    assert means.mean(axis=0) == pytest.approx(4.0 + 0.5 * on, abs=0.06)


def test_many_simulations_are_drawn_in_parts() -> None:
    plan = RolloutPlan(6, 2, 20, 5, 4.0, 0.4, sd=0.8)

    one, many = (rollout_power(plan, staggered_starts, n, SEEDS) for n in (1000, 2500))

    assert many.power.simulations == 2500
    assert many.power.value == pytest.approx(one.power.value, abs=0.07)
    assert many.sd_estimate == pytest.approx(many.variance**0.5, rel=0.06)
