"""What grades are worth; the printed tables stand in ``test_published_cases.py``."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.ahp.judgement_scales import JudgementScale, scaled_ratios
from engine.ahp.priorities import geometric_mean
from engine.errors import InputError

GRADES = np.arange(1.0, 10.0)


@pytest.mark.parametrize(
    ("scale", "ratios"),
    [
        (JudgementScale.LINEAR, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (JudgementScale.POWER, [1, 4, 9, 16, 25, 36, 49, 64, 81]),
        (JudgementScale.GEOMETRIC, [1, 2, 4, 8, 16, 32, 64, 128, 256]),
        (JudgementScale.ROOT, [1, 2**0.5, 3**0.5, 2, 5**0.5, 6**0.5, 7**0.5, 8**0.5, 3]),
        (JudgementScale.LOGARITHMIC, np.log([2, 3, 4, 5, 6, 7, 8, 9, 10]) / np.log(2)),
        (JudgementScale.INVERSE_LINEAR, [1, 9 / 8, 9 / 7, 9 / 6, 9 / 5, 9 / 4, 3, 9 / 2, 9]),
        (JudgementScale.GENERALISED_BALANCED, [(9 + 4 * x) / (14 - x) for x in range(1, 10)]),
    ],
)
def test_grades_are_worth_what_the_formula_says(scale: JudgementScale, ratios: list[float]) -> None:
    assert_allclose(scaled_ratios(GRADES, scale, items=5), ratios, rtol=1e-15)


@pytest.mark.parametrize("items", [2, 5, 9])
def test_generalised_balanced_grades_space_the_weight_of_one_item_evenly(items: int) -> None:
    ratios = scaled_ratios(GRADES, JudgementScale.GENERALISED_BALANCED, items=items)
    matrices = np.ones((9, items, items))
    matrices[:, 0, 1:], matrices[:, 1:, 0] = ratios[:, None], 1 / ratios[:, None]

    weights = [geometric_mean(values).weights[0] for values in matrices]

    assert_allclose(np.diff(weights), (weights[-1] - weights[0]) / 8, rtol=1e-12)


@given(st.floats(1 / 9, 9), st.sampled_from(JudgementScale), st.integers(2, 9))
def test_a_reciprocal_grade_is_worth_the_reciprocal(
    grade: float, scale: JudgementScale, items: int
) -> None:
    there, back = scaled_ratios(np.array([grade, 1 / grade]), scale, items=items)

    assert there * back == pytest.approx(1, rel=1e-12)


def test_a_gap_stays_a_gap() -> None:
    found = scaled_ratios(np.array([np.nan, 3.0]), JudgementScale.BALANCED, items=2)

    assert np.isnan(found[0])
    assert found[1] == 1.5


@pytest.mark.parametrize("grade", [9.5, 0.1, 0.0, -3.0, np.inf])
def test_a_grade_off_the_scale_is_refused_with_its_value(grade: float) -> None:
    with pytest.raises(InputError, match=rf"ahp\.grade.*{grade}"):
        scaled_ratios(np.array([2.0, grade]), JudgementScale.BALANCED, items=2)
