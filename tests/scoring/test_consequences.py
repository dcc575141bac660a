"""Pay of a month by grade: raises, cuts, the floor."""

import numpy as np
import pytest

from engine.domain.grades import GradeRule
from engine.domain.indicators import PayRule
from engine.errors import InputError
from engine.i18n.translate import render_error
from engine.scoring.consequences import monthly_pay, pay_change_draws, pay_changes

RULE = PayRule({"A": 1.1, "B": 1.0, "C": 0.9}, floor_cny=3000.0)


def test_pay_is_base_times_the_grades_coefficient() -> None:
    paid = monthly_pay(["A", "B", "C"], np.array([5000.0, 5000.0, 5000.0]), RULE)

    assert paid == pytest.approx([5500, 5000, 4500])


def test_a_cut_stops_at_the_floor() -> None:
    paid = monthly_pay(["C", "C"], np.array([3200.0, 3000.0]), RULE)

    assert paid == pytest.approx([3000, 3000])


def test_the_floor_never_raises_pay() -> None:
    paid = monthly_pay(["B", "C"], np.array([2500.0, 2500.0]), RULE)

    assert paid == pytest.approx([2500, 2500])


def test_change_is_after_minus_before() -> None:
    changes = pay_changes(["B", "A", "C"], ["A", "C", "C"], np.full(3, 5000.0), RULE)

    assert changes == pytest.approx([500, -1000, 0])


def test_change_is_unknown_without_a_grade_or_base_pay() -> None:
    changes = pay_changes(["", "B"], ["A", "A"], np.array([5000.0, np.nan]), RULE)

    assert np.isnan(changes).all()


def test_a_grade_without_a_coefficient_is_named() -> None:
    with pytest.raises(InputError, match="D") as raised:
        monthly_pay(["D"], np.array([5000.0]), RULE)

    assert "D" in render_error(raised.value, "zh")


@pytest.mark.parametrize("base", [[5000.0], [-1.0, 5000.0]])
def test_base_pay_must_be_one_amount_for_each_agent(base: list[float]) -> None:
    with pytest.raises(InputError, match=r"pay\.base_pay"):
        monthly_pay(["A", "B"], np.array(base), RULE)


def test_change_of_the_team_is_summed_in_each_draw() -> None:
    """First draw: A to B costs 500 and C to B gives 500; second: C to A gives 1000.

    Agents without a base pay or a score count nothing.
    """
    nan = np.nan
    before = np.array([[95.0, 60.0, 60.0, nan], [80.0, 60.0, 60.0, nan]])
    after = np.array([[80.0, 80.0, 95.0, nan], [80.0, 95.0, 95.0, 80.0]])
    base = np.array([5000.0, 5000.0, nan, 5000.0])

    change = pay_change_draws(before, after, GradeRule((90.0, 70.0), ("A", "B", "C")), base, RULE)

    assert change == pytest.approx([0, 1000])
