"""The summary of a report on weights: three to six sentences with the report's own figures."""

from dataclasses import replace
from typing import Any

import pytest

from engine.domain.estimates import Estimate
from engine.domain.texts import Finding, Sentence, Text
from engine.domain.weights_report import (
    AgentGrade,
    ConflictPart,
    EmphasisRow,
    GradeChangePart,
    LeafDecision,
    RobustRow,
    RulePart,
    SolverPart,
    WeightsReport,
)
from engine.i18n.translate import render_sentence
from engine.studies.weights_summary import summary

RULE = RulePart(
    Sentence("measure.optimisation.rule.cap", {"subject": "a", "limit_percent": 30.0}),
    "a",
    2.0,
    "a <= 0.3",
    "cap",
)
SOLVER = SolverPart(
    feasible=True,
    proven=True,
    why="optimal",
    objective=0.25,
    bound=0.25,
    gap=0.0,
    seconds=0.1,
    solver="HiGHS",
    version="1",
)
NO_SHARE = Estimate(0.0)


def leaf(id_: str, incumbent: float | None, recommended: Estimate, **more: Any) -> LeafDecision:
    told: dict[str, Any] = {
        "indicator": id_,
        "name": Text(f"指标{id_}", f"indicator {id_}"),
        "group": "G",
        "incumbent": None if incumbent is None else Estimate(incumbent),
        "judged": None,
        "evidence": None,
        "target": None,
        "least": 0.0,
        "greatest": 1.0,
        "recommended": recommended,
        "why": Sentence("measure.optimisation.why.free_both"),
    }
    return LeafDecision(**(told | more))


def report(**more: Any) -> WeightsReport:
    """Return two leaves that exchange ten points; judgement is 5, evidence 20 points away."""
    leaves = (
        leaf("a", 0.5, Estimate(0.4, 0.35, 0.45), judged=Estimate(0.45), evidence=Estimate(0.2)),
        leaf("b", 0.5, Estimate(0.6), judged=Estimate(0.55), evidence=Estimate(0.8)),
    )
    told: dict[str, Any] = {
        "policy": "p",
        "policy_name": Text("规则甲", "policy A"),
        "objective": "blend",
        "norm": "L1",
        "emphasis": "",
        "evidence_share": 0.5,
        "grid": None,
        "feasible": True,
        "indicators": leaves,
        "solver": SOLVER,
        "rules": (),
        "binding": (RULE,),
        "conflict": None,
        "summary": (),
        "findings": (),
    }
    return WeightsReport(**(told | more))


def told(of: WeightsReport) -> list[str]:
    sentences = summary(of)
    assert 2 <= len(sentences) <= 6
    assert all(render_sentence(sentence, "zh") for sentence in sentences)
    return [render_sentence(sentence, "en") for sentence in sentences]


def test_the_moves_are_told_first_and_halved() -> None:
    first = told(report())[0]

    assert "change 2 of 2 indicators and 10.00 of 100 points" in first
    assert "indicator a -10.00 and indicator b +10.00" in first
    row = EmphasisRow("promo", Text("大促", "big sale"), None, {}, ())
    assert "emphasis big sale" in told(report(emphasis="promo", emphases=(row,)))[0]


def test_one_move_against_many_that_are_too_small_to_tell_is_told() -> None:
    present = report().indicators[:1] * 3
    shares = (0.400006, 0.299997, 0.299997)
    leaves = tuple(
        replace(each, incumbent=Estimate(old), recommended=Estimate(new))
        for each, old, new in zip(present, (0.4, 0.3, 0.3), shares, strict=True)
    )

    assert "change 1 of 3 indicators and 0.00 of 100" in told(report(indicators=leaves))[0]


def test_distances_are_half_the_sum_of_differences() -> None:
    assert "judged weights by 5.00 of 100 points" in told(report())[1]
    assert "evidence weights by 20.00" in told(report())[1]


def test_where_evidence_is_silent_the_share_that_stands_in_counts() -> None:
    """The first is 10 points from its present share, the second 20 from evidence: half of 30."""
    first, second = report().indicators
    silent = replace(first, judged=None, evidence=None)

    far = told(report(indicators=(silent, replace(second, judged=None))))[1]

    assert "evidence weights by 15.00" in far
    judged = told(report(indicators=(replace(first, evidence=None), second)))[1]
    assert "evidence weights by 12.50" in judged


