"""Intervals of shares: published values, brute force over all outcomes, laws."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from engine.errors import InputError
from engine.metrics.proportions import clopper_pearson, finite_share, normal_quantile, wilson

SIZES = st.integers(1, 60)


def test_18_of_20_passed_means_68_to_99_per_cent() -> None:
    found = clopper_pearson(18, 20, 0.95)

    assert found.value == 0.9
    assert (found.low, found.high) == pytest.approx((0.6830, 0.9877), abs=5e-5)


def test_wilson_of_newcombe_1998_table_1() -> None:
    # 81 of 263 and 15 of 148, method 3 (score without continuity correction)
    first, second = wilson(81, 263, 0.95), wilson(15, 148, 0.95)

    assert (first.low, first.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (second.low, second.high) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_exact_of_newcombe_1998_table_1() -> None:
    found = clopper_pearson(81, 263, 0.95)

    assert (found.low, found.high) == pytest.approx((0.2527, 0.3676), abs=5e-5)


@settings(derandomize=True, deadline=None)
@given(SIZES, st.data(), st.sampled_from([0.8, 0.95, 0.99]))
def test_intervals_are_those_of_statsmodels(size: int, data: st.DataObject, level: float) -> None:
    hits = data.draw(st.integers(0, size))

    for method, name in ((wilson, "wilson"), (clopper_pearson, "beta")):
        found = method(hits, size, level)
        low, high = proportion_confint(hits, size, 1 - level, method=name)
        assert found.low == pytest.approx(low, abs=1e-12)
        assert found.high == pytest.approx(high, abs=1e-12)


@pytest.mark.parametrize(("population", "size"), [(3, 3), (12, 5), (40, 20), (41, 1)])
def test_finite_interval_is_the_inverted_test_by_brute_force(population: int, size: int) -> None:
    for hits in range(size + 1):
        found = finite_share(hits, size, population, 0.9)
        kept = [
            k
            for k in range(population + 1)
            if stats.hypergeom.sf(hits - 1, population, k, size) > 0.05
            and stats.hypergeom.cdf(hits, population, k, size) > 0.05
        ]
        assert found.low * population == pytest.approx(min(kept))
        assert found.high * population == pytest.approx(max(kept))


def test_finite_interval_covers_every_population_often_enough() -> None:
    population, size = 30, 8
    found = [finite_share(hits, size, population, 0.95) for hits in range(size + 1)]

    for hits_there in range(population + 1):
        share = hits_there / population
        covering = [h for h, each in enumerate(found) if each.low <= share <= each.high]
        assert stats.hypergeom.pmf(covering, population, hits_there, size).sum() >= 0.95


def test_a_census_leaves_nothing_open() -> None:
    found = finite_share(7, 10, 10, 0.95)

    assert (found.low, found.high) == (0.7, 0.7)


def test_nothing_is_known_without_samples() -> None:
    for found in (wilson(0, 0, 0.95), clopper_pearson(0, 0, 0.95), finite_share(0, 0, 9, 0.95)):
        assert np.isnan([found.value, found.low, found.high]).all()


@pytest.mark.parametrize(("hits", "size"), [(-1, 3), (4, 3), (float("nan"), 3)])
def test_impossible_counts_are_refused(hits: float, size: int) -> None:
    with pytest.raises(InputError, match=r"quality\.counts"):
        clopper_pearson(hits, size, 0.95)


@pytest.mark.parametrize("confidence", [0.4, 1.0, 95.0, float("nan")])
def test_an_impossible_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(InputError, match=r"quality\.confidence"):
        normal_quantile(confidence)


def test_a_population_below_the_sample_is_refused() -> None:
    with pytest.raises(InputError, match=r"quality\.population"):
        finite_share(1, 5, 4, 0.95)
