"""Transforms follow their formula, slopes are their derivatives, domains are guarded."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.specification import Role, Term, Transform
from engine.errors import InputError
from engine.evidence.transforms import check_defined, column_name, parts, slope, transformed

NUMERIC = [
    Term("x", Role.LEVER),
    Term("x", Role.LEVER, Transform.LOG1P),
    Term("x", Role.LEVER, Transform.LOG_FLOOR, floor=30.0),
    Term("x", Role.LEVER, Transform.SCALE, shift=82.0, unit=10.0),
    Term("x", Role.LEVER, Transform.POWER, power=2),
    Term("x", Role.LEVER, Transform.SPLINE, knots=(0.0, 50.0, 400.0)),
]


def test_formulas_give_the_values_worked_by_hand() -> None:
    metric = np.array([15.0, 30.0, 30.0 * np.e])

    identity, log1p, log_floor, scale = (transformed(metric, term) for term in NUMERIC[:4])

    assert identity.tolist() == metric.tolist()
    assert log1p[0] == pytest.approx(np.log(16.0))
    assert log_floor.tolist() == pytest.approx([0.0, 0.0, 1.0])
    assert scale[0] == pytest.approx(-6.7)


@pytest.mark.parametrize("term", NUMERIC, ids=lambda term: term.transform.value)
@given(x=st.floats(0.0, 500.0).filter(lambda x: abs(x - 30.0) > 1e-3))
@settings(derandomize=True, deadline=None)
def test_slope_is_the_derivative(term: Term, x: float) -> None:
    step = 1e-5

    rise = transformed(np.array([x - step, x + step]), term)

    assert slope(np.array([x]), term)[0] == pytest.approx(
        (rise[1] - rise[0]) / (2 * step), rel=1e-7, abs=1e-6
    )


@pytest.mark.parametrize(
    ("term", "value", "code"),
    [
        (Term("x", Role.LEVER, Transform.LOG1P), -1.0, "outside_transform"),
        (Term("x", Role.LEVER, Transform.LOG_FLOOR), -0.5, "outside_transform"),
        (Term("x", Role.LEVER), np.inf, "outside_transform"),
        (Term("x", Role.LEVER, Transform.LOG_FLOOR, floor=0.0), 1.0, "term_invalid"),
        (Term("x", Role.LEVER, Transform.SCALE, unit=0.0), 1.0, "term_invalid"),
        (Term("x", Role.LEVER, Transform.SCALE, shift=np.nan), 1.0, "term_invalid"),
        (Term("x", Role.LEVER, Transform.LOG), 0.0, "outside_transform"),
        (Term("x", Role.LEVER, Transform.BANDS, edges=(0.5, 30.0)), 0.4, "outside_transform"),
        (Term("x", Role.LEVER, Transform.BANDS, edges=(0.0,)), 1.0, "evidence.edges"),
        (Term("x", Role.LEVER, Transform.BANDS, edges=(0.0, 60.0, 30.0)), 1.0, "evidence.edges"),
        (Term("x", Role.LEVER, Transform.SPLINE, knots=(0.0, 9.0)), 1.0, "evidence.knots"),
        (Term("x", Role.LEVER, Transform.SPLINE, knots=(0, 9, np.nan)), 1.0, "evidence.knots"),
        (Term("x", Role.LEVER, Transform.POWER, power=1), 1.0, "evidence.power"),
    ],
)
def test_values_outside_the_domain_are_refused(term: Term, value: float, code: str) -> None:
    with pytest.raises(InputError, match=code):
        check_defined(np.array([1.0, value]), term)


def test_missing_values_are_within_every_domain() -> None:
    for term in NUMERIC:
        check_defined(np.array([np.nan, 1.0]), term)


def test_logarithm_and_its_slope() -> None:
    log = Term("x", Role.LEVER, Transform.LOG)

    assert transformed(np.array([1.0, np.e]), log).tolist() == [0.0, 1.0]
    assert slope(np.array([2.0, 4.0]), log).tolist() == [0.5, 0.25]


def test_bands_have_a_column_for_every_band_but_the_first() -> None:
    bands = Term("frt_s", Role.LEVER, Transform.BANDS, edges=(0.0, 30.0, 60.0, 180.0))

    told = [column_name(bands, part) for part in parts(bands)]

    assert told == ["frt_s [30, 60)", "frt_s [60, 180)", "frt_s [180, inf)"]
