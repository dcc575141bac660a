"""A month's review: verdict, proposal for the next month, and no score of this one moved."""

import numpy as np
import pytest

from engine.domain.months import later_month
from engine.domain.proposal import ProposalKind
from engine.domain.tables import MetricTable
from engine.domain.trigger_states import TriggerState, TriggerStates, TriggerVerdict
from engine.domain.weights import Origin, WeightSet
from engine.errors import InputError
from engine.files.locations import scenarios_folder
from engine.files.scheme_file import read_scheme
from engine.i18n.translate import render_error
from engine.scoring.scorecards import scores
from engine.studies.monthly_review import MonthlyReview, monthly_review
from tests.studies.trigger_samples import IN_FORCE, TREE, counts, policy, rule

LAST = np.datetime64("2026-11-30")


def reviewed(events: int, contacts: int = 5000, **stated: object) -> MonthlyReview:
    return monthly_review(
        policy(rule(**stated)), TREE, IN_FORCE, counts("2026-11-30", events, contacts), LAST
    )


def test_a_fire_proposes_the_raise_from_the_next_month() -> None:
    found = reviewed(180)

    assert found.triggers[0].verdict is TriggerVerdict.FIRES
    assert found.proposal is not None
    assert found.proposal.kind is ProposalKind.TRIGGER
    assert (found.proposal.running_period, found.proposal.effective_from) == ("2026-11", "2026-12")
    assert found.proposal.moves == pytest.approx(
        {"frt": -0.0225, "fcr": 0.06, "csat": -0.015, "sales": -0.0225}, abs=1e-9
    )
    assert found.states.of("complaints").raised == pytest.approx({"fcr": 0.06}, abs=1e-9)


@pytest.mark.parametrize(("events", "contacts"), [(170, 5000), (10, 250)])
def test_noise_proposes_nothing(events: int, contacts: int) -> None:
    found = reviewed(events, contacts)

    assert found.proposal is None
    assert found.triggers[0].verdict is TriggerVerdict.QUIET
    assert found.states.of("complaints") == TriggerState("complaints")


def test_too_few_contacts_are_said_to_be_too_few() -> None:
    found = reviewed(1, 1)

    assert found.triggers[0].verdict is TriggerVerdict.TOO_FEW


def test_no_score_of_the_running_month_changes() -> None:
    scheme = read_scheme(scenarios_folder() / "schemes" / "performance-scheme.toml")
    leaves = scheme.tree.leaf_ids
    in_force = WeightSet.from_mapping(Origin.INCUMBENT, scheme.incumbent).aligned(leaves)
    values = np.random.default_rng(1).uniform(0.5, 1, size=(5, len(leaves)))
    sizes = np.full(values.shape, 100)
    people = tuple("abcde")
    table = MetricTable(
        "2026-11", people, people, ("all",) * 5, leaves, values, sizes, np.zeros(values.shape)
    )
    before = scores(table, in_force, scheme).scores.tobytes()

    found = monthly_review(
        policy(rule()), scheme.tree, in_force, counts("2026-11-30", 180, 5000), LAST
    )

    assert found.proposal is not None
    running = scores(table, found.proposal.weights_in("2026-11"), scheme)
    coming = scores(table, found.proposal.weights_in("2026-12"), scheme)
    assert running.scores.tobytes() == before
    assert scores(table, in_force, scheme).scores.tobytes() == before
    assert coming.scores.tobytes() != before


