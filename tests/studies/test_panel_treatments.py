"""Treatments side by side, worked by hand for three items.

For n = 3 the eigenvector is the row geometric mean, so that weighting the steady respondent by 1
and the circle (equal weights) by d gives weights in proportion to 4, 2, 1 to the power 1 / (1 + d).
"""

import numpy as np
import pytest

from engine.studies.panel_treatments import largest_change
from tests.studies.panel_samples import (
    CIRCLE,
    CIRCLE_RATIO,
    GAP,
    STEADY,
    by_treatment,
    calibrated,
    response,
    survey,
)


def powered(exponent: float) -> tuple[float, ...]:
    weights = np.array([4.0, 2.0, 1.0]) ** exponent
    return tuple((weights / weights.sum()).tolist())


def test_ids_stand_in_their_order() -> None:
    found = by_treatment(calibrated(survey(response("r1", STEADY))))

    assert list(found) == ["all", "down-weighted", "consistent-only", "as-written", "priorities"]


def test_inconsistent_respondent_is_kept_weighed_down_or_left_out() -> None:
    calibration = calibrated(survey(response("r1", STEADY), response("r2", CIRCLE)))

    found = by_treatment(calibration)
    assert found["all"] == pytest.approx(powered(1 / 2))
    assert found["down-weighted"] == pytest.approx(powered(1 / (1 + 0.10 / CIRCLE_RATIO)))
    assert found["consistent-only"] == pytest.approx(powered(1.0))
    assert found["priorities"] == pytest.approx(powered(1 / 2))
    assert [each.respondents for each in calibration.treatments] == [2, 2, 1, 2, 2]


def test_change_is_told_against_everybody() -> None:
    calibration = calibrated(survey(response("r1", STEADY), response("r2", CIRCLE)))

    changes = [each.largest_change for each in calibration.treatments]
    assert changes[0] == 0.0
    assert changes[2] == pytest.approx(largest_change(powered(1.0), powered(0.5)))


def test_treatment_that_leaves_nobody_says_so_instead_of_weights() -> None:
    calibration = calibrated(survey(response("r1", CIRCLE)))

    left = calibration.treatments[2]
    assert (left.weights, left.largest_change, left.respondents) == (None, None, 0)
    assert left.why is not None
    assert left.why.values == {"node": {"zh": "总目标", "en": "the goal"}}


def test_own_weights_of_nobody_cannot_be_averaged() -> None:
    panel = survey(response("r1", (2.0, GAP, GAP)), response("r2", (GAP, GAP, 2.0)))

    found = by_treatment(calibrated(panel))

    assert found["all"] == pytest.approx((4 / 7, 2 / 7, 1 / 7))
    assert found["priorities"] is None


def test_numbers_as_written_are_a_treatment_of_their_own() -> None:
    careful, written = response("r1", (GAP, 4.0, 2.0)), response("r1", (16.0, 4.0, 2.0))

    found = by_treatment(calibrated(survey(careful, as_written=[written])))

    means = np.array([64.0, 2 / 16, 1 / 8]) ** (1 / 3)
    assert found["as-written"] == pytest.approx(tuple((means / means.sum()).tolist()))


def test_respondents_weights_count() -> None:
    double = survey(response("r1", STEADY, weight=3.0), response("r2", CIRCLE))

    found = by_treatment(calibrated(double))

    assert found["all"] == pytest.approx(powered(3 / 4))
