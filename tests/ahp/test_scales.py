"""The judgement scale."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ahp.scales import SAATY_VALUES, nearest_scale_value, ratio_text


def test_every_scale_value_is_its_own_nearest() -> None:
    values = np.array(SAATY_VALUES)

    assert nearest_scale_value(values).tolist() == values.tolist()


@given(st.floats(-7, 7).filter(lambda log: abs(log) > 1e-6))
def test_nearest_value_of_a_reciprocal_is_as_near(log: float) -> None:
    there, back = np.log(nearest_scale_value(np.exp([log, -log])))

    assert abs(there - log) == pytest.approx(abs(back + log), abs=1e-12)


@pytest.mark.parametrize(
    ("ratio", "nearest"),
    [(1.4, 1), (1.5, 2), (2.4, 2), (2.5, 3), (0.3, 1 / 3), (40, 9), (0.01, 1 / 9)],
)
def test_distance_is_measured_between_logarithms(ratio: float, nearest: float) -> None:
    assert nearest_scale_value(np.array(ratio)) == pytest.approx(nearest)


@pytest.mark.parametrize(
    ("ratio", "text"), [(7.0, "7"), (1 / 7, "1/7"), (1.0, "1"), (1.5, "1.5"), (0.4, "0.4")]
)
def test_ratio_is_written_as_people_write_it(ratio: float, text: str) -> None:
    assert ratio_text(ratio) == text
