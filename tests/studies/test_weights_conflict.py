"""Rules and their clashes as a report shows them."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from engine.domain.policy import WeightPolicy
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.errors import MethodError
from engine.files.policy_tree import flat_tree
from engine.i18n.translate import render_sentence
from engine.optimisation.admissible import admissible_set
from engine.optimisation.conflicts import infeasible_policy
from engine.studies.weights_choice import choose
from engine.studies.weights_conflict import binding_part, conflict_in, record_part, rule_part
from tests.studies.weight_inputs_samples import RAISED, TOO_MUCH, lined_up, policy


def test_a_clash_keeps_its_rules_and_the_least_way_out() -> None:
    """0.9 asked, at most 0.5 by the largest move."""
    with pytest.raises(MethodError) as refused:
        choose(lined_up(), TOO_MUCH)

    found = conflict_in(refused.value)

    assert found is not None
    assert found.least_total_violation == pytest.approx(0.4, abs=1e-9)
    assert {"too-much", ""} == {rule.emphasis for rule in found.rules}
    assert len(found.changes) == len(found.upwards)


def test_a_step_that_the_rules_clash_with_is_told_as_a_rule() -> None:
    """Each share may move by 0.001 from 0.405 / 0.305 / 0.29, and the step is 0.01."""
    ids = ("a", "b", "c")
    shares = WeightSet(Origin.INCUMBENT, ids, np.array([0.405, 0.305, 0.29]))
    rules = WeightPolicy("p", Text("p", "p"), 0.5, largest_move=0.001, grid=0.01)
    admissible = admissible_set(rules, flat_tree(ids), shares)

    found = conflict_in(infeasible_policy(admissible))

    assert found is not None
    assert found.premises == ("grid",)
    assert found.step is not None
    assert (found.step.kind, found.step.formula) == ("grid", "grid = 0.01")
    assert render_sentence(found.step.sentence, "en") == "All shares are multiples of 1%."


def test_another_error_is_no_clash() -> None:
    assert conflict_in(MethodError("solver.no_answer", said="")) is None
    assert conflict_in(MethodError("policy.infeasible", policy="small")) is None


def test_a_rule_is_told_with_its_formula_kind_and_emphasis() -> None:
    _, admissible = lined_up().under(RAISED)
    rule = next(rule for rule in admissible.rules if rule.emphasis)

    found = rule_part(rule)

    assert (found.indicator, found.emphasis) == ("frt", "raised")
    assert found.formula.startswith("frt >= 0.36")
    assert found.shadow_price is None


def test_a_binding_rule_keeps_its_price() -> None:
    chosen = choose(lined_up(policy=policy(group_shares={"speed": (0.5, 0.5)})))
    binding = next(each for each in chosen.binding if each.rule.subject == "speed")

    assert binding_part(binding, None).shadow_price == binding.shadow_price


def test_a_record_says_whether_it_can_be_repeated() -> None:
    record = choose(lined_up()).record

    found = record_part(record)

    assert (found.proven, found.reproducible) == (True, True)
    assert found.solver == record.solver


def test_a_search_without_a_bound_has_none_to_tell() -> None:
    """A pack holds no infinities: what is not known is absent."""
    unknown = replace(choose(lined_up()).record, proven=False, bound=-inf, gap=inf)

    found = record_part(unknown)

    assert (found.bound, found.gap) == (None, None)
