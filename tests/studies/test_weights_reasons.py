"""Why each share is what it is, and what the binding rules cost."""

import numpy as np
import pytest

from engine.domain.policy import Objective
from engine.domain.weights import Origin, WeightSet
from engine.studies.weights_choice import choose
from engine.studies.weights_inputs import Source
from engine.studies.weights_reasons import binding_parts, contradicted, reasons
from tests.studies.weight_inputs_samples import LEAVES, lined_up, policy

FIXED = policy(group_shares={"speed": (0.5, 0.5)})


def test_every_leaf_has_a_reason() -> None:
    ready = lined_up(policy=FIXED)

    assert len(reasons(ready, choose(ready))) == len(LEAVES)


def test_a_rule_that_costs_has_a_price_in_words() -> None:
    ready = lined_up(policy=FIXED)

    parts = binding_parts(ready, choose(ready))

    speed = next(part for part in parts if part.indicator == "speed")
    assert speed.shadow_price == pytest.approx(2.0, abs=1e-7)
    assert speed.price is not None


def test_an_objective_without_a_distance_names_its_binding_rules_without_prices() -> None:
    ready = lined_up(policy=policy(objective=Objective.MAX_MIN))

    parts = binding_parts(ready, choose(ready))

    assert parts
    assert {(part.shadow_price, part.price) for part in parts} == {(None, None)}


def test_a_leaf_whose_evidence_share_is_nothing_is_contradicted() -> None:
    against = WeightSet(Origin.EVIDENCE, ("frt", "fcr"), np.array([1.0, 0.0]))

    assert contradicted(lined_up(evidence=Source(against))) == ("fcr",)
    assert contradicted(lined_up(evidence=None)) == ()


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({}, "both"),
        ({"evidence": None}, "judged"),
        ({"judged": None}, "evidence"),
        ({"judged": None, "evidence": None}, "incumbent"),
        ({"policy": policy(evidence_share=1.0)}, "evidence"),
    ],
)
def test_a_share_that_nothing_holds_follows_its_sources(
    changes: dict[str, object], word: str
) -> None:
    ready = lined_up(**changes)

    keys = {why.main.key for why in reasons(ready, choose(ready))}

    assert any(word in key for key in keys)
