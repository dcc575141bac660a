"""Direct weights: points shared out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from engine.ahp.direct import direct_weights
from engine.domain.elicitation import DirectWeights


def test_percentages_become_shares() -> None:
    found = direct_weights(DirectWeights(("a", "b", "c"), (60.0, 40.0, 0.0)))

    assert_allclose(found, [0.6, 0.4, 0.0], rtol=1e-15)


@given(points=st.lists(st.floats(0.01, 100), min_size=1, max_size=9), factor=st.floats(0.1, 10))
@settings(derandomize=True, deadline=None)
def test_only_proportions_count(points: list[float], factor: float) -> None:
    items = tuple(str(number) for number in range(len(points)))

    once = direct_weights(DirectWeights(items, tuple(points)))
    scaled = direct_weights(DirectWeights(items, tuple(factor * each for each in points)))

    assert_allclose(scaled, once, rtol=1e-12)
    assert once.sum() == pytest.approx(1, abs=1e-14)
