"""The parts of the variance are found again in drawn contacts, and bad tables are named."""

from collections.abc import Callable

import numpy as np
import pytest

from engine.errors import InputError
from engine.evidence.rollout_components import variance_parts


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return 60 teams x 6 agents x 8 weeks x 5 contacts, sds 0.5, 0.4, 0.3 and 1."""
    rng = np.random.default_rng(seed)
    shape = (60, 6, 8, 5)
    y = 3.0 + rng.normal(0, 0.5, (60, 1, 1, 1)) + rng.normal(0, 0.4, (60, 6, 1, 1))
    y = y + rng.normal(0, 0.3, (60, 1, 8, 1)) + rng.normal(0, 1, (1, 1, 8, 1))
    y = y + rng.normal(0, 1, shape)
    team, agent, week, _ = np.indices(shape)
    return y.ravel(), team.ravel(), agent.ravel(), week.ravel()


def test_parts_are_found_again() -> None:
    """Mean over ten draws, bounds at four errors of the mean; false alarm 2e-4."""
    found = [variance_parts(*drawn(seed)) for seed in range(10)]

    total = np.array([each.sd**2 for each in found])
    for name, true in (("icc_team", 0.25), ("icc_agent", 0.16)):
        values = np.array([getattr(each, name) for each in found]) * total
        assert values.mean() == pytest.approx(true, abs=4 * values.std() / 3)
    weekly = np.array([each.time_sd**2 for each in found])
    assert weekly.mean() == pytest.approx(0.09, abs=4 * weekly.std() / 3)


def test_sizes_are_counted() -> None:
    found = variance_parts(*drawn(1))

    assert (found.teams, found.agents_per_team, found.weeks) == (60, 6, 8)
    assert found.contacts_per_agent_week == 5
    assert not found.binary


def test_incomplete_contacts_are_left_out() -> None:
    y, team, agent, week = drawn(1)
    names = np.array([f"A{each}" for each in agent], dtype=object)
    names[0], y[1] = None, np.nan

    assert variance_parts(y, team, names, week).contacts == len(y) - 2


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda y, t, a, w: (y * np.nan, t, a, w), "rollout.past_empty"),
        (lambda y, t, a, w: (y, t * 0, a, w), "rollout.past_teams"),
        (lambda y, t, a, w: (y, t, a, w * 0), "rollout.past_weeks"),
        (lambda y, t, a, w: (y * 0 + 1, t, a, w), "rollout.past_constant"),
    ],
)
def test_tables_that_cannot_tell_are_named(spoil: Callable[..., tuple], code: str) -> None:
    with pytest.raises(InputError, match=code):
        variance_parts(*spoil(*drawn(1)))
