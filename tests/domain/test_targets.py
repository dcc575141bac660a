"""When a value meets a target."""

import pytest

from engine.domain.targets import Comparison, Target


@pytest.mark.parametrize(
    ("comparison", "value", "met"),
    [
        (Comparison.AT_LEAST, 0.9, True),
        (Comparison.AT_LEAST, 0.95, True),
        (Comparison.AT_LEAST, 0.89, False),
        (Comparison.AT_MOST, 0.9, True),
        (Comparison.AT_MOST, 0.91, False),
        (Comparison.AT_LEAST, float("nan"), False),
        (Comparison.AT_MOST, float("nan"), False),
    ],
)
def test_a_value_at_the_threshold_meets_it_and_a_missing_one_never(
    comparison: Comparison, value: float, met: bool
) -> None:
    assert Target("fcr", comparison, 0.9).is_met_by(value) is met


def test_of_a_range_the_lower_end_is_the_target() -> None:
    assert Target("fcr", Comparison.AT_LEAST, 0.70, threshold_high=0.75).is_met_by(0.71)