def test_a_year_of_reviews_fires_waits_releases_and_fires_again() -> None:
    events = [150, 180, 200, 90, 90, 90, 150, 190, 190]
    weights, states, seen = IN_FORCE, None, []
    rules = policy(rule(cool_down_months=1))

    for offset, count in enumerate(events):
        month = later_month("2026-01", offset)
        last = np.datetime64(later_month(month), "D") - 1
        found = monthly_review(rules, TREE, weights, counts(str(last), count, 5000), last, states)
        states = found.states
        weights = weights if found.proposal is None else found.proposal.after
        seen.append(f"{month} {found.triggers[0].verdict.value} {weights.share('fcr'):.2f}")

    assert seen == [
        "2026-01 quiet 0.20",
        "2026-02 fires 0.26",
        "2026-03 stays_raised 0.26",
        "2026-04 releases 0.20",
        "2026-05 quiet 0.20",
        "2026-06 quiet 0.20",
        "2026-07 quiet 0.20",
        "2026-08 fires 0.26",
        "2026-09 stays_raised 0.26",
    ]


def test_a_release_brings_the_old_weights_back() -> None:
    first = reviewed(180)
    assert first.proposal is not None
    raised = first.proposal.after
    last = np.datetime64("2027-02-28")

    found = monthly_review(
        policy(rule()), TREE, raised, counts("2027-02-28", 90, 5000), last, first.states
    )

    assert found.proposal is not None
    assert found.proposal.kind is ProposalKind.RELEASE
    np.testing.assert_allclose(found.proposal.after.shares, IN_FORCE.shares, atol=1e-9)


def test_a_review_repeated_in_the_same_month_changes_nothing_twice() -> None:
    first = reviewed(180)
    assert first.proposal is not None

    again = monthly_review(
        policy(rule()),
        TREE,
        first.proposal.after,
        counts("2026-11-30", 60, 5000),
        LAST,
        first.states,
    )

    assert again.triggers[0].verdict is TriggerVerdict.COOLING_DOWN
    assert again.proposal is None


def test_policy_bounds_the_raise_and_the_grid_rounds_it() -> None:
    found = monthly_review(
        policy(rule(), largest_move=0.04, grid=0.01),
        TREE,
        IN_FORCE,
        counts("2026-11-30", 180, 5000),
        LAST,
    )

    assert found.proposal is not None
    after = found.proposal.after.shares
    assert found.proposal.after.share("fcr") == pytest.approx(0.24, abs=1e-9)
    np.testing.assert_allclose(after / 0.01, np.round(after / 0.01), atol=1e-7)
    assert after.sum() == pytest.approx(1, abs=1e-12)


def test_a_leaf_at_its_cap_leaves_no_room_and_the_trigger_idle() -> None:
    found = reviewed(180, cap=0.2)

    assert found.triggers[0].verdict is TriggerVerdict.NO_ROOM
    assert found.proposal is None
    assert found.states.of("complaints") == TriggerState("complaints")


def test_an_infeasible_policy_names_the_conflict_and_proposes_nothing() -> None:
    strict = policy(rule(), group_shares={}, floors={"frt": 0.4}, largest_move=0.05)

    found = monthly_review(strict, TREE, IN_FORCE, counts("2026-11-30", 180, 5000), LAST)

    assert found.proposal is None
    assert found.conflict is not None
    assert found.conflict.code == "policy.infeasible"
    assert found.triggers[0].verdict is TriggerVerdict.NO_ROOM
    assert "frt" in str(found.findings[-1].sentence.values["rules"])


def test_two_triggers_at_once_make_one_proposal() -> None:
    both = policy(rule(), rule(id="again", raises={"csat": 0.03}))

    found = monthly_review(both, TREE, IN_FORCE, counts("2026-11-30", 180, 5000), LAST)

    assert found.proposal is not None
    assert found.proposal.after.share("fcr") == pytest.approx(0.26, abs=1e-9)
    assert found.proposal.after.share("csat") == pytest.approx(0.23, abs=1e-9)
    assert len(found.proposal.reasons) == 2


def test_every_fault_of_a_review_is_named_at_once() -> None:
    states = TriggerStates("other", "2027-05", (TriggerState("gone", True, "2027-06"),))
    blind = policy(rule(indicator="dispute"))

    with pytest.raises(InputError, match=r"weight_review\.refused") as refused:
        monthly_review(blind, TREE, IN_FORCE, counts("2026-11-30", 1, 100), LAST, states)

    assert [fault.code.removeprefix("weight_review.") for fault in refused.value.faults] == [
        "no_counts",
        "other_policy",
        "unknown_trigger",
        "future_state",
    ]


