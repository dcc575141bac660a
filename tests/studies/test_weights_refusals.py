"""Which absence an optimisation of weights refuses, by name."""

from typing import Any

import numpy as np
import pytest

from engine.domain.policy import Distances, Objective
from engine.errors import InputError
from engine.studies.weights_inputs import Effects
from engine.studies.weights_ready import ready
from tests.studies.weight_inputs_samples import LEAVES, inputs, policy

BARE = policy(largest_move=None, emphases=())
EFFECTS = Effects(LEAVES, np.array([0.4, -0.1, 0.2, 0.0]), np.full(4, 0.1))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"policy": policy(objective=Objective.WORST_CASE), "evidence": None}, "needs_evidence"),
        ({"policy": policy(objective=Objective.MAX_MIN), "evidence": None}, "needs_evidence"),
        ({"policy": policy(objective=Objective.REGRET), "judged": None}, "needs_judgement"),
        ({"policy": policy(objective=Objective.FEWEST_CHANGES), "scores": None}, "needs_scores"),
        ({"policy": policy(objective=Objective.FEWEST_CHANGES), "grades": None}, "needs_scores"),
        ({"incumbent": None}, "needs_incumbent"),
        (
            {"policy": BARE, "incumbent": None, "judged": None, "evidence": None},
            "no_target",
        ),
        ({"policy": BARE, "incumbent": None, "judged": None}, "evidence_gap"),
        ({"emphasis": "none-such"}, "unknown_emphasis"),
    ],
)
def test_what_a_policy_cannot_do_without_is_asked_for_by_name(
    changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(InputError) as refused:
        ready(inputs(**changes))

    assert refused.value.code == f"optimise.{code}"
    (fault,) = refused.value.faults
    lacking = "cutoffs" if "grades" in changes else "scores"
    told = f"lacks_{lacking}" if code == "needs_scores" else code
    assert fault.code == f"optimise.{told}"


def test_effects_are_no_evidence_for_a_worst_case() -> None:
    worst_case = policy(objective=Objective.WORST_CASE)

    with pytest.raises(InputError, match="needs_evidence"):
        ready(inputs(policy=worst_case, evidence=None, effects=EFFECTS))


def test_an_unknown_emphasis_names_the_known_ones() -> None:
    with pytest.raises(InputError, match="raised, too-much"):
        ready(inputs(emphasis="rased"))


def test_a_rule_that_counts_from_the_incumbent_is_named() -> None:
    asking = policy(
        largest_moves={"frt": 0.1},
        ring_fenced=("qa",),
        objective=Objective.DISTANCES,
        distances=Distances(incumbent=1.0),
    )

    with pytest.raises(InputError) as refused:
        ready(inputs(policy=asking, incumbent=None))

    rules = str(refused.value.values["rules"]).split(", ")
    expected = ["largest_move", "largest_moves", "ring_fenced", "distances.incumbent", "emphases"]
    assert rules == expected
