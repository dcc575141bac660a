"""The permutation test is the one worked by brute force, and its interval its inversion."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from engine.evidence.before_after import overall_contrast
from engine.evidence.before_after_permutation import permutation_test
from engine.evidence.rollout import parallel_starts, staggered_starts
from tests.rollout_samples import panel_of


def brute_p_value(panel, null: float) -> float:  # type: ignore[no-untyped-def]
    """Return the p-value over all orders of the starts, every order's contrast made anew."""
    on = (np.arange(len(panel.weeks)) >= panel.starts[:, None]) * 1.0
    means = panel.means - null * on
    own = overall_contrast(panel).of(means)
    others = [
        overall_contrast(replace(panel, starts=np.array(order))).of(means)
        for order in permutations(panel.starts.tolist())
    ]
    return float(np.mean(np.abs(others) >= abs(own) - 1e-12))


def test_p_value_and_interval_are_those_of_all_orders() -> None:
    panel = panel_of(np.random.default_rng(1), staggered_starts(4, 6), 6, 3.0)

    found = permutation_test(panel, overall_contrast, np.random.default_rng(1), 0.90)

    assert found.p_value == pytest.approx(brute_p_value(panel, 0.0))
    assert brute_p_value(panel, found.low + 1e-6) > 0.10 >= brute_p_value(panel, found.low - 1e-6)
    assert brute_p_value(panel, found.high - 1e-6) > 0.10 >= brute_p_value(panel, found.high + 1e-6)


def test_a_gap_changes_nothing_but_the_way() -> None:
    panel = panel_of(np.random.default_rng(2), staggered_starts(5, 6), 6, 3.0)
    means = panel.means.copy()
    means[2, 4] = np.nan

    found = permutation_test(
        replace(panel, means=means), overall_contrast, np.random.default_rng(1), 0.90
    )

    assert found.p_value == pytest.approx(brute_p_value(replace(panel, means=means), 0.0))


def test_too_few_orders_close_no_interval() -> None:
    panel = panel_of(np.random.default_rng(3), staggered_starts(3, 5), 5, 3.0)

    found = permutation_test(panel, overall_contrast, np.random.default_rng(1), 0.95)

    assert found.p_value >= 1 / 6
    assert np.isinf([found.low, found.high]).all()


def test_the_test_keeps_its_level() -> None:
    """100 samples at 5 %, exact: more than 13 rejections has false alarm 5e-4."""
    rng = np.random.default_rng(4)
    rejected = 0
    for _ in range(100):
        panel = panel_of(rng, staggered_starts(4, 6), 6)
        rejected += permutation_test(panel, overall_contrast, rng, 0.95).p_value <= 0.05

    assert rejected <= 13


@pytest.mark.parametrize("unit", [1e6, 1e-13])
def test_the_unit_of_the_outcome_changes_nothing(unit: float) -> None:
    panel = panel_of(np.random.default_rng(5), parallel_starts(6, 4), 4, 3.0)
    scaled = replace(panel, means=panel.means * unit)

    one, other = (
        permutation_test(each, overall_contrast, np.random.default_rng(1), 0.8)
        for each in (panel, scaled)
    )

    assert other.p_value == one.p_value == 0.1
    assert [other.low / unit, other.high / unit] == pytest.approx([one.low, one.high])
