"""One instrument: two-stage least squares by an independent route, F and the tested moment."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from engine.evidence.instruments import joint_moment, two_stage


def test_slope_error_and_f_are_those_of_two_regressions() -> None:
    rng = np.random.default_rng(1)
    n, groups = 2000, 40
    clusters = rng.integers(0, groups, n)
    z, hidden = rng.normal(0, 1, n), rng.normal(0, 1, n)
    x = 0.5 * z + hidden
    y = 2.0 * x - 3 * hidden + rng.normal(0, 1, n)
    z, x, y = (each - each.mean() for each in (z, x, y))

    found = two_stage(z, x, y, clusters, np.ones(n))

    options = {"groups": clusters, "use_correction": False}
    first = sm.OLS(x, z).fit(cov_type="cluster", cov_kwds=options)
    reduced = sm.OLS(y, z).fit()
    assert found.value == pytest.approx(reduced.params[0] / first.params[0])
    assert found.first_stage_f == pytest.approx(first.tvalues[0] ** 2 * (groups - 1) / groups)
    second = sm.OLS(y - found.value * x, z).fit(cov_type="cluster", cov_kwds=options)
    pulls = np.bincount(clusters, z * (y - found.value * x))
    error = np.sqrt(groups / (groups - 1) * (pulls**2).sum()) / abs((z * x).sum())
    assert second.params[0] == pytest.approx(0, abs=1e-12)
    assert found.standard_error == pytest.approx(error)
    low, high = found.interval(0.95)
    assert (high - low) / 2 == pytest.approx(stats.t.ppf(0.975, groups - 1) * error)
    assert low < 2.0 < high
    assert found.p_value < 1e-6


def test_the_moment_is_quiet_for_strangers_and_loud_for_kin() -> None:
    rng = np.random.default_rng(2)
    z, clusters = rng.normal(0, 1, 3000), rng.integers(0, 60, 3000)
    strangers = rng.normal(0, 1, (3000, 2))

    assert joint_moment(z, strangers, clusters) > 0.01
    assert joint_moment(z, strangers + 0.2 * z[:, None], clusters) < 1e-6
