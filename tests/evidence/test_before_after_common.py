"""The common effect is two-way least squares, gaps or none."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from engine.evidence.before_after_common import common_contrast
from engine.evidence.rollout import staggered_starts, treated
from engine.evidence.rollout_variance import effect_weights
from tests.rollout_samples import panel_of


@pytest.mark.parametrize("gap", [False, True])
def test_it_is_least_squares_on_teams_and_weeks(gap: bool) -> None:
    panel = panel_of(np.random.default_rng(1), staggered_starts(5, 7), 7, 2.0)
    means = panel.means.copy()
    if gap:
        means[2, 3] = means[0, 0] = np.nan
    panel = replace(panel, means=means)

    found = common_contrast(panel)

    team, week = np.nonzero(np.isfinite(means))
    on = week >= panel.starts[team]
    columns = np.column_stack([on, np.eye(5)[team], np.eye(7)[week][:, 1:]])
    assert found is not None
    assert found.of(means) == pytest.approx(sm.OLS(means[team, week], columns).fit().params[0])
    assert found.teams == 5


def test_it_is_hussey_and_hughes_estimate_where_teams_differ_much() -> None:
    panel = panel_of(np.random.default_rng(2), staggered_starts(6, 9), 9)

    found = common_contrast(panel)

    assert found is not None
    planned = effect_weights(treated(panel.starts, 9), 1.0, 1e9)
    assert found.weights == pytest.approx(planned, abs=1e-7)


def test_all_at_once_is_hidden_by_the_weeks() -> None:
    panel = panel_of(np.random.default_rng(3), np.array([2, 2, 2]), 5)

    assert common_contrast(panel) is None
