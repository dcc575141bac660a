"""What counts as what must be possible."""

import pytest

from engine.errors import InputError
from engine.metrics.counting import Counting


def test_rater_shares_must_sum_to_one() -> None:
    with pytest.raises(InputError, match=r"rater_shares \(total=0\.9"):
        Counting(rater_shares={"self": 0.4, "supervisor": 0.5})


def test_window_must_be_positive() -> None:
    with pytest.raises(InputError, match="repeat_window"):
        Counting(repeat_window_h=0)


def test_usual_raters_are_accepted() -> None:
    shares = {"self": 0.3, "supervisor": 0.5, "others": 0.2}

    assert Counting(rater_shares=shares).rater_shares == shares
