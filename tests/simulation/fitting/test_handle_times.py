"""Handle times."""

import numpy as np
import pytest

from engine.domain.durations import Shape
from engine.errors import MethodError
from engine.simulation.fitting.handle_times import Law, fitted_duration


def lognormal(mean_s: float, cv: float, n: int, rng: np.random.Generator) -> np.ndarray:
    variance = np.log1p(cv**2)
    return np.exp(rng.normal(np.log(mean_s) - variance / 2, variance**0.5, n))


def test_one_lognormal_law_is_written_as_such() -> None:
    """Mean within 4 standard errors, false alarm 6e-5."""
    found = fitted_duration(
        lognormal(200, 0.9, 3_000, np.random.default_rng(1)), np.random.default_rng(2)
    )

    assert found.law is Law.LOGNORMAL
    assert found.duration.shape is Shape.LOGNORMAL
    assert found.duration.mean_s == pytest.approx(200, rel=4 * 0.9 / 3_000**0.5)
    assert found.duration.cv == pytest.approx(0.9, rel=0.1)
    assert found.low_s < found.mean_s < found.high_s
    assert found.n == found.quality.n == 3_000


def test_a_heap_of_short_calls_makes_two_laws() -> None:
    rng = np.random.default_rng(3)
    times_s = np.round(
        np.concatenate((lognormal(5, 0.5, 300, rng), lognormal(200, 0.8, 2_700, rng)))
    )

    found = fitted_duration(times_s, rng)

    assert found.law is Law.MIXTURE
    assert found.components[0][0] == pytest.approx(0.1, abs=0.03)
    assert found.short_share == pytest.approx(0.1, abs=0.02)
    assert found.duration.shape is Shape.EMPIRICAL
    assert found.duration.mean_s == pytest.approx(times_s.mean(), rel=0.05)
    assert found.bic_gain > 10


def test_what_no_law_fits_is_written_by_its_own_quantiles() -> None:
    times_s = np.repeat([30.0, 90.0, 400.0], 200) + np.tile([0.0, 1.0], 300)

    found = fitted_duration(times_s, np.random.default_rng(4))

    assert found.law is Law.RECORDS
    assert found.duration.mean_s == pytest.approx(times_s.mean(), rel=1e-3)


def test_a_constant_is_a_constant() -> None:
    found = fitted_duration(np.full(50, 120.0), np.random.default_rng(5))

    assert found.law is Law.CONSTANT
    assert (found.duration.shape, found.duration.mean_s) == (Shape.DETERMINISTIC, 120.0)


def test_too_few_records_are_no_fit() -> None:
    with pytest.raises(MethodError, match=r"fit\.few_durations.*29"):
        fitted_duration(np.arange(29.0) + 1, np.random.default_rng(6))
