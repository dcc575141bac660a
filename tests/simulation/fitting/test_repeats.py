"""Returns of customers."""

import numpy as np
import pytest

from engine.simulation.fitting.observed import ObservedContacts, contacts_of
from engine.simulation.fitting.repeats import fitted_returns, is_fresh

HOUR = 3600.0


def log() -> ObservedContacts:
    """Anna is served and comes back after an hour; Ben hangs up and calls again; Carl once."""
    return contacts_of(
        arrival_s=np.array([0.0, 100.0, 200.0, 1.2 * HOUR, 300 * HOUR]),
        served=np.array([True, False, True, True, True]),
        service_s=np.array([60.0, np.nan, 60.0, 60.0, 60.0]),
        wait_s=np.array([0.0, 40.0, 0.0, 0.0, 0.0]),
        customer=np.array(["anna", "ben", "ben", "anna", "carl"]),
    )


def test_contacts_after_one_within_the_window_are_not_fresh() -> None:
    assert is_fresh(log(), 72 * HOUR).tolist() == [True, True, False, False, True]
    assert is_fresh(log(), 0.5 * HOUR).tolist() == [True, True, False, True, True]


def test_returns_are_counted_by_what_came_before() -> None:
    found = fitted_returns(log(), 72 * HOUR, "contacts")

    assert found is not None
    assert (found.served.back.count, found.served.back.n) == (1, 3)
    assert (found.abandoned.back.count, found.abandoned.back.n) == (1, 1)


def test_endings_whose_window_is_not_over_are_left_out() -> None:
    found = fitted_returns(log(), 500 * HOUR, "contacts")

    assert found is not None
    assert found.served.back.n == 0


def test_a_log_without_customers_says_nothing() -> None:
    anonymous = contacts_of(arrival_s=np.arange(3.0), served=np.ones(3, np.bool_))

    assert fitted_returns(anonymous, HOUR, "contacts") is None
    assert is_fresh(anonymous, HOUR).all()


def test_the_attempt_of_the_log_decides() -> None:
    contacts = contacts_of(
        arrival_s=np.arange(3.0), served=np.ones(3, np.bool_), attempt=np.array([1.0, 2.0, np.nan])
    )

    assert is_fresh(contacts, HOUR).tolist() == [True, False, True]


def test_delays_have_the_moments_of_the_log() -> None:
    arrivals = np.arange(20) * 1000 * HOUR
    delays = np.linspace(1, 3, 20) * HOUR
    contacts = contacts_of(
        arrival_s=np.concatenate((arrivals, arrivals + 60 + delays)),
        served=np.ones(40, np.bool_),
        service_s=np.full(40, 60.0),
        wait_s=np.zeros(40),
        customer=np.tile(np.arange(20).astype(str), 2),
    )

    found = fitted_returns(contacts, 72 * HOUR, "contacts")

    assert found is not None
    assert found.served.delay is not None
    assert found.served.delay.mean_s == pytest.approx(delays[:19].mean(), rel=0.05)
