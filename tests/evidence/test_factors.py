"""A factor gives its term's values and slopes at any raw values."""

import numpy as np
import pytest

from engine.domain.specification import Role, Term, Transform
from engine.evidence.factors import Factor

RAW = np.array([0.0, 30.0, 45.0, 200.0])


def test_band_is_one_inside_and_has_no_slope() -> None:
    bands = Factor(Term("x", Role.LEVER, Transform.BANDS, edges=(0, 30, 60)), 1, "[30, 60)")

    assert bands.values(RAW).tolist() == [0.0, 1.0, 1.0, 0.0]
    assert bands.slope(RAW).tolist() == [0.0] * 4
    assert bands.is_discrete


def test_last_band_is_open() -> None:
    bands = Factor(Term("x", Role.LEVER, Transform.BANDS, edges=(0, 30, 60)), 2, "[60, inf)")

    assert bands.values(RAW).tolist() == [0.0, 0.0, 0.0, 1.0]


def test_level_is_read_by_its_code() -> None:
    level = Factor(Term("kind", Role.LEVER, Transform.CATEGORY, reference="a"), 2, "c")

    assert level.values(np.array([0, 2, 1, 2])).tolist() == [0.0, 1.0, 0.0, 1.0]
    assert level.slope(np.array([0, 2, 1, 2])).tolist() == [0.0] * 4
    assert level.column == "kind"


def test_power_has_the_slope_of_the_power() -> None:
    cube = Factor(Term("x", Role.LEVER, Transform.POWER, power=3))

    assert cube.values(RAW) == pytest.approx(RAW**3)
    assert cube.slope(RAW) == pytest.approx(3 * RAW**2)
    assert not cube.is_discrete
