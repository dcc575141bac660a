"""Incidents."""

import numpy as np

from engine.simulation.fitting.incidents import incidents, without_incidents


def counts() -> np.ndarray:
    rng = np.random.default_rng(1)
    shape = np.concatenate((np.zeros(14), np.full(34, 50.0)))
    return rng.poisson(shape * rng.gamma(50, 1 / 50, (10, 1)) * rng.gamma(50, 1 / 50, (10, 48)))


def test_floods_and_outages_are_found_and_nothing_else() -> None:
    table = counts()
    table[3, 26], table[5, 30] = 400, 0

    found = incidents(table)

    assert np.argwhere(found).tolist() == [[3, 26], [5, 30]]


def test_incidents_are_replaced_by_what_was_to_be_expected() -> None:
    table = counts()
    table[3, 26] = 400

    usual = without_incidents(table, incidents(table))

    assert 25 < usual[3, 26] < 90
    assert np.array_equal(np.delete(usual[3], 26), np.delete(table[3], 26))


def test_three_days_say_nothing() -> None:
    table = counts()[:3]
    table[0, 20] = 5_000

    assert not incidents(table).any()
