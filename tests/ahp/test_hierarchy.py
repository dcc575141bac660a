"""From local to global weights: laws and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from engine.ahp.hierarchy import (
    criteria_weights,
    distributive_synthesis,
    global_weights,
    ideal_synthesis,
)
from engine.domain.hierarchy import Criterion, ItemTree
from engine.errors import InputError

Array = NDArray[np.float64]


TREE = ItemTree({"goal": ("speed", "fcr"), "speed": ("frt", "more"), "more": ("art", "slow")}, {})
LOCAL = {
    "goal": {"fcr": 0.4, "speed": 0.6},
    "speed": {"frt": 0.5, "more": 0.5},
    "more": {"art": 0.9, "slow": 0.1},
}


def test_a_leaf_gets_the_product_of_the_shares_on_its_way() -> None:
    found = global_weights(TREE, LOCAL)

    assert list(found) == ["frt", "art", "slow", "fcr"]
    assert found == pytest.approx({"frt": 0.3, "art": 0.27, "slow": 0.03, "fcr": 0.4})


@given(parts=arrays(np.float64, 6, elements=st.floats(0.01, 1)))
@settings(derandomize=True, deadline=None)
def test_global_weights_lie_on_the_simplex(parts: Array) -> None:
    names = [("goal", ("speed", "fcr")), ("speed", ("frt", "more")), ("more", ("art", "slow"))]
    pairs = parts.reshape(3, 2) / parts.reshape(3, 2).sum(axis=1, keepdims=True)
    local = {
        id_: dict(zip(two, row, strict=True)) for (id_, two), row in zip(names, pairs, strict=True)
    }

    found = global_weights(TREE, local)

    assert min(found.values()) > 0
    assert sum(found.values()) == pytest.approx(1, abs=1e-14)


def test_a_single_child_needs_no_local_weight() -> None:
    tree = ItemTree({"goal": ("only",), "only": ("frt",)}, {})

    assert global_weights(tree, {}) == {"frt": 1.0}


@pytest.mark.parametrize(
    ("group_", "shares", "told"),
    [
        ("more", None, r"local_missing.*more"),
        ("more", {"art": 0.9, "fast": 0.1}, r"local_items.*fast, slow"),
        ("speed", {"frt": 0.5, "more": 0.48}, r"local_sum.*0\.98"),
        ("speed", {"frt": 1.5, "more": -0.5}, "local_sum"),
        ("speed", {"frt": float("nan"), "more": 0.5}, "local_sum"),
    ],
)
def test_local_weights_that_do_not_fit_are_refused_by_group(
    group_: str, shares: dict[str, float] | None, told: str
) -> None:
    local = {id_: entry for id_, entry in {**LOCAL, group_: shares}.items() if entry is not None}

    with pytest.raises(InputError, match=told):
        global_weights(TREE, local)


def test_criteria_of_any_depth_get_the_product_of_their_shares() -> None:
    cost = Criterion("cost", None, (Criterion("price"), Criterion("fuel")))
    root = Criterion("goal", None, (cost, Criterion("style")))
    local = {"goal": {"cost": 0.8, "style": 0.2}, "cost": {"price": 0.75, "fuel": 0.25}}

    found = criteria_weights(root, local)

    assert found == pytest.approx({"price": 0.6, "fuel": 0.2, "style": 0.2})


@pytest.mark.parametrize("synthesis", [distributive_synthesis, ideal_synthesis])
@given(parts=arrays(np.float64, (4, 4), elements=st.floats(0.01, 1)))
@settings(derandomize=True, deadline=None)
def test_synthesis_lies_on_the_simplex(synthesis: type, parts: Array) -> None:
    criteria = parts[0] / parts[0].sum()
    local = parts[1:].T / parts[1:].sum(axis=0)[:, None]

    found = synthesis(criteria, local)

    assert (found > 0).all()
    assert found.sum() == pytest.approx(1, abs=1e-14)


@given(parts=arrays(np.float64, (3, 5), elements=st.floats(0.01, 1)))
@settings(derandomize=True, deadline=None)
def test_a_copy_of_an_alternative_leaves_the_ideal_proportions(parts: Array) -> None:
    criteria = np.array([0.5, 0.3, 0.2])
    local = parts / parts.sum(axis=1, keepdims=True)
    more = np.hstack([parts, parts[:, :1]])

    before = ideal_synthesis(criteria, local)
    after = ideal_synthesis(criteria, more / more.sum(axis=1, keepdims=True))

    assert_allclose(after[:5] / after[0], before / before[0], rtol=1e-12)
