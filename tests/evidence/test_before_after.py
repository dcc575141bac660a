"""Group-time effects by hand, and no treated team ever a control."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.evidence.before_after import (
    checked_panel,
    event_contrasts,
    is_lead,
    overall_contrast,
    raw_change,
    uncompared_teams,
)
from engine.evidence.before_after_panel import TeamWeeks
from tests.rollout_samples import panel_of

# three teams, four weeks; a starts in week 2 (place 1), b in week 4 (place 3), c never
MEANS = np.array([[1.0, 4.0, 6.0, 9.0], [2.0, 3.0, 5.0, 8.0], [5.0, 5.5, 6.0, 6.5]])
STARTS = np.array([1, 3, 4])


def small(means: np.ndarray = MEANS, starts: np.ndarray = STARTS) -> TeamWeeks:
    teams = tuple("abcdefgh"[: len(means)])
    counts = np.where(np.isnan(means), 0, 10).astype(np.int64)
    return TeamWeeks(teams, tuple(range(means.shape[1])), False, means, counts, starts)


def test_effects_by_week_are_those_worked_by_hand() -> None:
    found = {each.event_week: each for each in event_contrasts(small())}

    # ATT(a, 1) = 3 - (1 + 0.5) / 2; ATT(b, 3) = 3 - 0.5
    assert found[0].of(MEANS) == pytest.approx((2.25 + 2.5) / 2)
    # ATT(a, 2) = 5 - (3 + 1) / 2; ATT(a, 3) = 8 - 1.5
    assert found[1].of(MEANS) == pytest.approx(3.0)
    assert found[2].of(MEANS) == pytest.approx(6.5)
    # leads of b against its week 2: c alone, since a has begun in week 1 and 2
    assert found[-2].of(MEANS) == pytest.approx((3.0 - 5.0) - (5.5 - 6.0))
    assert found[-3].of(MEANS) == pytest.approx((2.0 - 5.0) - (5.0 - 6.0))
    assert [each.event_week for each in event_contrasts(small()) if is_lead(each)] == [-3, -2]


def test_the_overall_effect_is_the_mean_over_started_teams_and_weeks() -> None:
    contrast = overall_contrast(small())

    assert contrast is not None
    assert contrast.of(MEANS) == pytest.approx((2.25 + 3.0 + 6.5 + 2.5) / 4)


@settings(derandomize=True, deadline=None, max_examples=40)
@given(starts=st.lists(st.integers(1, 8), min_size=3, max_size=8), seed=st.integers(0, 99))
def test_teams_and_weeks_never_count(starts: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    panel = panel_of(rng, np.array(starts), 8)
    contrast = overall_contrast(panel)

    if contrast is not None:
        lasting = rng.normal(0, 9, (len(starts), 1)) + rng.normal(0, 9, (1, 8))
        on = np.arange(8) >= panel.starts[:, None]
        assert contrast.of(panel.means + lasting) == pytest.approx(contrast.of(panel.means))
        assert contrast.of(on * 1.0) == pytest.approx(1.0)


def test_effects_that_grow_are_not_turned_into_their_negative() -> None:
    """Where all effects are positive and growing, two-way fixed effects can weigh some below 0."""
    starts = np.array([1, 1, 5, 8])
    since = np.arange(8) - starts[:, None]
    growing = np.where(since >= 0, (since + 1.0) ** 2, 0.0)

    found = event_contrasts(small(growing, starts))

    after = {each.event_week: each.of(growing) for each in found if each.event_week >= 0}
    assert after == pytest.approx({week: (week + 1.0) ** 2 for week in after})


def test_a_gap_leaves_its_team_out_of_that_week_only() -> None:
    means = MEANS.copy()
    means[1, 1] = np.nan

    found = {each.event_week: each.of(means) for each in event_contrasts(small(means))}

    assert found[0] == pytest.approx(((3 - 0.5) + 2.5) / 2)


def test_teams_without_a_week_before_are_left_out_and_named() -> None:
    kept, always = checked_panel(small(starts=np.array([0, 3, 4])))

    assert always == ("a",)
    assert kept.teams == ("b", "c")


@pytest.mark.parametrize(
    ("starts", "code"),
    [
        ([4, 4, 4], "review.nobody_started"),
        ([0, 0, 4], "review.no_before"),
        ([2, 2, 2], "review.no_controls"),
        ([0, 0, 2], "review.no_controls"),
    ],
)
def test_rollouts_without_a_comparison_are_named(starts: list[int], code: str) -> None:
    with pytest.raises(InputError, match=code):
        checked_panel(small(starts=np.array(starts)))


def test_the_raw_change_has_no_controls() -> None:
    before, after = (1 + 2 + 3 + 5) / 4, (4 + 6 + 9 + 8) / 4

    assert raw_change(small()) == pytest.approx(after - before)


def brute_group_time(means: dict[tuple[int, int], float], starts: list[int], g: int, t: int):  # type: ignore[no-untyped-def]
    """Return Callaway and Sant'Anna's ATT(g, t), equation 2.7 without covariates, or None."""
    both = [i for i in range(len(starts)) if {(i, t), (i, g - 1)} <= means.keys()]
    changes = {i: means[i, t] - means[i, g - 1] for i in both}
    cohort = [changes[i] for i in both if starts[i] == g]
    later = [changes[i] for i in both if starts[i] > t]
    return (
        (sum(cohort) / len(cohort) - sum(later) / len(later), len(cohort))
        if cohort and later
        else None
    )


@settings(derandomize=True, deadline=None, max_examples=40)
@given(starts=st.lists(st.integers(1, 6), min_size=3, max_size=7), seed=st.integers(0, 99))
def test_effects_are_callaway_and_santannas_by_brute_force(starts: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    whole = panel_of(rng, np.array(starts), 6).means
    whole[rng.random(whole.shape) < 0.1] = np.nan
    means = {(i, t): whole[i, t] for i, t in np.argwhere(np.isfinite(whole)).tolist()}

    overall = overall_contrast(small(whole, np.array(starts)))

    found = [
        brute_group_time(means, starts, g, t) for g in sorted(set(starts)) for t in range(g, 6)
    ]
    known = [each for each in found if each is not None]
    if overall is None:
        assert not known
    else:
        total = sum(n for _, n in known)
        assert overall.of(whole) == pytest.approx(sum(a * n for a, n in known) / total)
        assert uncompared_teams(small(whole, np.array(starts)), overall) == tuple(
            "abcdefgh"[i]
            for i, g in enumerate(starts)
            if g < 6
            and not any(
                {(i, t), (i, g - 1)} <= means.keys() and brute_group_time(means, starts, g, t)
                for t in range(g, 6)
            )
        )
