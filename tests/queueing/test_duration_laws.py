"""Laws of durations against quadrature, their moments, and figures worked by hand."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from engine.domain.durations import Duration, Shape
from engine.errors import InputError
from engine.queueing.duration_laws import LAWS, law_of
from tests.queueing.laws import DURATIONS, name

every_shape = pytest.mark.parametrize("duration", DURATIONS, ids=name)
SMOOTH = [each for each in DURATIONS if each.shape not in (Shape.DETERMINISTIC, Shape.EMPIRICAL)]


def test_every_shape_of_the_domain_has_its_law() -> None:
    assert set(LAWS) == set(Shape)
    assert {each.shape for each in DURATIONS} == set(Shape)


@every_shape
def test_mean_and_variation_are_those_asked_for(duration: Duration) -> None:
    law = law_of(duration)

    assert law.mean_s == pytest.approx(600, rel=1e-12)
    assert law.cv == pytest.approx(1.0 if duration.shape is Shape.EXPONENTIAL else duration.cv)
    assert float(law.truncated_mean_s(np.array(1e9))) == pytest.approx(600, rel=1e-9)


@every_shape
def test_survival_and_its_complement_sum_to_one_and_fall(duration: Duration) -> None:
    law = law_of(duration)
    x = np.linspace(0.0, 5000.0, 200)

    survival = law.survival(x)

    assert survival + law.ended(x) == pytest.approx(np.ones(200), abs=1e-12)
    assert (np.diff(survival) <= 0).all()
    assert survival[0] == pytest.approx(1)


@every_shape
@pytest.mark.parametrize("x", [50.0, 550.0, 610.0, 1234.5])
def test_truncated_mean_is_the_integral_of_the_survival_function(
    duration: Duration, x: float
) -> None:
    law = law_of(duration)
    borders = sorted({0.0, x, *(float(knot) for knot in law.knots_s if 1e-3 < knot < x)})

    pieces = [
        quad(lambda u: float(law.survival(np.array(u))), low, high, epsabs=1e-12)[0]
        for low, high in pairwise(borders)
    ]

    assert float(law.truncated_mean_s(np.array(x))) == pytest.approx(sum(pieces), rel=1e-9)


@pytest.mark.parametrize("duration", SMOOTH, ids=name)
def test_second_moment_is_twice_the_integral_of_x_times_survival(duration: Duration) -> None:
    law = law_of(duration)
    borders = [0.0, *law.knots_s[law.knots_s > 1e-2].tolist()]

    def weighted(u: float) -> float:
        return u * float(law.survival(np.array(u)))

    total = sum(quad(weighted, low, high, epsabs=1e-9)[0] for low, high in pairwise(borders))
    assert law.second_moment_s2 == pytest.approx(2 * total, rel=1e-8)


def test_weibull_of_power_two_is_rayleigh() -> None:
    cv = math.sqrt(4 / math.pi - 1)
    scale = 600.0 / math.gamma(1.5)

    law = law_of(Duration(Shape.WEIBULL, 600.0, cv))

    assert float(law.survival(np.array(500.0))) == pytest.approx(math.exp(-((500 / scale) ** 2)))


def test_atoms_worked_by_hand() -> None:
    law = law_of(Duration.empirical((10.0, 30.0), (1.0, 3.0)))

    assert law.survival(np.array([0.0, 10.0, 29.0, 30.0])).tolist() == [1, 0.75, 0.75, 0]
    assert law.truncated_mean_s(np.array([10.0, 20.0, 99.0])).tolist() == [10, 17.5, 25]
    assert law.kinks_s == (10, 30)


def test_small_chances_keep_their_digits() -> None:
    law = law_of(Duration(Shape.EXPONENTIAL, 1e6))

    assert float(law.ended(np.array(1e-9))) == pytest.approx(1e-15, rel=1e-12)


def test_a_duration_of_nothing_has_no_law() -> None:
    with pytest.raises(InputError, match="mean_s"):
        law_of(Duration(Shape.DETERMINISTIC, 0.0))
