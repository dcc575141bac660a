"""Sample plans: what is asked, what is not."""

from dataclasses import replace

import pytest

from engine.errors import InputError
from engine.metrics.sample_size import mean_difference_size, share_difference_size
from engine.studies.sample_plan import SampleWish, sample_plan

WISH = SampleWish(confidence=0.95, power=0.8, half_width=0.05, expected=0.5)


def test_the_three_formulas_of_a_share() -> None:
    found = sample_plan(WISH)

    assert found.share == {"normal": 385, "wilson": 381, "clopper-pearson": 402}
    assert (found.mean, found.difference) == (None, None)


def test_the_table_ends_with_the_population() -> None:
    found = sample_plan(replace(WISH, population=30))

    assert [row.size for row in found.table] == [5, 10, 20, 30]
    assert found.table[-1].exact == 0


def test_18_of_20_means_a_half_width_of_15_points() -> None:
    found = sample_plan(replace(WISH, expected=0.9))

    row = next(row for row in found.table if row.size == 20)
    assert row.exact == pytest.approx((0.98765 - 0.68302) / 2, abs=1e-5)


def test_a_difference_is_of_shares_or_of_points() -> None:
    shares = sample_plan(replace(WISH, difference=0.1, expected=0.9)).difference
    points = sample_plan(replace(WISH, difference=3, deviation=8)).difference

    assert shares is not None
    assert points is not None
    assert shares[0] == pytest.approx(share_difference_size(0.9, 0.8, 0.95, 0.8))
    assert shares[1] == 199  # Fleiss (1981), table A.3: 219 with the correction for continuity
    assert points[0] == pytest.approx(mean_difference_size(3, 8, 0.95, 0.8))


def test_a_mean_needs_both_of_its_figures() -> None:
    assert sample_plan(replace(WISH, deviation=8, points_half_width=2)).mean == 64
    for lacking in ({"deviation": 8.0}, {"points_half_width": 2.0}):
        with pytest.raises(InputError, match=r"quality\.deviation_needed"):
            sample_plan(replace(WISH, **lacking))
