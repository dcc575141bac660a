"""The pace of agents: jackknifed, and refused where skill rides along."""

import numpy as np
import pytest

from engine.evidence.agent_effects import agent_model
from engine.evidence.agent_pace import agent_days, leverages, pace_effect
from engine.evidence.dispatch_windows import dispatch_rows
from tests.evidence.dispatch_samples import PLAIN, dealt


def test_leverages_are_the_hat_matrix_after_windows() -> None:
    rows = dispatch_rows(dealt(np.random.default_rng(1), 300, pools=1, agents=4), PLAIN)
    dummies = np.column_stack([rows.demeaned(each) for each in np.eye(4)[rows.agent].T])

    hat = dummies @ np.linalg.pinv(dummies)

    assert leverages(agent_model(rows)) == pytest.approx(np.diag(hat))


def test_the_planted_slope_is_found_where_only_pace_differs() -> None:
    """Interval at 99.9 %: false alarm 1e-3."""
    table = dealt(np.random.default_rng(2), 30_000)
    rows = dispatch_rows(table, PLAIN)

    found = pace_effect(
        agent_model(rows), table.column("response_s")[rows.rows], table.column("y")[rows.rows]
    )

    low, high = found.estimate.interval(0.999)
    assert low < -0.01 < high < 0
    assert found.alike_p_value is not None
    assert found.alike_p_value > 0.01
    assert found.estimate.first_stage_f > 200


def test_skill_beside_pace_is_told() -> None:
    table = dealt(np.random.default_rng(3), 30_000, skill=0.2)
    rows = dispatch_rows(table, PLAIN)

    found = pace_effect(
        agent_model(rows), table.column("response_s")[rows.rows], table.column("y")[rows.rows]
    )

    assert found.alike_p_value is not None
    assert found.alike_p_value < 1e-6


def test_two_agents_cannot_be_tested() -> None:
    table = dealt(np.random.default_rng(4), 3000, pools=1, agents=2)
    rows = dispatch_rows(table, PLAIN)

    found = pace_effect(
        agent_model(rows), table.column("response_s")[rows.rows], table.column("y")[rows.rows]
    )

    assert found.alike_p_value is None


def test_agent_days_tell_days_and_agents_apart() -> None:
    rows = dispatch_rows(dealt(np.random.default_rng(5), 3000, pools=1, agents=2), PLAIN)

    days = np.floor(rows.time_s / 86_400)

    assert len(np.unique(agent_days(rows))) == len({*zip(rows.agent, days, strict=True)})
