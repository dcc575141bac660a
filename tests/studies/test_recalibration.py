"""A quarter's recalibration: change only beyond noise, and never sooner than a quarter."""

from typing import Any

import numpy as np
import pytest

from engine.domain.policy import Objective
from engine.domain.proposal import Proposal, ProposalKind
from engine.domain.recalibration import Outcome, Recalibration
from engine.domain.texts import Language
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError, MethodError
from engine.i18n.translate import render_sentence
from engine.optimisation.admissible import admissible_set
from engine.studies.recalibration import broken_rules, recalibration
from engine.studies.weights_inputs import OptimiseInputs, Source
from tests.studies.trigger_samples import IN_FORCE, TREE, policy

AS_OF = np.datetime64("2026-11-20")
LEAVES = TREE.leaf_ids
MOVED = {"frt": 0.2, "fcr": 0.3, "csat": 0.2, "sales": 0.3}


def drawn(origin: Origin, shares: dict[str, float], sharpness: float) -> Source:
    """Return a source whose draws are Dirichlet: the sharper, the nearer to the shares."""
    centre = np.array([shares[id_] for id_ in LEAVES])
    draws = np.random.default_rng(5).dirichlet(sharpness * centre, size=2000)
    return Source(WeightSet(origin, LEAVES, centre, draws))


def asked(sharpness: float = 4000.0, **stated: Any) -> OptimiseInputs:
    judged = drawn(Origin.JUDGED, MOVED, sharpness)
    evidence = drawn(Origin.EVIDENCE, MOVED, sharpness)
    return OptimiseInputs(TREE, policy(**({"grid": 0.005} | stated)), IN_FORCE, judged, evidence)


def answered(inputs: OptimiseInputs, **more: Any) -> Recalibration:
    return recalibration(inputs, np.random.default_rng(1), more.pop("as_of", AS_OF), **more)


def last_proposal(effective: str, kind: ProposalKind = ProposalKind.RECALIBRATION) -> Proposal:
    after = WeightSet(Origin.RECOMMENDED, LEAVES, IN_FORCE.shares.copy())
    return Proposal(kind, "p", "2025-01", effective, IN_FORCE, after, ())


def test_a_clear_change_is_proposed_for_the_next_month() -> None:
    found = answered(asked())

    assert found.outcome is Outcome.CHANGE
    assert [row.indicator for row in found.rows if row.is_clear] == ["frt", "fcr"]
    assert found.proposal is not None
    assert (found.proposal.running_period, found.proposal.effective_from) == ("2026-11", "2026-12")
    assert found.proposal.moves == pytest.approx({"frt": -0.1, "fcr": 0.1}, abs=1e-9)
    assert found.joint is not None
    assert found.joint >= 0.95


def test_the_same_change_within_noise_keeps_the_weights() -> None:
    found = answered(asked(sharpness=20.0))

    assert found.outcome is Outcome.KEEP
    assert found.proposal is None
    assert [row.proposed for row in found.rows] == [row.incumbent for row in found.rows]


def test_a_clear_change_below_the_dead_band_keeps_the_weights() -> None:
    near = {"frt": 0.297, "fcr": 0.203, "csat": 0.2, "sales": 0.3}
    sharp = drawn(Origin.JUDGED, near, 1e7)

    found = answered(OptimiseInputs(TREE, policy(grid=None), IN_FORCE, sharp, None))

    assert found.rows[0].support is not None
    assert found.rows[0].support > 0.99
    assert found.outcome is Outcome.KEEP


def test_support_is_the_share_of_draws_with_one_against() -> None:
    inputs = asked(sharpness=60.0)
    judged, evidence = inputs.judged, inputs.evidence
    assert judged is not None
    assert evidence is not None
    assert judged.weights.draws is not None
    assert evidence.weights.draws is not None
    mixed = (judged.weights.draws + evidence.weights.draws) / 2

    found = answered(inputs)

    expected = (mixed[:, 1] > 0.2).sum() / 2001
    assert found.rows[1].support == pytest.approx(expected, abs=2e-3)


@pytest.mark.full
@pytest.mark.statistical
def test_while_nothing_has_changed_few_recalibrations_propose_a_change() -> None:
    """True weights are those in force; more than 23 of 250 at 5 % have probability 1e-3."""
    rng = np.random.default_rng(11)
    deviation, changes = 0.01, 0

    for _ in range(250):
        shares = IN_FORCE.shares + rng.normal(0, deviation, 4)
        estimate = WeightSet(Origin.JUDGED, LEAVES, shares / shares.sum())
        draws = estimate.shares + rng.normal(0, deviation, (1000, 4))
        draws /= draws.sum(axis=1, keepdims=True)
        judged = Source(WeightSet(Origin.JUDGED, LEAVES, estimate.shares, draws))
        found = answered(OptimiseInputs(TREE, policy(), IN_FORCE, judged, None))
        changes += found.outcome is Outcome.CHANGE

    assert changes <= 23


