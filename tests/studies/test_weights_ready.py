"""Which source stands in for one that is missing, and which absence is refused by name."""

from typing import Any

import numpy as np
import pytest

from engine.domain.weights import Origin, WeightSet
from engine.studies.weights_inputs import Effects, Source
from engine.studies.weights_ready import named
from tests.studies.weight_inputs_samples import (
    LEAVES,
    RAISED,
    evidence,
    lined_up,
    policy,
    tree,
    weights,
)

BARE = policy(largest_move=None, emphases=())
EFFECTS = Effects(LEAVES, np.array([0.4, -0.1, 0.2, 0.0]), np.full(4, 0.1))


def keys(found: Any) -> set[str]:
    return {finding.sentence.key.removeprefix("finding.optimisation.") for finding in found}


def test_the_target_is_the_blend_of_judgement_and_completed_evidence() -> None:
    found = lined_up()

    completed = np.array([0.8 * 0.6, 0.2 * 0.6, 0.3, 0.1])
    judged = np.array([0.25, 0.35, 0.3, 0.1])
    assert found.target.shares == pytest.approx((judged + completed) / 2)
    assert found.speaks == ("frt", "fcr")
    assert found.target.draws is not None
    assert keys(found.findings) == {"evidence_silent"}


def test_without_evidence_judgement_stands_alone_and_a_finding_says_so() -> None:
    found = lined_up(evidence=None)

    assert found.judged is not None
    assert found.target.shares == pytest.approx(found.judged.weights.shares)
    assert keys(found.findings) == {"no_evidence"}


def test_without_judgement_evidence_stands_on_the_weights_in_force() -> None:
    found = lined_up(judged=None)

    assert found.target.shares == pytest.approx([0.48, 0.12, 0.2, 0.2])
    assert "no_judgement" in keys(found.findings)


def test_without_both_the_weights_in_force_are_aimed_at() -> None:
    found = lined_up(judged=None, evidence=None)

    assert found.target.shares == pytest.approx([0.3, 0.3, 0.2, 0.2])
    assert "incumbent_alone" in keys(found.findings)


def test_effects_are_no_shares_and_move_no_target() -> None:
    found = lined_up(evidence=None, effects=EFFECTS)

    assert found.judged is not None
    assert found.target.shares == pytest.approx(found.judged.weights.shares)
    assert keys(found.findings) == {"effects_alone"}


def test_without_an_incumbent_no_rule_reads_what_stands_in_for_it() -> None:
    found = lined_up(policy=BARE, incumbent=None)

    assert "no_incumbent" in keys(found.findings)
    assert found.in_force.draws is None


def test_an_emphasis_adds_rules_and_keeps_the_others() -> None:
    found = lined_up()

    _, plain = found.under(None)
    _, raised = found.under(RAISED)

    added = [rule for rule in raised.rules if rule not in plain.rules]
    assert all(rule in raised.rules for rule in plain.rules)
    assert [rule.emphasis for rule in added] == ["raised"]


def test_an_interval_shrinks_with_the_share_it_is_of_and_others_have_none() -> None:
    low, high = np.array([0.7, 0.1]), np.array([0.9, 0.3])
    stated = Source(evidence(spread=0).weights, low, high)

    found = lined_up(evidence=stated).known_evidence.ends()

    assert found is not None
    assert found[0] == pytest.approx([0.42, 0.06, np.nan, np.nan], nan_ok=True)
    assert found[1] == pytest.approx([0.54, 0.18, np.nan, np.nan], nan_ok=True)


def test_draws_are_paired_to_the_fewer() -> None:
    few = weights(Origin.JUDGED, 0.25, 0.35, 0.3, 0.1, spread=0.2)
    assert few.draws is not None
    fewer = WeightSet(Origin.JUDGED, LEAVES, few.shares, few.draws[:50])

    found = lined_up(judged=Source(fewer))

    assert found.target.draws is not None
    assert len(found.target.draws) == 50


def test_names_are_told_in_both_languages() -> None:
    assert named(tree().leaves[:2]) == {"zh": "frt、fcr", "en": "frt, fcr"}


def test_evidence_without_doubt_of_its_own_borrows_none_from_the_judgement() -> None:
    """Its silent leaves follow the judgement's draws in the target, but it has no interval."""
    found = lined_up(evidence=evidence(spread=0))

    assert found.evidence is not None
    assert found.evidence.ends() is None
    assert found.doubted == {"judged"}
    assert found.target.draws is not None
    assert lined_up().doubted == {"judged", "evidence"}
