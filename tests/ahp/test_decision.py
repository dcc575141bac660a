"""Whole hierarchies, against published cases listed by id."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from engine.ahp.decision import decide, decision_reversals
from engine.ahp.priorities import Method
from engine.domain.elicitation import BestWorst, DirectWeights, GoalMapping, RespondentMatrices
from engine.domain.hierarchy import Criterion, DecisionHierarchy, Synthesis
from engine.domain.judgements import JudgementMatrix
from engine.errors import InputError, MethodError

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
HIERARCHY_CASES = ("hier-house", "hier-school", "hier-leader", "hier-car-direct")


def criterion_of(table: dict[str, Any], name: str) -> Criterion:
    below = table.get("children", {})
    matrix = JudgementMatrix(tuple(table["items"]), np.array(table["matrix"]))
    children = (
        criterion_of(below[item], item) if item in below else Criterion(item)
        for item in table["items"]
    )
    return Criterion(name, matrix, tuple(children))


def hierarchy_of(id_: str, synthesis: Synthesis = "distributive") -> DecisionHierarchy:
    given = CASES[id_]["input"]
    alternatives = tuple(given["alternatives"])
    local = {
        name: JudgementMatrix(alternatives, np.array(values))
        for name, values in given["local"].items()
    }
    root = criterion_of(given.get("criteria") or given["tree"], "goal")
    return DecisionHierarchy(root, alternatives, local, given.get("direct", {}), synthesis)


@pytest.mark.parametrize("id_", HIERARCHY_CASES)
def test_published_hierarchy_is_reproduced(id_: str) -> None:
    expected, tolerance = CASES[id_]["expected"], CASES[id_]["tolerance"]

    found = decide(hierarchy_of(id_))

    together = list(found.alternatives.values())
    assert_allclose(
        together, expected["global_alternatives"], atol=tolerance["global_alternatives"]
    )
    if "published_3dp" in expected:
        assert_allclose(together, expected["published_3dp"], atol=tolerance["published_3dp"])
    if "criteria_weights" in expected:
        weights = list(found.criteria.values())
        assert_allclose(weights, expected["criteria_weights"], atol=tolerance["criteria_weights"])


def test_the_hierarchy_cases_are_all_there_are() -> None:
    assert {id_ for id_ in CASES if id_.startswith("hier-")} == set(HIERARCHY_CASES)


def test_ratios_and_local_weights_of_hier_leader_are_the_published_ones() -> None:
    expected, tolerance = CASES["hier-leader"]["expected"], CASES["hier-leader"]["tolerance"]

    found = decide(hierarchy_of("hier-leader"), random_index="saaty2005")

    of_criteria = found.criteria_diagnoses["goal"].consistency_ratio
    assert of_criteria == pytest.approx(expected["criteria_CR"]["saaty2005"], abs=tolerance["CR"])
    for name, ratio in expected["local_CR"].items():
        found_ratio = found.local_diagnoses[name].consistency_ratio
        assert found_ratio == pytest.approx(ratio, abs=tolerance["CR"])
    for name, weights in expected["local_weights"].items():
        assert_allclose(found.local[name], weights, atol=tolerance["local_weights"])


@pytest.mark.parametrize("id_", ["hier-house", "hier-school", "hier-leader"])
def test_other_modes_give_the_recomputed_figures(id_: str) -> None:
    recomputed = CASES[id_]["recomputed"]

    ideal = decide(hierarchy_of(id_, "ideal")).alternatives
    means = decide(hierarchy_of(id_), Method.GEOMETRIC_MEAN).alternatives
    columns = decide(hierarchy_of(id_), Method.COLUMN_MEAN).alternatives

    assert_allclose(list(ideal.values()), recomputed["ideal_mode"], atol=1e-9)
    assert_allclose(list(means.values()), recomputed["geometric_mean_method"], atol=1e-9)
    assert_allclose(list(columns.values()), recomputed["column_mean_method"], atol=1e-9)


def test_without_alternatives_the_criteria_alone_are_weighed() -> None:
    root = criterion_of({"items": ["a", "b"], "matrix": [[1.0, 3.0], [1 / 3, 1.0]]}, "goal")

    found = decide(DecisionHierarchy(root, (), {}, {}))

    assert found.criteria == pytest.approx({"a": 0.75, "b": 0.25})
    assert found.alternatives == {}


@pytest.mark.parametrize(
    ("direct", "told"),
    [
        ({}, r"criterion_unjudged.*b"),
        ({"b": (1.0,)}, r"direct_values.*b"),
        ({"b": (0.0, 0.0)}, "direct_values"),
        ({"b": (1.0, -1.0)}, "direct_values"),
        ({"b": (1.0, float("nan"))}, "direct_values"),
    ],
)
def test_a_criterion_without_usable_values_is_named(
    direct: dict[str, tuple[float, ...]], told: str
) -> None:
    table = {"items": ["a", "b"], "matrix": [[1.0, 3.0], [1 / 3, 1.0]]}
    local = {"a": JudgementMatrix(("x", "y"), np.ones((2, 2)))}

    with pytest.raises(InputError, match=told):
        decide(DecisionHierarchy(criterion_of(table, "goal"), ("x", "y"), local, direct))


def test_unlinked_alternatives_are_refused_naming_the_criterion() -> None:
    matrix = JudgementMatrix(("price", "style"), np.array([[1.0, 3.0], [1 / 3, 1.0]]))
    root = Criterion("goal", matrix, (Criterion("price"), Criterion("style")))
    unlinked = JudgementMatrix(("x", "y"), np.array([[1.0, np.nan], [np.nan, 1.0]]))
    linked = JudgementMatrix(("x", "y"), np.ones((2, 2)))
    hierarchy = DecisionHierarchy(root, ("x", "y"), {"price": linked, "style": unlinked}, {})

    with pytest.raises(MethodError, match=r"ahp\.unconnected_under.*style.*x \| y"):
        decide(hierarchy)


@pytest.mark.parametrize("alone", [JudgementMatrix(("fuel",), np.ones((1, 1))), None])
def test_a_criterion_with_a_single_child_hands_its_whole_share_down(
    alone: JudgementMatrix | None,
) -> None:
    matrix = JudgementMatrix(("price", "style"), np.array([[1.0, 3.0], [1 / 3, 1.0]]))
    price = Criterion("price", alone, (Criterion("fuel"),))
    root = Criterion("goal", matrix, (price, Criterion("style")))

    found = decide(DecisionHierarchy(root, (), {}, {}))

    assert dict(found.criteria) == pytest.approx({"fuel": 0.75, "style": 0.25})


def pyanp_hierarchy(user: str | None) -> DecisionHierarchy:
    """Return the tree of grp-pyanp-6 with one user's answers, or with everybody's."""
    told = CASES["grp-pyanp-6"]["input"]
    users = [user] if user else told["users"]

    def judgements(items: tuple[str, ...], who: str) -> JudgementMatrix:
        position = told["users"].index(who)
        values = np.ones((len(items), len(items)))
        for i, j in combinations(range(len(items)), 2):
            values[i, j] = told["judgements"][f"{items[i]},{items[j]}"][position]
            values[j, i] = 1 / values[i, j]
        return JudgementMatrix(items, values)

    def criterion(name: str) -> Criterion:
        items = tuple(told["tree"].get(name, ()))
        if not items:
            return Criterion(name)
        everybody = {who: judgements(items, who) for who in users}
        given = everybody[user] if user else RespondentMatrices(everybody)
        return Criterion(name, given, tuple(criterion(item) for item in items))

    return DecisionHierarchy(criterion("Goal"), (), {}, {})


@pytest.mark.parametrize("user", [None, *CASES["grp-pyanp-6"]["input"]["users"]])
def test_shares_of_every_criterion_are_those_of_grp_pyanp_6(user: str | None) -> None:
    case = CASES["grp-pyanp-6"]

    found = decide(pyanp_hierarchy(user))

    assert list(found.shares) == case["expected"]["order"]
    expected = case["expected"]["global_priorities"][user or "Group"]
    tolerance = case["tolerance"]["global_priorities"]
    assert_allclose(list(found.shares.values()), expected, atol=tolerance)


def test_nodes_weighed_in_different_ways_make_one_hierarchy() -> None:
    answers = BestWorst(("speed", "cost"), 0, 1, (1.0, 4.0), (4.0, 1.0))
    goals = GoalMapping(("price", "fuel"), ("x", "y"), (0.5, 0.5), ((1.0, 0.0), (1.0, 2.0)))
    speed = Criterion(
        "speed", DirectWeights(("frt", "art"), (70.0, 30.0)), (Criterion("frt"), Criterion("art"))
    )
    cost = Criterion("cost", goals, (Criterion("price"), Criterion("fuel")))
    root = Criterion("goal", answers, (speed, cost))
    measured = dict.fromkeys(("frt", "art", "price"), (1.0, 1.0))
    local = {"fuel": BestWorst(("y", "x"), 0, 1, (1.0, 3.0), (3.0, 1.0))}

    found = decide(DecisionHierarchy(root, ("x", "y"), local, measured))

    assert found.criteria == pytest.approx({"frt": 0.56, "art": 0.24, "price": 0.05, "fuel": 0.15})
    assert found.shares["cost"] == pytest.approx(0.2)
    assert found.alternatives == pytest.approx({"x": 0.85 / 2 + 0.15 / 4, "y": 0.4625 + 0.075})
    assert found.criteria_diagnoses == {}


def test_other_items_than_the_alternatives_are_refused_naming_the_criterion() -> None:
    local = {"goal": DirectWeights(("x", "z"), (1.0, 1.0))}

    with pytest.raises(InputError, match=r"other_alternatives.*goal.*y, z"):
        decide(DecisionHierarchy(Criterion("goal"), ("x", "y"), local, {}))


def test_a_copied_alternative_reverses_the_example_of_belton_and_gear_1983() -> None:
    items = ("A", "B", "C")
    equal = DirectWeights(("first", "second", "third"), (1.0, 1.0, 1.0))
    root = Criterion("goal", equal, tuple(Criterion(name) for name in equal.items))
    measured = {"first": (1.0, 9.0, 1.0), "second": (9.0, 1.0, 1.0), "third": (8.0, 9.0, 1.0)}

    hierarchies = [
        DecisionHierarchy(root, items, {}, measured, mode) for mode in ("distributive", "ideal")
    ]
    found = [decision_reversals(each, decide(each)).alternatives for each in hierarchies]

    copied = [[each.item for each in of if each.alteration == "copied"] for of in found]
    assert copied == [["B"], []]


def test_a_hierarchy_without_criteria_has_no_reversals_among_them() -> None:
    hierarchy = DecisionHierarchy(Criterion("goal"), ("x", "y"), {}, {"goal": (1.0, 2.0)})

    found = decision_reversals(hierarchy, decide(hierarchy))

    assert found.criteria == ()


def test_without_alternatives_only_criteria_can_change_places() -> None:
    inner = DirectWeights(("a", "b", "c"), (1.0, 2.0, 4.0))
    node = Criterion("node", inner, tuple(Criterion(name) for name in inner.items))
    root = Criterion("goal", DirectWeights(("node", "d"), (8.0, 3.0)), (node, Criterion("d")))
    hierarchy = DecisionHierarchy(root, (), {}, {})

    found = decision_reversals(hierarchy, decide(hierarchy))

    removed = [(each.item, each.first, each.second) for each in found.criteria]
    assert ("c", "d", "b") in removed  # b: 8 * 2 / 7 < 3 before, 8 * 2 / 3 after
    assert found.alternatives == ()
