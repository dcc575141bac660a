"""Intervals of figures, against published and tabled values."""

import numpy as np
import pytest

from engine.metrics.definition import Kind
from engine.metrics.intervals import estimate
from engine.metrics.proportions import wilson_limits
from engine.metrics.sampling_errors import share_errors


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe (1998), Statistics in Medicine 17, table I
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1.0),  # by symmetry
    ],
)
def test_share_has_wilsons_interval(hits: int, size: int, low: float, high: float) -> None:
    error = float(share_errors(np.array([hits / size]), np.array([size]))[0])

    found = estimate(hits / size, size, error, Kind.SHARE)

    assert found.method == "wilson"
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_share_of_unequal_weights_is_wider() -> None:
    plain = estimate(0.5, 100, 0.049, Kind.SHARE)
    weighted = estimate(0.5, 100, 0.098, Kind.SHARE)

    assert weighted.low < plain.low
    assert weighted.high > plain.high
    assert weighted.size == 100


def test_mean_has_students_interval() -> None:
    """T of 0.975 with 9 degrees of freedom is 2.2622."""
    found = estimate(50.0, 10, 2.0, Kind.MEAN)

    assert found.method == "t"
    assert found.high - 50 == pytest.approx(4.5243, abs=5e-5)
    assert 50 - found.low == pytest.approx(found.high - 50)


@pytest.mark.parametrize("rows", [1.5, 20.0, 64 / 22, 99.9])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_share_of_unequal_weights_is_that_of_as_many_equal_ones(share: float, rows: float) -> None:
    error = float(share_errors(np.array([share]), np.array([rows]))[0])

    found = estimate(share, 100, error, Kind.SHARE)

    assert (found.low, found.high) == pytest.approx(wilson_limits(share, rows, 0.95), abs=1e-9)


def test_error_of_less_than_one_row_is_that_of_one() -> None:
    found = estimate(0.5, 100, 0.3, Kind.SHARE)

    assert (found.low, found.high) == wilson_limits(0.5, 1.0, 0.95)


@pytest.mark.parametrize(
    ("value", "error", "limits", "low", "high"),
    [
        (100.0, 60.0, (0.0, np.inf), 0.0, 100 + 4.3027 * 60),  # t of 0.975, 2 degrees
        (4.8, 0.3, (1.0, 5.0), 4.8 - 4.3027 * 0.3, 5.0),
        (-90.0, 20.0, (-100.0, 100.0), -100.0, -90 + 4.3027 * 20),
        (-1.0, 1.0, (0.0, np.inf), -1.0, -1 + 4.3027),
    ],
)
def test_interval_ends_where_the_figure_cannot_be(
    value: float, error: float, limits: tuple[float, float], low: float, high: float
) -> None:
    found = estimate(value, 3, error, Kind.MEAN, limits)

    assert (found.low, found.high) == (pytest.approx(low, abs=5e-3), pytest.approx(high, abs=5e-3))


@pytest.mark.parametrize(
    ("value", "size", "error", "kind"),
    [
        (7.0, 7, np.nan, Kind.TOTAL),
        (0.95, 1, np.nan, Kind.RECORD),
        (4.0, 1, 0.5, Kind.MEAN),
        (4.0, 5, np.nan, Kind.MEAN),
    ],
)
def test_figure_without_a_sampling_error_has_no_interval(
    value: float, size: int, error: float, kind: Kind
) -> None:
    found = estimate(value, size, error, kind)

    assert (found.value, found.method) == (value, "none")
    assert np.isnan([found.low, found.high]).all()


def test_nothing_counted_is_nothing_known() -> None:
    found = estimate(np.nan, 0, np.nan, Kind.SHARE)

    assert np.isnan([found.value, found.low, found.high]).all()
    assert found.size == 0


def test_total_of_nothing_is_nothing_and_not_unknown() -> None:
    found = estimate(0.0, 0, float("nan"), Kind.TOTAL)

    assert (found.value, found.size, found.method) == (0.0, 0, "none")
