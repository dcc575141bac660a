"""Quantiles by scope are numpy's, bit for bit."""

import numpy as np

from engine.simulation.measuring.scope_quantiles import scope_quantiles
from tests.simulation.measuring.test_scope_layout import LAYOUT, SCOPES, cells, inside, points

SHARES = (0.0, 0.5, 0.9, 0.95, 1.0)


def test_quantiles_of_each_scope_are_those_of_its_values() -> None:
    times_s, kinds = points()
    values = np.random.default_rng(5).lognormal(3, 1, times_s.size).round(1)

    found = scope_quantiles(LAYOUT, values, cells(LAYOUT), SHARES)

    for line, scope in enumerate(SCOPES):
        mine = [
            v for v, t, k in zip(values, times_s, kinds, strict=True) if inside(scope, t, int(k))
        ]
        if mine:
            assert found[:, line].tolist() == np.quantile(mine, SHARES).tolist()
        else:
            assert np.isnan(found[:, line]).all()


def test_a_scope_with_nothing_in_it_has_no_quantile() -> None:
    found = scope_quantiles(LAYOUT, np.zeros(0), np.zeros(0, np.int64), SHARES)

    assert np.isnan(found).all()
