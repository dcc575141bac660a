"""Why each indicator has its share: right, active, with figures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.policy import Emphasis
from engine.domain.texts import Sentence, Text
from engine.domain.weights import Origin, WeightSet
from engine.i18n.translate import render_sentence
from engine.optimisation.closeness import closest_weights
from engine.optimisation.explain import Told, Why, explain
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from tests.optimisation.examples import examples

LEAVES = tuple("abcd")
NAMES = {leaf: Text(f"指标{leaf}", f"indicator {leaf}") for leaf in LEAVES}


def rule(kind: RuleKind, members: tuple[int, ...], limit: float, **more: Any) -> WeightRule:
    subject = "".join(LEAVES[place] for place in members)
    return WeightRule(kind, subject, Text(f"组{subject}", subject), members, limit, **more)


def reasons(
    target: Sequence[float], *rules: WeightRule, grid: float | None = None, **told: Any
) -> tuple[Why, ...]:
    aim = WeightSet(Origin.RECOMMENDED, LEAVES, np.array(target))
    admissible = AdmissibleSet("p", LEAVES, rules, grid)
    found = closest_weights(aim, admissible)
    about = Told(NAMES, aim.shares, **told)
    return explain(found.weights, admissible, about, found.binding)


def word(sentence: Sentence | None) -> str:
    return "" if sentence is None else sentence.key.rsplit(".", 1)[-1]


def words(found: Sequence[Why]) -> list[str]:
    return [word(why.main) for why in found]


def test_without_a_binding_rule_judgement_and_evidence_are_followed() -> None:
    found = reasons([0.4, 0.3, 0.2, 0.1], rule(RuleKind.CAP, (0,), 0.5))

    assert words(found) == ["free_both"] * 4
    assert render_sentence(found[0].main, "en") == (
        "indicator a follows judgement and evidence at 40.00%; no rule holds it."
    )


def test_a_cap_holds_one_down_and_another_takes_up_the_rest() -> None:
    """0.1 above a's cap goes evenly to the others."""
    found = reasons([0.4, 0.3, 0.2, 0.1], rule(RuleKind.CAP, (0,), 0.3))

    assert words(found) == ["cap", "takes_up", "takes_up", "takes_up"]
    assert "10.00 points below the target of 40.00%: its cap is 30%" in render_sentence(
        found[0].main, "en"
    )
    assert found[1].main.values["other"] == {"zh": "指标a", "en": "indicator a"}
    assert found[1].main.values["points"] == pytest.approx(10 / 3)
    assert found[1].rule is not None
    assert found[1].rule.formula == "a <= 0.3"


@pytest.mark.parametrize(
    ("kind", "limit", "said"),
    [(RuleKind.FLOOR, 0.5, "floor"), (RuleKind.MOVE_DOWN, 0.5, "move_down")],
)
def test_a_rule_that_lifts_a_share_takes_room_from_others(
    kind: RuleKind, limit: float, said: str
) -> None:
    found = reasons([0.4, 0.3, 0.2, 0.1], rule(kind, (0,), limit))

    assert words(found) == [said, "makes_room", "makes_room", "makes_room"]


def test_a_full_group_lowers_its_members_and_a_short_one_raises_them() -> None:
    found = reasons(
        [0.4, 0.3, 0.2, 0.1],
        rule(RuleKind.GROUP_FIXED, (0, 1), 0.6),
        rule(RuleKind.GROUP_FIXED, (2, 3), 0.4),
    )

    assert words(found) == ["group_full", "group_full", "group_short", "group_short"]


def test_inside_a_group_that_has_its_share_the_capped_member_is_the_reason() -> None:
    found = reasons(
        [0.4, 0.3, 0.2, 0.1],
        rule(RuleKind.GROUP_FIXED, (0, 1), 0.7),
        rule(RuleKind.CAP, (0,), 0.35),
    )

    assert words(found) == ["cap", "takes_up", "free_both", "free_both"]


def test_an_order_is_told_by_its_formula() -> None:
    order = rule(RuleKind.ORDER, (3, 0), 0.0, coefficients=(1.0, -1.0), written="d >= a")

    found = reasons([0.4, 0.3, 0.2, 0.1], order)

    assert words(found)[0] == "relation_lowered"
    assert words(found)[3] == "relation_raised"
    assert "d >= a" in render_sentence(found[3].main, "zh")


def test_an_emphasis_is_told_by_name() -> None:
    named = {"zh": "大促", "en": "promotion"}
    floor = rule(
        RuleKind.MULTIPLE, (3,), 0.2, words={"emphasis": named, "factor": 2.0}, emphasis="promo"
    )

    found = reasons([0.4, 0.3, 0.2, 0.1], floor)

    assert words(found)[3] == "emphasis_raised"
    assert "promotion" in render_sentence(found[3].main, "en")
    assert "大促" in render_sentence(found[3].main, "zh")


def test_a_share_at_its_target_under_an_emphasis_does_not_follow_the_sources() -> None:
    """The multiplier of one scales the targets of all."""
    emphasis = Emphasis("promo", Text("大促", "promotion"), multipliers={"c": 1.3})

    found = reasons([0.4, 0.3, 0.2, 0.1], emphasis=emphasis)

    assert set(words(found)) == {"free_emphasis"}
    assert "under emphasis promotion" in render_sentence(found[0].main, "en")
    assert "“大促”" in render_sentence(found[0].main, "zh")
    first = Emphasis("promo", Text("大促", "promotion"), first=("a",))
    assert set(words(reasons([0.4, 0.3, 0.2, 0.1], emphasis=first))) == {"free_both"}


