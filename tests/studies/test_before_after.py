"""The grade of a review follows the lot, the weeks before, and the number of teams."""

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import InputError
from engine.evidence.before_after_panel import TeamWeeks
from engine.evidence.rollout import staggered_starts
from engine.studies.before_after import EffectReview, effect_review
from tests.rollout_samples import panel_of


def review(panel: TeamWeeks, *, randomised: bool = False) -> EffectReview:
    return effect_review(panel, np.random.default_rng(1), 0.95, randomised=randomised)


def keys(found: EffectReview) -> list[str]:
    return [each.sentence.key.removeprefix("finding.review.") for each in found.findings]


def staggered(effect: float = 3.0, teams: int = 8, seed: int = 1) -> TeamWeeks:
    starts = staggered_starts(teams, 12)
    return panel_of(np.random.default_rng(seed), starts, 12, effect)


def test_an_order_by_lot_gives_grade_a_and_the_permutation_test() -> None:
    found = review(staggered(), randomised=True)

    assert found.grade == "A"
    assert found.effect.method == "permutation"
    assert found.effect.low < 3.0 < found.effect.high
    assert found.effect.p_value < 0.05
    assert keys(found)[0] == "grade_a_causal"


def test_teams_alike_before_give_grade_b() -> None:
    found = review(staggered())

    assert found.grade == "B"
    assert found.pre_trend.passes
    assert found.effect.method == "wild_bootstrap_t"
    assert [each.week for each in found.by_week] == list(range(9))
    assert all(each.week <= -2 for each in found.pre_trend.leads)
    assert keys(found)[0] == "grade_b_causal"


def test_teams_that_drift_before_give_grade_c() -> None:
    starts = np.where(np.arange(16) < 8, 6, 12)

    found = review(panel_of(np.random.default_rng(2), starts, 12, drift=1.5))

    assert found.grade == "C"
    assert keys(found)[:2] == ["grade_c", "pretrend_fails"]


def test_no_second_week_before_gives_grade_c() -> None:
    starts = np.where(np.arange(10) < 5, 1, 6)

    found = review(panel_of(np.random.default_rng(3), starts, 6, 3.0))

    assert found.grade == "C"
    assert found.pre_trend.p_value is None
    assert "no_leads" in keys(found)


def test_few_teams_without_a_lot_give_grade_d() -> None:
    found = review(panel_of(np.random.default_rng(4), np.array([3, 8]), 8, 3.0))

    assert found.grade == "D"
    assert "no_interval" in keys(found)


def test_weeks_before_that_could_not_see_a_drift_are_said() -> None:
    found = review(staggered(effect=-0.5))

    assert found.pre_trend.passes
    assert found.grade == "C"
    assert keys(found)[:2] == ["grade_c", "pretrend_weak"]


def test_a_failed_test_before_does_not_take_the_lot_back() -> None:
    starts = np.where(np.arange(16) < 8, 6, 12)

    found = review(panel_of(np.random.default_rng(2), starts, 12, drift=1.5), randomised=True)

    assert found.grade == "A"
    assert "pretrend_fails_randomised" in keys(found)


def test_left_out_teams_and_gaps_are_said() -> None:
    panel = staggered()
    starts, means, counts = panel.starts.copy(), panel.means.copy(), panel.counts.copy()
    starts[0], means[3, 2], counts[3, 2] = 0, np.nan, 0

    found = review(replace(panel, starts=starts, means=means, counts=counts))

    assert {"always", "gaps"} <= set(keys(found))
    assert len(found.teams) == 8
    assert found.teams[0].contacts == 1200


def test_all_at_once_is_refused_with_the_raw_change() -> None:
    panel = replace(staggered(), starts=np.full(8, 6))

    with pytest.raises(InputError, match=r"review\.no_controls.*change="):
        review(panel)
