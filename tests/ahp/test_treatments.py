"""Keeping, weighing down and dropping respondents above the limit, node by node."""

from dataclasses import replace

import numpy as np
import pytest

from engine.ahp.consistency import consistency_index
from engine.ahp.groups import aggregated_judgements, local_weights
from engine.ahp.priorities import principal_eigenvector
from engine.ahp.treatments import PanelTreatment, panels_by_role, treated
from engine.domain.hierarchy import ItemTree
from engine.domain.judgements import JudgementMatrix, Panel
from engine.errors import InputError, MethodError
from tests.ahp.panel_samples import NODE, nish, pair, panel_of, respondent

RATIOS = {"R1": {NODE: 0.05}, "R2": {NODE: 0.40}}
TWO = panel_of(pair(2), pair(8), weights=(1, 2))


@pytest.mark.parametrize(
    ("treatment", "weights"),
    [
        (PanelTreatment.ALL, {"R1": 1.0, "R2": 2.0}),
        (PanelTreatment.DOWN_WEIGHTED, {"R1": 1.0, "R2": 0.5}),
        (PanelTreatment.CONSISTENT_ONLY, {"R1": 1.0}),
    ],
)
def test_each_treatment_weighs_as_it_says(
    treatment: PanelTreatment, weights: dict[str, float]
) -> None:
    found = treated(TWO, RATIOS, 0.10, treatment)[NODE]

    assert {each.respondent: each.weight for each in found.responses} == pytest.approx(weights)


@pytest.mark.parametrize("ratio", [0.10, 0.0, None])
def test_at_the_limit_and_without_a_ratio_is_inside(ratio: float | None) -> None:
    ratios = {"R1": {NODE: 0.0}, "R2": {NODE: ratio}}

    for treatment in PanelTreatment:
        assert treated(TWO, ratios, 0.10, treatment)[NODE].responses == TWO.responses


def test_an_inconsistent_node_leaves_the_respondents_other_nodes_alone() -> None:
    tree = ItemTree({NODE: ("x", "y"), "x": ("a", "b")}, {})
    first = respondent(1, JudgementMatrix(("x", "y"), pair(3)))
    both = {NODE: first.judgements[NODE], "x": JudgementMatrix(("a", "b"), pair(4))}
    panel = Panel((replace(first, judgements=both), respondent(2, first.judgements[NODE])))
    ratios = {"R1": {NODE: 0.5, "x": 0.0}, "R2": {NODE: 0.0}}

    found = treated(panel, ratios, 0.10, PanelTreatment.CONSISTENT_ONLY)

    assert [each.respondent for each in found[NODE].responses] == ["R2"]
    assert [each.respondent for each in found["x"].responses] == ["R1"]
    assert local_weights(found, tree)["x"] == pytest.approx({"a": 0.8, "b": 0.2})


def test_a_panel_of_one_node_holds_the_judgements_of_that_node_only() -> None:
    found = treated(TWO, RATIOS, 0.10, PanelTreatment.ALL)[NODE]

    assert all(set(each.judgements) == {NODE} for each in found.responses)


def test_dropping_everybody_leaves_an_empty_panel() -> None:
    ratios = {"R1": {NODE: 0.3}, "R2": {NODE: 0.4}}

    found = treated(TWO, ratios, 0.10, PanelTreatment.CONSISTENT_ONLY)[NODE]

    assert found.responses == ()
    with pytest.raises(MethodError, match="nobody_answered"):
        aggregated_judgements(found, NODE)


def test_of_the_171_complete_ones_the_consistent_remain() -> None:
    panel = nish()
    complete = Panel(tuple(each for each in panel.responses if each.judgements[NODE].is_complete))
    lambdas = {
        each.respondent: principal_eigenvector(each.judgements[NODE].values).lambda_max
        for each in complete.responses
    }

    def remaining(index: float) -> int:
        ratios = {
            name: {NODE: consistency_index(each, 5) / index} for name, each in lambdas.items()
        }
        found = treated(complete, ratios, 0.10, PanelTreatment.CONSISTENT_ONLY)[NODE]
        return len(found.responses)

    # one respondent stands at 0.1000: the published count holds for the index 1.108 only
    assert len(complete.responses) == 171
    assert [remaining(index) for index in (1.108, 1.1088, 1.12)] == [24, 25, 25]


@pytest.mark.parametrize("ratios", [{}, {"R1": {}}, {"R1": {NODE: -0.1}}, {"R1": {NODE: np.nan}}])
def test_a_respondent_without_an_entry_is_named(
    ratios: dict[str, dict[str, float | None]],
) -> None:
    with pytest.raises(InputError, match=r"group.ratio.*R1.*goal"):
        treated(TWO, ratios, 0.10, PanelTreatment.DOWN_WEIGHTED)


@pytest.mark.parametrize("limit", [0.0, -0.1, np.nan])
def test_a_limit_that_is_none_is_refused(limit: float) -> None:
    with pytest.raises(InputError, match=r"group\.limit"):
        treated(TWO, RATIOS, limit, PanelTreatment.ALL)


def test_roles_are_panels_of_their_own_as_first_met() -> None:
    matrix = JudgementMatrix(("a", "b"), pair(2))
    roles = ["agent", "manager", "agent"]
    panel = Panel(
        tuple(respondent(number, matrix, role=role) for number, role in enumerate(roles, 1))
    )

    found = panels_by_role(panel)

    names = {role: [each.respondent for each in part.responses] for role, part in found.items()}
    assert names == {"agent": ["R1", "R3"], "manager": ["R2"]}
    assert list(found) == ["agent", "manager"]
