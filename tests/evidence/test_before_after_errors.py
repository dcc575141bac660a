"""Errors of the contrasts: against sandwich by hand, size of the bootstrap, leads."""

import numpy as np
import pytest
import statsmodels.api as sm

from engine.evidence.before_after import event_contrasts, is_lead, overall_contrast
from engine.evidence.before_after_errors import MANY_TEAMS, team_errors
from engine.evidence.rollout import staggered_starts
from tests.rollout_samples import panel_of


def test_two_periods_and_never_treated_is_the_difference_of_mean_changes() -> None:
    """With two weeks the error is the clustered one of the change on the treated, by statsmodels.

    The common effect is then saturated: G/(G-1) against statsmodels' G/(G-1) (N-1)/(N-K).
    """
    rng = np.random.default_rng(2)
    panel = panel_of(rng, np.repeat([1, 2], 30), 2, 0.7)
    contrast = overall_contrast(panel)
    assert contrast is not None

    found = team_errors(panel, rng).tested(contrast, 0.95)

    change = panel.means[:, 1] - panel.means[:, 0]
    treated = sm.add_constant((panel.starts == 1).astype(float))
    fit = sm.OLS(change, treated).fit(cov_type="HC0")
    assert found.value == pytest.approx(fit.params[1])
    assert found.standard_error == pytest.approx(fit.bse[1] * np.sqrt(60 / 59), rel=1e-9)
    assert found.method == "clustered_t"


def test_the_interval_holds_what_the_test_does_not_reject() -> None:
    rng = np.random.default_rng(3)
    panel = panel_of(rng, staggered_starts(8, 12), 12, 2.0)
    errors = team_errors(panel, rng)
    contrast = overall_contrast(panel)
    assert contrast is not None

    found = errors.tested(contrast, 0.95)

    assert found.method == "wild_bootstrap_t"
    assert found.low < found.value < found.high
    assert (found.p_value < 0.05) == (not found.low <= 0 <= found.high)
    assert errors.around(contrast, 0.95).value == found.value


def test_two_teams_close_no_interval() -> None:
    rng = np.random.default_rng(3)
    panel = panel_of(rng, np.array([3, 6]), 6, 5.0)
    contrast = overall_contrast(panel)
    assert contrast is not None

    found = team_errors(panel, rng).tested(contrast, 0.95)

    assert not np.isfinite([found.low, found.high]).all()


def test_drift_before_the_start_is_seen_and_none_is_not() -> None:
    starts = np.where(np.arange(16) < 8, 6, 10)
    rng = np.random.default_rng(4)

    p_values = []
    for drift in (0.0, 1.5):
        panel = panel_of(rng, starts, 10, drift=drift)
        leads = [each for each in event_contrasts(panel) if is_lead(each)]
        p_values.append(team_errors(panel, rng).joint(leads))

    assert p_values[0] > 0.05
    assert p_values[1] < 0.01


@pytest.mark.full
def test_the_bootstrap_keeps_its_level_with_eight_teams() -> None:
    """200 samples at 5 %: more than 21 rejections has false alarm 5e-4."""
    rng = np.random.default_rng(5)
    rejected = 0
    for _ in range(200):
        panel = panel_of(rng, staggered_starts(8, 12), 12)
        contrast = overall_contrast(panel)
        assert contrast is not None
        rejected += team_errors(panel, rng).tested(contrast, 0.95).p_value < 0.05

    assert rejected <= 21


def test_many_teams_need_no_bootstrap() -> None:
    rng = np.random.default_rng(6)
    panel = panel_of(rng, staggered_starts(MANY_TEAMS, 8), 8, 1.0)
    contrast = overall_contrast(panel)
    assert contrast is not None

    assert team_errors(panel, rng).tested(contrast, 0.9).method == "clustered_t"
