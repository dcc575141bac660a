"""A policy that states nothing allows everything."""

import pytest

from engine.domain.policy import WeightPolicy
from engine.domain.texts import Text


def policy() -> WeightPolicy:
    return WeightPolicy("open", Text("开放", "open"), evidence_share=0.3)


def test_defaults_allow_every_weight_set() -> None:
    open_policy = policy()

    assert (open_policy.default_floor, open_policy.default_cap) == (0, 1)
    assert (
        dict(open_policy.floors) == dict(open_policy.caps) == dict(open_policy.group_shares) == {}
    )
    assert open_policy.largest_move is open_policy.grid is None


def test_shared_defaults_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        policy().floors["frt"] = 0.1  # type: ignore[index]  # the assignment is what is tested
