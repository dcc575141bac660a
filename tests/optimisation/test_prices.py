"""Shadow prices in words, and the duals behind them against finite differences."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.domain.policy import Norm
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.i18n.translate import render_sentence
from engine.optimisation.closeness import Aim, ClosestWeights, least_distance
from engine.optimisation.prices import price_sentences
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from engine.optimisation.solver import CBC, HIGHS

LEAVES = tuple("abcd")
HAIR = 1e-4


def rule(kind: RuleKind, members: tuple[int, ...], limit: float, **more: Any) -> WeightRule:
    subject = "".join(LEAVES[place] for place in members)
    return WeightRule(kind, subject, Text(subject, subject), members, limit, **more)


def aim(*shares: float, trust: float = 1.0) -> Aim:
    return Aim(WeightSet(Origin.JUDGED, LEAVES, np.array(shares)), trust)


def said(
    aims: Sequence[Aim], norm: Norm, *rules: WeightRule, grid: float | None = None
) -> tuple[ClosestWeights, list[tuple[str, dict[str, Any]]]]:
    admissible = AdmissibleSet("p", LEAVES, rules, grid)
    found = least_distance(aims, norm, admissible)
    sentences = price_sentences(found, aims, norm, admissible)
    assert all(render_sentence(each, language) for each in sentences for language in ("zh", "en"))
    return found, [(each.key.rsplit(".", 1)[-1], dict(each.values)) for each in sentences]


def test_a_cap_that_holds_weight_back_costs_two_points_of_distance_a_point() -> None:
    """What one indicator may not have another takes up: each point is counted twice."""
    found, told = said([aim(0.4, 0.3, 0.2, 0.1)], Norm.L1, rule(RuleKind.CAP, (0,), 0.3))

    assert found.binding[0].shadow_price == pytest.approx(2)
    assert told[0][0] == "total"
    assert told[0][1]["points"] == pytest.approx(2, abs=1e-6)


def test_a_rule_that_the_target_only_just_meets_costs_nothing() -> None:
    _, told = said([aim(0.4, 0.3, 0.2, 0.1)], Norm.L1, rule(RuleKind.CAP, (0,), 0.4))

    assert [name for name, _ in told] == ["nothing"]


def test_where_another_rule_takes_over_within_a_point_the_price_is_at_most() -> None:
    """The cap is half a point below the target: a whole point more room gains one, not two."""
    _, told = said([aim(0.4, 0.3, 0.2, 0.1)], Norm.L1, rule(RuleKind.CAP, (0,), 0.395))

    assert told[0][0] == "total_at_most"
    assert told[0][1]["points"] == pytest.approx(1, abs=1e-6)
    assert told[0][1]["most"] == pytest.approx(2, abs=1e-6)


def test_two_rules_at_one_place_promise_nothing_each() -> None:
    """A cap and a largest move at the same limit: more room at one alone gains nothing."""
    twice = (rule(RuleKind.CAP, (0,), 0.3), rule(RuleKind.MOVE_UP, (0,), 0.3))

    found, told = said([aim(0.4, 0.3, 0.2, 0.1)], Norm.L1, *twice)

    assert sum(each.shadow_price or 0 for each in found.binding) == pytest.approx(2)
    assert {name for name, _ in told} <= {"alone", "nothing"}
    assert "alone" in {name for name, _ in told}


def test_fixed_groups_that_fill_the_whole_can_only_give_way_together() -> None:
    """Either share moved alone leaves no weight set at all."""
    groups = (
        rule(RuleKind.GROUP_FIXED, (0, 1), 0.6),
        rule(RuleKind.GROUP_FIXED, (2, 3), 0.4),
    )

    _, told = said([aim(0.4, 0.3, 0.2, 0.1)], Norm.L1, *groups)

    assert {name for name, _ in told} <= {"alone", "nothing"}


def test_the_greatest_difference_and_a_weighted_sum_have_their_own_words() -> None:
    target, cap = aim(0.4, 0.3, 0.2, 0.1), rule(RuleKind.CAP, (0,), 0.3)

    _, greatest = said([target], Norm.LINF, cap)
    _, weighted = said([target, aim(0.25, 0.25, 0.25, 0.25, trust=0.5)], Norm.L1, cap)

    assert greatest[0][0].startswith("greatest")
    assert greatest[0][1]["most"] == pytest.approx(1)
    assert weighted[0][0].startswith("weighted")
    assert weighted[0][1]["most"] == pytest.approx(1)  # a away from both targets: 2 less 2 * 0.5


def test_on_a_grid_the_prices_are_those_without_it() -> None:
    _, told = said([aim(0.4, 0.3, 0.2, 0.1)], Norm.L1, rule(RuleKind.CAP, (0,), 0.3), grid=0.05)

    assert told[0][1]["points"] == pytest.approx(2, abs=1e-6)


def test_an_unproven_price_is_not_known() -> None:
    admissible = AdmissibleSet("p", LEAVES, (rule(RuleKind.CAP, (0,), 0.3),))
    aims = [aim(0.4, 0.3, 0.2, 0.1)]
    found = least_distance(aims, Norm.L1, admissible)
    unproven = replace(found, binding=(replace(found.binding[0], shadow_price=None),))

    told = price_sentences(unproven, aims, Norm.L1, admissible)

    assert [each.key.rsplit(".", 1)[-1] for each in told] == ["not_proven"]


def drawn(seed: int) -> tuple[Aim, AdmissibleSet]:
    rng = np.random.default_rng(seed)
    inside = rng.dirichlet(np.full(4, 3.0))
    rules = (
        rule(RuleKind.CAP, (0,), float(inside[0])),
        rule(RuleKind.FLOOR, (1,), float(inside[1]) * 0.9),
        rule(RuleKind.GROUP_FIXED, (0, 1), float(inside[:2].sum())),
        rule(RuleKind.ORDER, (2, 3), float(inside[2] - inside[3]), coefficients=(1.0, -1.0)),
    )
    return aim(*rng.dirichlet(np.ones(4))), AdmissibleSet("p", LEAVES, rules)


def least(target: NDArray[np.float64], admissible: AdmissibleSet) -> float:
    """Return the least L1 distance by scipy."""
    k = len(target)
    above, limits, equal, sums = [], [], [np.concatenate([np.ones(k), np.zeros(k)])], [1.0]
    for each in admissible.rules:
        row = np.concatenate([each.row(k), np.zeros(k)])
        if each.sense is Sense.EQUAL:
            equal, sums = [*equal, row], [*sums, each.limit]
        else:
            sign = 1.0 if each.sense is Sense.AT_MOST else -1.0
            above, limits = [*above, sign * row], [*limits, sign * each.limit]
    eye = np.eye(k)
    rows = np.vstack([*above, np.hstack([eye, -eye]), np.hstack([-eye, -eye])])
    found = linprog(
        np.concatenate([np.zeros(k), np.ones(k)]),
        rows,
        np.concatenate([limits, target, -target]),
        np.array(equal),
        sums,
    )
    return float(found.fun)


@pytest.mark.parametrize("seed", range(8))
def test_a_point_of_room_gains_what_an_independent_programme_says(seed: int) -> None:
    """All four rules, relaxed by a point to the side that pays; a rule without a cost is silent."""
    target, admissible = drawn(seed)
    found = least_distance([target], Norm.L1, admissible)
    now = least(target.weights.shares, admissible)

    told = price_sentences(found, [target], Norm.L1, admissible)

    for binding, sentence in zip(found.binding, told, strict=True):
        if "points" not in sentence.values:
            assert binding.shadow_price == pytest.approx(0, abs=1e-7)
            continue
        ways = {Sense.AT_LEAST: [-0.01], Sense.AT_MOST: [0.01]}.get(
            binding.rule.sense, [-0.01, 0.01]
        )
        relaxed = [
            tuple(
                replace(each, limit=each.limit + way) if each is binding.rule else each
                for each in admissible.rules
            )
            for way in ways
        ]
        gains = [now - least(target.weights.shares, replace(admissible, rules=r)) for r in relaxed]
        assert sentence.values["points"] == pytest.approx(100 * max(0.0, *gains), abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("solver", [HIGHS, CBC])
def test_a_shadow_price_is_the_slope_of_the_distance(seed: int, solver: Any) -> None:
    """Relaxed by 1e-4 the distance falls by the price, tightened it grows: strong duality.

    The drawn instances are not degenerate on the side that is told, so one of the two one-sided
    slopes is the price; relaxing never gains more than the price.
    """
    target, admissible = drawn(seed)
    found = least_distance([target], Norm.L1, admissible, chain=(solver,))
    now = least(target.weights.shares, admissible)

    assert found.record.objective == pytest.approx(now, abs=1e-7)
    for binding in found.binding:
        assert binding.shadow_price is not None
        slopes = []
        for way in (-HAIR, HAIR):
            rules = tuple(
                replace(each, limit=each.limit + way) if each is binding.rule else each
                for each in admissible.rules
            )
            changed = least(target.weights.shares, replace(admissible, rules=rules))
            slopes.append((now - changed) / HAIR)
        assert min(slopes) - 1e-6 <= binding.shadow_price <= max(np.abs(slopes)) + 1e-6
        assert max(slopes) <= binding.shadow_price + 1e-6