def test_few_draws_never_make_a_clear_change() -> None:
    judged = drawn(Origin.JUDGED, MOVED, 1e6)
    assert judged.weights.draws is not None
    few = WeightSet(Origin.JUDGED, LEAVES, judged.weights.shares, judged.weights.draws[:20])

    found = answered(OptimiseInputs(TREE, policy(), IN_FORCE, Source(few), None))

    assert found.outcome is Outcome.KEEP
    (finding,) = [each for each in found.findings if each.sentence.key.endswith("few_draws")]
    assert finding.sentence.values["least"] == 159


@pytest.mark.parametrize(
    ("effective", "outcome", "earliest"),
    [
        ("2026-09", Outcome.CHANGE, "2026-12"),
        ("2026-10", Outcome.TOO_EARLY, "2027-01"),
        ("2026-12", Outcome.TOO_EARLY, "2027-03"),
    ],
)
def test_a_quarter_lies_between_two_recalibrations(
    effective: str, outcome: Outcome, earliest: str
) -> None:
    found = answered(asked(), last=last_proposal(effective))

    assert (found.outcome, found.earliest) == (outcome, earliest)
    assert (found.proposal is None) == (outcome is Outcome.TOO_EARLY)


def test_a_trigger_in_between_does_not_start_a_quarter() -> None:
    found = answered(asked(), last=last_proposal("2026-11", ProposalKind.TRIGGER))

    assert found.outcome is Outcome.CHANGE


def test_without_a_day_nothing_can_be_dated() -> None:
    found = answered(asked(), as_of=None)

    assert found.outcome is Outcome.UNDATED
    assert found.proposal is None
    assert found.running_period == ""


def test_sources_without_doubt_cannot_tell_noise_from_change() -> None:
    certain = Source(WeightSet.from_mapping(Origin.JUDGED, MOVED))

    found = answered(OptimiseInputs(TREE, policy(), IN_FORCE, certain, None))

    assert found.outcome is Outcome.UNKNOWN
    assert found.rows[0].support is None
    assert found.joint is None


def test_policy_bounds_what_is_proposed() -> None:
    found = answered(asked(largest_move=0.02))

    assert found.proposal is not None
    assert found.proposal.moves == pytest.approx({"frt": -0.02, "fcr": 0.02}, abs=1e-9)


def test_weights_in_force_that_break_the_policy_are_an_alarm() -> None:
    found = answered(asked(caps={"sales": 0.25}))

    keys = {each.sentence.key for each in found.findings}
    assert "finding.recalibration.broken" in keys


def test_broken_rules_are_those_and_only_those_that_fail() -> None:
    rules = admissible_set(
        policy(caps={"sales": 0.25}, floors={"fcr": 0.25, "csat": 0.2}), TREE, IN_FORCE
    )

    broken = [rule.formula for rule in broken_rules(rules, IN_FORCE.shares)]

    assert sorted(broken) == ["fcr >= 0.25", "sales <= 0.25"]


def test_a_last_proposal_that_is_not_in_force_is_told() -> None:
    other = WeightSet.from_mapping(Origin.RECOMMENDED, MOVED)
    last = Proposal(ProposalKind.RECALIBRATION, "p", "2025-01", "2026-01", IN_FORCE, other, ())

    keys = {each.sentence.key for each in answered(asked(), last=last).findings}

    assert "finding.recalibration.not_adopted" in keys


def test_a_last_proposal_that_waits_still_is_told() -> None:
    found = answered(asked(), last=last_proposal("2026-12", ProposalKind.TRIGGER))

    keys = {each.sentence.key for each in found.findings}
    assert "finding.recalibration.pending" in keys
    assert "finding.recalibration.not_adopted" not in keys


def test_another_objective_is_told() -> None:
    keys = {each.sentence.key for each in answered(asked(objective=Objective.DISTANCES)).findings}

    assert "finding.recalibration.blend" in keys


def test_a_proposal_of_another_policy_is_refused() -> None:
    last = Proposal(
        ProposalKind.RECALIBRATION, "other", "2025-01", "2026-01", IN_FORCE, IN_FORCE, ()
    )

    with pytest.raises(InputError, match=r"weight_review\.other_policy"):
        answered(asked(), last=last)


def test_an_infeasible_policy_has_no_answer() -> None:
    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        answered(asked(floors={"csat": 0.3}, largest_move=0.05))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "found",
    [
        answered(asked()),
        answered(asked(20.0)),
        answered(asked(), last=last_proposal("2026-11")),
        answered(asked(), as_of=None),
        answered(OptimiseInputs(TREE, policy(), IN_FORCE, None, None)),
    ],
    ids=["change", "keep", "too_early", "undated", "unknown"],
)
def test_every_outcome_is_said_in_both_languages(found: Recalibration, language: Language) -> None:
    said = [render_sentence(each.sentence, language) for each in found.findings]

    assert "{" not in render_sentence(found.summary, language) + "".join(said)
