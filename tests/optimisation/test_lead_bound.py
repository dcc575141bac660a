"""The quick bound of leads: never above the exact least lead, equal where nothing can move."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.optimisation.lead_bound import LeadBound
from engine.optimisation.nest import Nest, NestGroup


def random_nest(rng: np.random.Generator, k: int) -> Nest:
    """Return bounds around a random point, and groups of every second and of no leaf around it."""
    centre = rng.dirichlet(np.ones(k))
    width = rng.uniform(0, 0.9, 2)
    own = np.arange(0, k, 2, dtype=np.intp)
    total = float(centre[own].sum())
    spread = float(rng.choice([0.0, 0.05]))
    groups = (NestGroup(own, total - spread, total + spread),) if rng.random() < 0.7 else ()
    return Nest(centre * width[0], np.minimum(centre * (1 + width[1]), 1.0), groups)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(st.integers(0, 100_000), st.integers(2, 6))
def test_bound_is_never_above_the_least_lead(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    nest = random_nest(rng, k)
    points = rng.uniform(0, 100, (5, k))

    bound = LeadBound(points, nest).over_all(np.arange(5))

    forms = points[:, None] - points
    least = nest.least(forms.reshape(-1, k)).reshape(5, 5)
    assert (bound <= least + 1e-9).all()
    assert np.diag(bound) == pytest.approx(0, abs=1e-9)


def test_bound_is_the_lead_where_only_one_weight_set_is_left() -> None:
    weights = np.array([0.5, 0.3, 0.2])
    points = np.array([[90.0, 60, 70], [80, 70, 75]])

    bound = LeadBound(points, Nest(weights, weights, ())).over_all(np.array([0]))

    assert bound[0] == pytest.approx([0, 5 - 3 - 1], abs=1e-12)


def test_bound_is_close_with_narrow_bounds() -> None:
    """20 leaves within 30 % of their middle: the mean shortfall is below 15 % of the spread."""
    rng = np.random.default_rng(1)
    centre = rng.dirichlet(np.ones(20) * 6)
    nest = Nest(0.7 * centre, 1.3 * centre, ())
    points = rng.uniform(40, 100, (30, 20))

    bound = LeadBound(points, nest).over_all(np.arange(30))

    forms = (points[:, None] - points).reshape(-1, 20)
    least, greatest = nest.least(forms), nest.greatest(forms)
    assert (least - bound.ravel()).mean() < 0.15 * (greatest - least).mean() / 2
