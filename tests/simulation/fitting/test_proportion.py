"""Shares with intervals."""

import pytest

from engine.simulation.fitting.proportion import share


def test_interval_is_wilsons() -> None:
    """10 of 100: 0.0552 to 0.1744 (Newcombe 1998, method 3, by its formula)."""
    found = share(10, 100)

    assert found.value == 0.1
    assert (found.low, found.high) == (
        pytest.approx(0.05523, abs=1e-5),
        pytest.approx(0.17437, abs=1e-5),
    )


def test_nothing_out_of_nothing_may_be_anything() -> None:
    found = share(0, 0)

    assert found.value != found.value
    assert (found.low, found.high) == (0.0, 1.0)
