"""Respondents' weights as shares of the panel."""

import numpy as np
import pytest

from engine.ahp.voices import voice_shares
from engine.errors import InputError


def test_shares_sum_to_one() -> None:
    assert voice_shares(np.array([1.0, 3.0, 0.0]), 3).tolist() == [0.25, 0.75, 0.0]


def test_weights_that_are_all_zero_leave_no_voice() -> None:
    assert voice_shares(np.zeros(2), 2).tolist() == [0.0, 0.0]


@pytest.mark.parametrize("weights", [[1.0, -1.0], [1.0, np.nan], [1.0, np.inf], [1.0]])
def test_weights_that_are_none_are_refused(weights: list[float]) -> None:
    with pytest.raises(InputError, match=r"group\.respondent_weights"):
        voice_shares(np.array(weights), 2)
