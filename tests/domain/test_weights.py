"""Weight sets lie on the simplex and are aligned by name."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError


def weights(draws: np.ndarray | None = None) -> WeightSet:
    return WeightSet(Origin.JUDGED, ("a", "b", "c"), np.array([0.5, 0.3, 0.2]), draws)


def test_a_share_is_read_by_its_indicator() -> None:
    assert weights().share("b") == 0.3


def test_a_mapping_becomes_a_set_without_uncertainty() -> None:
    made = WeightSet.from_mapping(Origin.INCUMBENT, {"a": 0.6, "b": 0.4})

    assert made.indicators == ("a", "b")
    assert made.interval(0.9) is None


@settings(derandomize=True, deadline=None)
@given(st.permutations(["a", "b", "c"]))
def test_aligning_permutes_shares_and_draws_together(order: list[str]) -> None:
    drawn = weights(np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]))

    aligned = drawn.aligned(tuple(order))

    assert [aligned.share(id_) for id_ in "abc"] == [0.5, 0.3, 0.2]
    assert aligned.draws is not None
    assert aligned.draws[1, order.index("c")] == 0.7


def test_aligning_to_other_indicators_names_the_difference() -> None:
    with pytest.raises(InputError, match="c, d"):
        weights().aligned(("a", "b", "d"))


def test_the_interval_is_central() -> None:
    low, high = weights(np.repeat(np.linspace(0, 1, 101)[:, None], 3, axis=1)).interval(0.9) or (
        (),
        (),
    )

    assert low == pytest.approx([0.05] * 3)
    assert high == pytest.approx([0.95] * 3)


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ([0.5, 0.3, 0.18], "weights.sum"),
        ([1.2, -0.4, 0.2], "weights.negative"),
        ([np.nan, 0.5, 0.5], "weights.negative"),
        ([0.5, 0.5], "weights.shape"),
    ],
)
def test_shares_off_the_simplex_are_refused(shares: list[float], code: str) -> None:
    with pytest.raises(InputError, match=code.replace(".", r"\.")):
        WeightSet(Origin.JUDGED, ("a", "b", "c"), np.array(shares))


def test_draws_must_have_a_column_for_each_indicator() -> None:
    with pytest.raises(InputError, match=r"weights\.draws"):
        weights(np.ones((4, 2)) / 2)


def test_shares_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValueError, match="read-only"):
        weights().shares[0] = 1.0
