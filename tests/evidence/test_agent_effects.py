"""Agent effects are least squares with window dummies, shrunk by a known rule."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from engine.evidence.agent_effects import (
    SMALL_SAMPLE,
    agent_estimates,
    agent_model,
    agent_rows,
    joint_p_value,
    shrunk_effects,
    spread_of_effects,
)
from engine.evidence.dispatch_windows import dispatch_rows
from tests.evidence.dispatch_samples import PLAIN, dealt, with_columns


def test_effects_and_errors_are_those_of_least_squares_with_dummies() -> None:
    rng = np.random.default_rng(1)
    table = dealt(rng, 600, pools=1, agents=4, skill=0.5)
    chances = rng.uniform(0.2, 1, 600)
    rows = dispatch_rows(with_columns(table, chance=chances), replace(PLAIN, weight="chance"))
    y, customers = table.column("y")[rows.rows], rng.integers(0, 80, len(rows))
    codes = np.unique(customers, return_inverse=True)[1]
    model = agent_model(rows)

    found = agent_estimates(model, y, codes)

    dummies = np.column_stack([np.eye(4)[rows.agent][:, 1:], np.eye(rows.windows)[rows.window]])
    fit = sm.WLS(y, dummies, weights=rows.weights).fit(
        cov_type="cluster", cov_kwds={"groups": codes, "use_correction": False}
    )
    contrast = np.array([[0, 0, 0], *np.eye(3)])  # the first agent is the reference
    shares = rows.served().toarray().sum(axis=0)
    centring = np.eye(4) - shares / shares.sum()
    effects = centring @ contrast @ fit.params[:3]
    covariance = centring @ contrast @ fit.cov_params()[:3, :3] @ contrast.T @ centring.T
    groups = codes.max() + 1
    assert found.effects == pytest.approx(effects)
    assert found.covariance == pytest.approx(covariance * groups / (groups - 1), abs=1e-9)
    assert model.partialled(y) == pytest.approx(fit.resid, abs=1e-9)


def test_planted_skills_are_found_and_tiny_samples_flagged() -> None:
    rng = np.random.default_rng(2)
    table = dealt(rng, 20_000, skill=0.3, pace=0.0)
    agents = table.column("agent").copy()
    agents[:30] = "NEW"
    table = with_columns(table, agent=agents)
    rows = dispatch_rows(table, PLAIN)
    y = table.column("y")[rows.rows]
    model = agent_model(rows)

    found = agent_rows(model, agent_estimates(model, y, rows.window), "y", y, 0.95)

    told = {row.agent: row for row in found}
    assert told["NEW"].small_sample
    assert told["NEW"].n < SMALL_SAMPLE
    kept = [row for row in found if not row.small_sample]
    true = np.array([table.column("true_skill")[agents == row.agent][-1] for row in kept])
    pool = np.array([int(row.agent[1:]) // 5 for row in kept])
    effects = np.array([row.effect for row in kept])
    for each in range(3):
        true[pool == each] -= true[pool == each].mean()
        effects[pool == each] -= effects[pool == each].mean()
    assert np.corrcoef(true, effects)[0, 1] > 0.99
    assert all(abs(row.shrunk) <= abs(row.effect) for row in found)
    assert all(row.low < row.effect < row.high for row in found)


def test_shrinkage_follows_paule_and_mandel() -> None:
    effects, errors = np.array([-0.3, 0.1, 0.2]), np.array([0.1, 0.1, 0.1])

    spread = spread_of_effects(effects, errors)

    assert (effects**2 / (spread + errors**2)).sum() == pytest.approx(2)
    shrunk = shrunk_effects(effects, errors, np.ones(3, dtype=bool))
    assert shrunk == pytest.approx(effects * spread / (spread + 0.01))


def test_agents_who_differ_by_noise_only_are_shrunk_to_nothing() -> None:
    assert spread_of_effects(np.array([0.05, -0.05]), np.array([0.1, 0.1])) == 0
    assert spread_of_effects(np.array([0.05]), np.array([0.1])) == 0


def test_the_joint_test_sees_skill_and_keeps_quiet_without() -> None:
    rng = np.random.default_rng(3)
    p_values = []
    for skill in (0.0, 0.3):
        table = dealt(rng, 6000, skill=skill, pace=0.0)
        rows = dispatch_rows(table, PLAIN)
        model = agent_model(rows)
        estimates = agent_estimates(model, table.column("y")[rows.rows], rows.window)
        _, degrees, p_value = joint_p_value(model, estimates)
        assert degrees == 12
        p_values.append(p_value)

    assert p_values[0] > 0.01
    assert p_values[1] < 1e-6
