"""A steady drift before the start is found, and what could not have been seen is told."""

import numpy as np
import pytest

from engine.evidence.before_after import event_contrasts
from engine.evidence.before_after_drift import DriftTest, drift_test
from engine.evidence.before_after_errors import team_errors
from tests.rollout_samples import panel_of

STARTS = np.where(np.arange(16) < 8, 6, 12)


def slope_of(drift: float) -> DriftTest:
    panel = panel_of(np.random.default_rng(2), STARTS, 12, drift=drift)
    errors = team_errors(panel, np.random.default_rng(1))
    found = drift_test(errors, event_contrasts(panel))
    assert found is not None
    return found


def test_the_slope_is_least_squares_through_the_week_before() -> None:
    panel = panel_of(np.random.default_rng(3), STARTS, 12)
    started, others = panel.means[:8].mean(axis=0), panel.means[8:].mean(axis=0)
    weeks = np.arange(-5.0, 0.0)
    apart = (started - others)[:5] - (started - others)[5]

    found = drift_test(team_errors(panel, np.random.default_rng(1)), event_contrasts(panel))

    assert found is not None
    assert found.slope.value == pytest.approx(float(weeks @ apart / (weeks @ weeks)))
    assert found.reach == pytest.approx(3.5)  # weeks 1 .. 6 since the one before


def test_a_drift_adds_to_the_slope_alone() -> None:
    even, drifting = slope_of(0.0), slope_of(1.5)

    assert drifting.slope.value - even.slope.value == pytest.approx(1.5)
    assert drifting.slope.p_value < 0.01
    assert even.detectable > even.reach * (even.slope.high - even.slope.low) / 2


def test_without_a_second_week_before_nothing_is_told() -> None:
    panel = panel_of(np.random.default_rng(3), np.where(np.arange(8) < 4, 1, 6), 6)

    assert drift_test(team_errors(panel, np.random.default_rng(1)), event_contrasts(panel)) is None
