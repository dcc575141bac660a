"""A proof of a lead between two ratios holds for every weight set of a brute-force grid."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.domain.tables import ScoreTable
from engine.optimisation.extremes import score_extremes
from engine.optimisation.nest import nest_relaxed
from engine.optimisation.preference import preferences
from engine.optimisation.ratio_leads import proves_lead
from engine.optimisation.rules import AdmissibleSet

Floats = NDArray[np.float64]
STEPS = 40


def scores_under(points: Floats, weights: Floats) -> Floats:
    """Return (m, a) scores: means over the leaves that an agent has."""
    has = ~np.isnan(points)
    return np.asarray(weights @ np.where(has, points, 0.0).T / (weights @ has.T))


def grid_sets(lower: Floats, upper: Floats) -> Floats:
    """Return every set of three shares in steps of 1/40 inside the bounds."""
    pairs = itertools.product(range(STEPS + 1), repeat=2)
    sets = np.array([(a, b, STEPS - a - b) for a, b in pairs if a + b <= STEPS]) / STEPS
    inside = ((sets >= lower - 1e-12) & (sets <= upper + 1e-12)).all(axis=1)
    return np.asarray(sets[inside], dtype=np.float64)


def gapped(seed: int, agents: int) -> Floats:
    """Return scores of some agents on three leaves, each with at least one."""
    rng = np.random.default_rng(seed)
    points = np.round(rng.uniform(45, 95, (agents, 3)), 1)
    gaps = rng.random((agents, 3)) < 0.25
    gaps[gaps.all(axis=1)] = False
    points[gaps] = np.nan
    return points


@pytest.mark.parametrize("seed", range(6))
def test_necessary_pairs_are_those_of_brute_force_or_undecided(
    seed: int, box_of: Callable[..., AdmissibleSet]
) -> None:
    lower, upper = np.array([0.05, 0.3, 0.1]), np.array([0.6, 0.7, 0.5])
    points = gapped(seed, 9)
    names = tuple(f"a{place}" for place in range(len(points)))
    admissible = box_of(lower, upper)

    found = preferences(ScoreTable(names, admissible.leaves, points), admissible)

    met = scores_under(points, grid_sets(lower, upper))
    leads = (met[:, :, None] - met[:, None, :]).min(axis=0)
    np.fill_diagonal(leads, -1.0)
    assert found.never_behind is not None
    assert not (found.never_behind & (leads < -1e-9)).any()  # a proof is never wrong
    missed = int((leads >= -1e-9).sum()) - found.necessary
    assert missed <= found.undecided
    assert found.undecided <= 2  # the ends of the scores alone leave up to four open


def test_a_lead_that_the_ends_of_the_scores_do_not_show_is_proven(
    box_of: Callable[..., AdmissibleSet],
) -> None:
    """The first has 10 points more on a and b, and the second lags on c besides."""
    admissible: AdmissibleSet = box_of(np.full(3, 0.1), np.full(3, 0.8))
    pair = np.array([[90.0, 50.0, np.nan], [80.0, 40.0, 30.0]])
    ends = score_extremes(pair, admissible)
    overlap = (float(ends.least[0]), float(ends.greatest[1]))
    assert overlap[0] < overlap[1]

    nest = nest_relaxed(admissible)

    assert proves_lead(pair[0], pair[1], overlap, nest)
    back = (float(ends.least[1]), float(ends.greatest[0]))
    assert not proves_lead(pair[1], pair[0], back, nest)
