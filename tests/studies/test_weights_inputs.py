"""Intervals of a source: stated ends or those of its draws, always around the share."""

import numpy as np
import pytest

from engine.domain.weights import Origin
from engine.studies.weights_inputs import Source
from tests.studies.weight_inputs_samples import weights


def test_stated_ends_hold_the_share_and_stay_unknown_where_unknown() -> None:
    source = Source(
        weights(Origin.EVIDENCE, 0.4, 0.3, 0.2, 0.1),
        np.array([0.45, 0.2, np.nan, 0.0]),
        np.array([0.5, 0.35, np.nan, 0.05]),
    )

    ends = source.ends()

    assert ends is not None
    assert ends[0] == pytest.approx([0.4, 0.2, np.nan, 0.0], nan_ok=True)
    assert ends[1] == pytest.approx([0.5, 0.35, np.nan, 0.1], nan_ok=True)


def test_without_ends_the_draws_count_and_without_draws_nothing_is_invented() -> None:
    drawn = Source(weights(Origin.JUDGED, 0.4, 0.3, 0.2, 0.1, spread=0.2))
    plain = Source(weights(Origin.JUDGED, 0.4, 0.3, 0.2, 0.1))

    ends = drawn.ends()

    assert plain.ends() is None
    assert ends is not None
    assert bool((ends[0] < ends[1]).all())


def test_another_order_keeps_each_end_with_its_share() -> None:
    source = Source(
        weights(Origin.JUDGED, 0.4, 0.3, 0.2, 0.1),
        np.array([0.3, 0.2, 0.1, 0.0]),
        np.array([0.5, 0.4, 0.3, 0.2]),
    )
    backwards = source.weights.indicators[::-1]

    turned = source.aligned(backwards)

    assert turned.weights.shares.tolist() == [0.1, 0.2, 0.3, 0.4]
    assert turned.low is not None
    assert turned.low.tolist() == [0.0, 0.1, 0.2, 0.3]