@pytest.mark.parametrize("events", [150, 180])
def test_a_policy_that_names_unknown_leaves_is_refused_also_in_a_quiet_month(events: int) -> None:
    with pytest.raises(InputError, match=r"policy\.contradictory") as refused:
        reviewed(events, raises={"unknown": 0.03})

    assert [fault.value for fault in refused.value.faults] == ["unknown"]


def test_a_state_that_raised_a_leaf_of_other_weights_is_refused() -> None:
    raised = TriggerState("complaints", True, "2026-03", {"gone": 0.03})
    states = TriggerStates("p", "2026-02", (raised,))

    with pytest.raises(InputError, match=r"weight_review\.refused") as refused:
        monthly_review(policy(), TREE, IN_FORCE, counts("2026-11-30", 60, 5000), LAST, states)

    assert [(each.code, each.value) for each in refused.value.faults] == [
        ("weight_review.unknown_leaf", "gone")
    ]
    assert "gone" in render_error(refused.value, "zh")


def test_a_policy_without_triggers_has_nothing_to_review() -> None:
    with pytest.raises(InputError) as refused:
        monthly_review(policy(triggers=()), TREE, IN_FORCE, counts("2026-11-30", 1, 100), LAST)

    assert [fault.code for fault in refused.value.faults] == ["weight_review.no_triggers"]


def test_an_incumbent_over_other_leaves_is_refused() -> None:
    other = WeightSet.from_mapping(Origin.INCUMBENT, {"frt": 0.5, "unknown": 0.5})

    with pytest.raises(InputError, match=r"weights\.other_indicators"):
        monthly_review(policy(rule()), TREE, other, counts("2026-11-30", 1, 100), LAST)


def keys(review: MonthlyReview) -> list[str]:
    found = [each.sentence.key.removeprefix("finding.weight_review.") for each in review.findings]
    return [key for key in found if key != "missing_days"]


def test_a_cut_rise_and_broken_weights_in_force_are_findings() -> None:
    assert keys(reviewed(180)) == []
    assert keys(reviewed(180, cap=0.22)) == ["cut"]
    for events, expected in ((180, ["broken", "repaired"]), (100, ["broken"])):
        found = monthly_review(
            policy(rule(), caps={"sales": 0.25}),
            TREE,
            IN_FORCE,
            counts("2026-11-30", events, 5000),
            LAST,
        )
        assert keys(found) == expected


def test_a_release_without_a_change_of_shares_ends_the_trigger() -> None:
    raised = TriggerState("complaints", True, "2026-03", {"fcr": 0.05}, {"frt": 0.05})
    states = TriggerStates("p", "2026-10", (raised,))
    fixed = policy(rule(), floors={"frt": 0.3, "fcr": 0.2, "csat": 0.2, "sales": 0.3})

    found = monthly_review(fixed, TREE, IN_FORCE, counts("2026-11-30", 60, 5000), LAST, states)

    assert found.proposal is None
    assert found.states.of("complaints") == TriggerState("complaints", False, "2026-12")
    assert keys(found) == ["release_short", "release_unchanged"]


def test_a_state_that_took_from_a_leaf_of_other_weights_is_refused() -> None:
    raised = TriggerState("complaints", True, "2026-03", {"fcr": 0.03}, {"gone": 0.03})
    states = TriggerStates("p", "2026-02", (raised,))

    with pytest.raises(InputError, match=r"weight_review\.refused") as refused:
        monthly_review(policy(), TREE, IN_FORCE, counts("2026-11-30", 60, 5000), LAST, states)

    assert [each.value for each in refused.value.faults] == ["gone"]