@pytest.mark.parametrize("stand_in", ["judged", "incumbent"])
def test_a_leaf_without_evidence_follows_what_stands_in_for_it(stand_in: str) -> None:
    found = reasons(
        [0.4, 0.3, 0.2, 0.1], sources="evidence", silent=frozenset("a"), stand_in=stand_in
    )

    assert words(found) == [f"free_{stand_in}", *["free_evidence"] * 3]
    assert word(found[0].also) == f"also_silent_{stand_in}"
    assert render_sentence(found[0].also, "zh") if found[0].also else False


def test_ring_fenced_and_red_line_leaves_say_so() -> None:
    found = reasons(
        [0.4, 0.3, 0.2, 0.1],
        rule(RuleKind.RING_FENCED, (0,), 0.4),
        rule(RuleKind.RED_LINE, (3,), 0.0),
    )

    assert words(found)[0] == "ring_fenced"
    assert words(found)[3] == "red_line"


def test_rounding_is_the_reason_where_no_rule_is() -> None:
    found = reasons([0.404, 0.303, 0.192, 0.101], grid=0.01)

    assert set(words(found)) == {"rounded"}
    assert "steps of 1%" in render_sentence(found[0].main, "en")


def test_a_floor_between_two_steps_holds_and_is_rounded_besides() -> None:
    found = reasons([0.5, 0.4, 0.09, 0.01], rule(RuleKind.FLOOR, (3,), 0.055), grid=0.01)

    assert words(found)[3] == "floor"
    assert word(found[3].also) == "also_rounded"


def test_what_evidence_says_comes_second() -> None:
    emphasis = Emphasis("promo", Text("大促", "promotion"), multipliers={"c": 1.3})

    found = reasons(
        [0.4, 0.3, 0.2, 0.1],
        rule(RuleKind.CAP, (0,), 0.3),
        silent=frozenset("a"),
        contradicted=frozenset("b"),
        emphasis=emphasis,
    )

    assert [word(why.also) for why in found] == [
        "also_silent_judged",
        "also_contradicted",
        "also_multiplied",
        "",
    ]


def test_without_a_target_the_rule_at_which_a_share_rests_is_told() -> None:
    admissible = AdmissibleSet("p", LEAVES, (rule(RuleKind.CAP, (0,), 0.4),))
    weights = WeightSet(Origin.RECOMMENDED, LEAVES, np.array([0.4, 0.3, 0.2, 0.1]))

    found = explain(weights, admissible, Told(NAMES, None))

    assert words(found) == ["at_rule", "objective", "objective", "objective"]


def drawn(seed: int) -> tuple[WeightSet, AdmissibleSet]:
    """Bounds, groups, an order, sometimes a grid, around an admissible point in hundredths."""
    rng = np.random.default_rng(seed)
    inside = rng.multinomial(100, np.full(4, 0.25)) / 100
    rules = [rule(RuleKind.CAP, (0,), round(float(inside[0] + rng.choice([0, 0.02])), 3))]
    rules += [rule(RuleKind.FLOOR, (1,), round(float(max(0, inside[1] - 0.01)), 3))]
    if rng.random() < 0.5:
        rules += [rule(RuleKind.GROUP_FIXED, (0, 1), round(float(inside[:2].sum()), 3))]
    if rng.random() < 0.5:
        gap = round(float(inside[2] - inside[3]), 3)
        rules += [rule(RuleKind.ORDER, (2, 3), gap, coefficients=(1.0, -1.0), written="c-d")]
    grid = 0.01 if rng.random() < 0.5 else None
    target = WeightSet(Origin.RECOMMENDED, LEAVES, rng.dirichlet(np.ones(4)))
    return target, AdmissibleSet("p", LEAVES, tuple(rules), grid)


@examples(12, 60)
@given(st.integers(0, 2**32 - 1))
def test_a_reason_is_never_given_that_is_not_active(seed: int) -> None:
    """A named rule is broken by one step (or a hair) of its leaf, or of the one named, to target.

    Sentences render in both languages, and a leaf at its target is called free.
    """
    target, admissible = drawn(seed)
    found = closest_weights(target, admissible)
    shares = found.weights.shares

    told = explain(found.weights, admissible, Told(NAMES, target.shares), found.binding)

    for place, why in enumerate(told):
        assert render_sentence(why.main, "zh")
        assert render_sentence(why.main, "en")
        gap = float(target.shares[place] - shares[place])
        assert (word(why.main) == "free_both") == (abs(gap) <= 5e-6)
        if why.rule is not None:
            assert _breaks(why.rule, shares, target.shares, admissible.grid)


def _breaks(named: WeightRule, shares: np.ndarray, target: np.ndarray, grid: float | None) -> bool:
    """Tell whether one member's step towards its target breaks the rule."""
    row = named.row(len(shares))
    for member in named.members:
        moved = shares.copy()
        moved[member] += np.sign(target[member] - shares[member]) * (grid or 1e-5)
        excess = float(row @ moved) - named.limit
        if named.sense is not Sense.AT_MOST and excess < -1e-7:
            return True
        if named.sense is not Sense.AT_LEAST and excess > 1e-7:
            return True
    return False
