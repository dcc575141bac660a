"""Triggers whose names or figures cannot be meant are named."""

from dataclasses import replace
from typing import Any

import pytest

from engine.domain.policy import Emphasis, TriggerRule
from engine.domain.texts import Text
from engine.errors import InputError
from engine.i18n.translate import render_error
from engine.optimisation.trigger_faults import trigger_faults

TREE = [("A", "ab"), ("B", "cd")]
NAME = Text("投诉", "complaints")
SOUND = TriggerRule("t", NAME, "complaint", 0.03, 0.025, {"a": 0.03})


def test_the_watched_indicator_may_stand_outside_the_scheme(tree_of: Any, policy_of: Any) -> None:
    assert trigger_faults(policy_of(triggers=(SOUND,)), tree_of(TREE)) == ()


@pytest.mark.parametrize(
    ("changed", "place", "code"),
    [
        ({"raises": {"x": 0.1}}, "raises.x", "policy.unknown_indicator"),
        ({"raises": {"d": 0.1}}, "raises.d", "policy.raise_of_fixed"),
        ({"raises": {"a": 0.0}}, "raises.a", "policy.raise_range"),
        ({"raises": {}}, "raises", "policy.no_raise"),
        ({"threshold": 3.0, "release": 0.02}, "threshold", "policy.share_range"),
        ({"cap": -0.1}, "cap", "policy.share_range"),
        ({"comparison": ">"}, "comparison", "policy.comparison"),
        ({"release": 0.04}, "release", "policy.release"),
        ({"comparison": "<="}, "release", "policy.release"),
        ({"alpha": 0.0}, "alpha", "policy.alpha"),
        ({"window_days": 0}, "window_days", "policy.window_days"),
        ({"cool_down_months": -1}, "cool_down_months", "policy.cool_down"),
    ],
)
def test_a_figure_that_cannot_be_met_is_named(
    tree_of: Any, admissible_of: Any, changed: Any, place: str, code: str
) -> None:
    rule = replace(SOUND, **changed)

    with pytest.raises(InputError) as raised:
        admissible_of(tree_of(TREE), triggers=(rule,), red_lines=("d",))

    assert [(f.code, f.place) for f in raised.value.faults] == [(code, f"triggers[t].{place}")]
    assert render_error(raised.value, "zh")
    assert render_error(raised.value, "en")


def test_ids_stand_once(tree_of: Any, policy_of: Any) -> None:
    twice = (Emphasis("e", NAME), Emphasis("e", NAME))

    faults = trigger_faults(policy_of(triggers=(SOUND, SOUND), emphases=twice), tree_of(TREE))

    assert [fault.place for fault in faults] == ["emphases[1].id", "triggers[1].id"]
