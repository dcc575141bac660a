"""Open chats at arrival: the planted slope, and what makes them no chance."""

import numpy as np

from engine.evidence.agent_effects import AgentModel, agent_model
from engine.evidence.congestion import CongestionEffect, congestion_effect
from engine.evidence.dispatch_windows import dispatch_rows
from tests.evidence.dispatch_samples import PLAIN, dealt, with_columns


def effect_of(table, **covariates: np.ndarray) -> tuple[AgentModel, CongestionEffect]:  # type: ignore[no-untyped-def]
    rows = dispatch_rows(table, PLAIN)
    model = agent_model(rows)
    columns = [table.column(name)[rows.rows] for name in ("load", "response_s", "y")]
    chosen = {name: column[rows.rows] for name, column in covariates.items()}
    return model, congestion_effect(model, *columns, chosen)


def test_the_planted_slope_is_found_though_agents_differ_in_skill() -> None:
    """Interval at 99.9 %: false alarm 1e-3."""
    table = dealt(np.random.default_rng(1), 30_000, skill=0.3)

    _, found = effect_of(table, value=table.column("value"), kind=table.column("kind"))

    assert found.related == ()
    assert found.estimate is not None
    low, high = found.estimate.interval(0.999)
    assert low < -0.01 < high < 0
    assert found.estimate.first_stage_f > 1000


def test_intervals_cover_as_often_as_they_say() -> None:
    """50 samples at 95 %: fewer than 42 covered has false alarm 8e-4."""
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(50):
        _, found = effect_of(dealt(rng, 3000, skill=0.3))
        assert found.estimate is not None
        low, high = found.estimate.interval(0.95)
        covered += low < -0.01 < high

    assert covered >= 42


def test_a_covariate_that_goes_with_congestion_is_named() -> None:
    table = dealt(np.random.default_rng(3), 10_000)
    hard = table.column("load") + np.random.default_rng(4).normal(0, 3, 10_000)

    _, found = effect_of(table, hard=hard, value=table.column("value"))

    assert found.related == ("hard",)


def test_congestion_that_never_varies_says_nothing() -> None:
    table = dealt(np.random.default_rng(5), 2000)

    _, found = effect_of(with_columns(table, load=np.zeros(2000)))

    assert found.estimate is None


def test_a_long_contact_crowding_the_next_ones_is_not_taken_for_a_relation() -> None:
    """Load follows from the kind of the contacts before: known before, yet not independent.

    30 samples at 5 %: more than 6 alarms has false alarm 6e-4.
    """
    alarms = 0
    for seed in range(30):
        rng = np.random.default_rng(100 + seed)
        table = dealt(rng, 3000, pools=1)
        long = rng.random(3000) < 0.3
        before = np.concatenate([[0, 0, 0], np.convolve(long, np.ones(3))[2:-3]])
        load = before[:3000] * 2.0 + rng.poisson(1, 3000)
        moved = with_columns(table, load=load)
        _, found = effect_of(moved, long=long.astype(float))
        alarms += bool(found.related)

    assert alarms <= 6
