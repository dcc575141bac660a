"""Indicators without a scheme hang from the root, their values being scores."""

import numpy as np
import pytest

from engine.domain.texts import Text
from engine.errors import InputError
from engine.files.policy_tree import flat_tree


def test_leaves_keep_their_order_and_names() -> None:
    tree = flat_tree({"b": Text("乙", "B"), "a": Text("甲", "A")})

    assert tree.leaf_ids == ("b", "a")
    assert tree.leaf("a").name == Text("甲", "A")
    assert tree.group_of("a") is tree.root


def test_an_id_alone_is_its_name_and_a_value_its_own_score() -> None:
    leaf = flat_tree(["a"]).leaf("a")

    values, scores = zip(*leaf.curve.points, strict=True)
    assert leaf.name == Text("a", "a")
    assert np.interp(73.5, values, scores) == 73.5


def test_an_id_that_stands_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"tree\.duplicate_id"):
        flat_tree(["a", "a"])