def test_a_missing_source_is_not_spoken_of() -> None:
    leaves = tuple(replace(each, evidence=None) for each in report().indicators)
    bare = tuple(replace(each, judged=None) for each in leaves)

    assert "evidence" not in told(report(indicators=leaves))[1]
    assert not any("judged" in each for each in told(report(indicators=bare)))
    judged = tuple(replace(each, judged=None) for each in report().indicators)
    assert "evidence weights by 20.00" in told(report(indicators=judged))[1]


def test_without_weights_in_force_the_greatest_share_is_told() -> None:
    leaves = tuple(replace(each, incumbent=None) for each in report().indicators)

    assert "indicator b with 60.00%" in told(report(indicators=leaves))[0]
    kept = tuple(replace(each, incumbent=each.recommended) for each in report().indicators)
    assert "are the present ones" in told(report(indicators=kept))[0]


@pytest.mark.parametrize(
    ("binding", "said"),
    [
        ((), "No policy rule binds."),
        ((RULE,), "the dearest is a <= 0.3"),
        ((replace(RULE, shadow_price=0.0),), "none of them costs anything"),
        ((replace(RULE, shadow_price=None),), "is not known"),
    ],
)
def test_rules_are_told_with_what_they_cost(binding: tuple[RulePart, ...], said: str) -> None:
    assert any(said in each for each in told(report(binding=binding)))


def test_an_unproven_answer_is_never_called_proven_or_optimal() -> None:
    unproven = replace(SOLVER, proven=False, why="limit", bound=0.125)
    for solver in (unproven, replace(unproven, bound=None, gap=None)):
        of = report(solver=solver)
        texts = [render_sentence(each, lang) for each in summary(of) for lang in ("zh", "en")]
        assert not any(word in text for text in texts for word in ("最优", "optimal", "inf"))
        assert any("not proven" in text for text in texts)


def test_the_widest_interval_or_that_there_is_none() -> None:
    assert any("indicator a from 35.00% to 45.00%" in each for each in told(report()))
    bare = tuple(replace(each, recommended=Estimate(0.5)) for each in report().indicators)
    assert any("no intervals" in each for each in told(report(indicators=bare)))
    assert len(told(report(solver=None))) == len(told(report())) - 1


def test_the_farthest_robust_choice_is_told() -> None:
    rows = (
        RobustRow("worst-case", None, 0.1, 0.2, {"a": 0.4, "b": 0.6}, proven=True),
        RobustRow("max-min", 2.0, 0.1, 0.2, {"a": 0.1, "b": 0.9}, proven=True),
        RobustRow("regret", None, 0.1, 0.2, {"a": 0.3, "b": 0.7}, proven=True),
    )

    said = told(report(robust=rows))

    assert any("best guaranteed evidence, differs by 30.00" in each for each in said)
    assert told(report(robust=rows[:1]))
    assert told(report(robust=rows[2:]))


def test_what_to_look_at_next() -> None:
    caution = Finding("caution", Sentence("finding.optimisation.unproven"))
    agent = AgentGrade("x", 80.0, 70.0, 90.0, "B", "B", "B", ("A", "B"), certain=False)
    part = GradeChangePart(
        (agent,), 1, 1, True, 3, 5, {"a": 0.4, "b": 0.6}, SOLVER, certain=0, not_scored=()
    )

    assert "that ask for caution (1)" in told(report(findings=(caution,)))[-1]
    assert "No finding" in told(report())[-1]
    assert (
        "3 of 1 (fewest found under this policy: 1; proven lower bound: 1)"
        in told(report(grades=part))[-1]
    )
    assert "the 1 whose grade is open" in told(report(grades=part))[-1]
    sure = replace(part, agents=(replace(agent, certain=True),), certain=1)
    assert "no agent's grade is open" in told(report(grades=sure))[-1]


def test_an_infeasible_report_names_the_clash() -> None:
    clash = ConflictPart((RULE, RULE), ((RULE, 0.05),), 0.05)

    said = told(report(feasible=False, conflict=clash, indicators=(), solver=None, binding=()))

    assert "together: 2; the least change that makes room is 5 points" in said[0]
    row = EmphasisRow("promo", Text("大促", "big sale"), None, {}, (), clash)
    under = told(report(feasible=False, conflict=clash, emphasis="promo", emphases=(row,)))
    assert "Under emphasis big sale no weight set meets policy policy A" in under[0]
