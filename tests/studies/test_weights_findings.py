"""What a reader must know of a recommended set."""

from dataclasses import replace
from math import inf
from typing import Any

import numpy as np
import pytest

from engine.domain.indicators import Controllability, Indicator, IndicatorNode, IndicatorTree
from engine.domain.policy import Objective, RatioRule, WeightPolicy
from engine.domain.texts import Finding, Text
from engine.domain.weights import Origin, WeightSet
from engine.optimisation.solver import SolverRecord
from engine.studies.weights_choice import choose
from engine.studies.weights_findings import findings
from engine.studies.weights_inputs import Source
from engine.studies.weights_ready import Ready
from tests.studies.weight_inputs_samples import (
    LEAVES,
    evidence,
    inputs,
    lined_up,
    policy,
    tree,
    weights,
)

EXACT = Source(weights(Origin.JUDGED, 0.25, 0.35, 0.3, 0.1))


def found(ready: Ready) -> dict[str, Finding]:
    told = findings(ready, choose(ready))
    return {each.sentence.key.removeprefix("finding.optimisation."): each for each in told}


def of_the_team() -> IndicatorTree:
    """Return the tree with a leaf that only the whole team moves."""
    speed, care = tree().root.children
    assert isinstance(speed, IndicatorNode)
    first, second = speed.children
    assert isinstance(first, Indicator)
    moved = replace(first, controllability=Controllability.TEAM)
    return IndicatorTree(
        IndicatorNode("all", Text("全部", "All"), (replace(speed, children=(moved, second)), care))
    )


def test_pay_on_what_an_agent_cannot_move_is_named_with_its_share() -> None:
    told = found(lined_up(tree=of_the_team(), measured=True))["beyond_control"]

    assert told.severity == "caution"
    assert told.sentence.values["share"] == pytest.approx(0.365, abs=1e-9)
    assert told.sentence.values["indicators"] == {"zh": "frt", "en": "frt"}


def test_a_flat_tree_says_nothing_of_control() -> None:
    assert "beyond_control" not in found(lined_up(tree=of_the_team()))


def test_a_red_line_is_named_as_a_veto() -> None:
    veto = policy(red_lines=("learning",), default_floor=0.0, largest_move=None)

    assert found(lined_up(policy=veto))["red_lines"].sentence.values["count"] == 1


def test_a_rule_that_stands_back_is_told() -> None:
    veto = policy(
        red_lines=("learning",), floors={"learning": 0.1}, default_floor=0.0, largest_move=None
    )

    told = found(lined_up(policy=veto))["suspended_red_line"]

    assert told.sentence.values == {"indicator": "learning", "place": "floors.learning"}


def test_a_circle_of_ratios_that_empties_its_indicators_is_told() -> None:
    circle = (RatioRule("frt", "fcr", 2.0), RatioRule("fcr", "frt", 1.0))
    rules = replace(
        policy(ratios=circle, default_floor=0.0, default_cap=1.0),
        group_shares={},
        largest_move=None,
    )

    told = found(lined_up(policy=rules))["emptied"]

    assert told.severity == "caution"
    assert told.sentence.values["rules"] == "frt >= 2 fcr; fcr >= 1 frt"
    assert told.sentence.values["indicators"] == {"zh": "frt、fcr", "en": "frt, fcr"}


def test_contradicted_evidence_is_shown() -> None:
    against = WeightSet(Origin.EVIDENCE, ("frt", "fcr"), np.array([1.0, 0.0]))

    assert "contradicted" in found(lined_up(evidence=Source(against)))


def test_the_cost_of_rounding_is_told_in_points() -> None:
    """(0.365, 0.235, 0.3, 0.1) in steps of 5 %: (0.35, 0.25, 0.3, 0.1) is 3 points off in all."""
    told = found(lined_up(policy=policy(grid=0.05)))["rounding"]

    assert told.sentence.values["points"] == pytest.approx(3.0, abs=1e-6)


def test_a_set_without_draws_says_why_it_has_no_interval() -> None:
    assert "no_draws" in found(lined_up(judged=EXACT, evidence=evidence(spread=0)))


@pytest.mark.parametrize(
    ("sources", "key"),
    [
        ({"evidence": evidence(spread=0)}, "doubt_of_judged_alone"),
        ({"judged": EXACT}, "doubt_of_evidence_alone"),
    ],
)
def test_an_interval_that_holds_half_the_doubt_says_whose(
    sources: dict[str, Any], key: str
) -> None:
    assert found(lined_up(**sources))[key].severity == "caution"


def test_an_interval_that_holds_all_the_doubt_there_is_needs_no_caution() -> None:
    alone = found(lined_up(judged=EXACT, policy=policy(evidence_share=1.0)))

    assert not any(key.startswith("doubt_of") for key in (*found(lined_up()), *alone))


@pytest.mark.parametrize(
    ("rules", "key"),
    [
        (policy(objective=Objective.DISTANCES), "no_projection"),
        (policy(objective=Objective.REGRET), "regret_of_one"),
        (policy(objective=Objective.WORST_CASE), "evidence_exact"),
    ],
)
def test_a_guarantee_against_nothing_is_called_so(rules: WeightPolicy, key: str) -> None:
    assert key in found(lined_up(policy=rules, judged=EXACT, evidence=evidence(spread=0)))


@pytest.mark.parametrize("objective", [Objective.WORST_CASE, Objective.MAX_MIN])
def test_evidence_without_an_interval_is_named_where_a_guarantee_takes_it_as_exact(
    objective: Objective,
) -> None:
    shares = evidence(spread=0).weights
    low, high = shares.shares - 0.05, shares.shares + 0.05
    low[0] = np.nan

    told = found(lined_up(policy=policy(objective=objective), evidence=Source(shares, low, high)))[
        "evidence_partly_exact"
    ]

    unknown = {shares.indicators[0], *set(LEAVES) - set(shares.indicators)}
    names = told.sentence.values["indicators"]
    assert isinstance(names, dict)
    assert set(names["en"].split(", ")) == unknown
    assert (told.severity, told.sentence.values["count"]) == ("caution", len(unknown))


def drawn(source: Source, draws: int) -> Source:
    """Return a source with its first draws only."""
    assert source.weights.draws is not None
    return Source(replace(source.weights, draws=source.weights.draws[:draws]))


def test_few_draws_are_cautioned_of_and_pairing_is_told() -> None:
    whole = inputs()
    assert whole.judged is not None
    told = found(lined_up(judged=drawn(whole.judged, 2), evidence=drawn(evidence(), 199)))

    assert told["few_draws_judged"].sentence.values["draws"] == 2
    assert told["few_draws_evidence"].sentence.values["draws"] == 199
    assert told["draws_paired"].sentence.values["paired"] == 2


def test_enough_draws_equally_many_need_no_word() -> None:
    whole = inputs()
    assert whole.judged is not None
    told = found(lined_up(judged=drawn(whole.judged, 200), evidence=drawn(evidence(), 200)))

    assert not {"few_draws_judged", "few_draws_evidence", "draws_paired"} & told.keys()


def test_an_unproven_answer_is_called_unproven_and_by_whom_it_is() -> None:
    ready = lined_up()
    chosen = choose(ready)
    stopped = replace(
        chosen.record, proven=False, why="limit", reproducible=False, solver="CBC", bound=0.0
    )

    def told(record: SolverRecord) -> set[str]:
        answer = findings(ready, replace(chosen, record=record))
        return {each.sentence.key.rpartition(".")[2] for each in answer}

    assert {"unproven", "not_reproducible", "fallback"} <= told(stopped)
    assert "unproven_bare" in told(replace(stopped, bound=-inf))
