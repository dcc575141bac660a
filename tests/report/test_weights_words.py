"""Words of a report on weights in both languages; nothing unproven is called optimal."""

from dataclasses import replace

import pytest

from engine.domain.estimates import Estimate
from engine.domain.texts import Language, Sentence, Text
from engine.domain.weights_report import ConflictPart, LeafDecision, RulePart, SolverPart
from engine.report.weights_words import (
    change_lines,
    conflict_lines,
    price_words,
    proof_words,
    rule_words,
    why_words,
)

LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
NAMED = {"zh": "首次响应", "en": "first response"}
CAP = RulePart(
    Sentence("measure.optimisation.rule.cap", {"subject": NAMED, "limit_percent": 25.0}),
    "frt",
    2.0,
    "frt <= 0.25",
    "cap",
    Sentence("measure.optimisation.price.total", {"points": 2.0, "most": 2.0}),
)
FIXED = RulePart(
    Sentence("measure.optimisation.rule.group_fixed", {"subject": NAMED, "limit_percent": 60.0}),
    "performance",
    None,
    "performance = 0.6",
    "group_fixed",
)
SOLVER = SolverPart(
    feasible=True,
    proven=False,
    why="limit",
    objective=0.25,
    bound=0.125,
    gap=0.125,
    seconds=1.0,
    solver="HiGHS",
    version="1",
)


def test_a_rule_is_said_with_its_formula_and_its_emphasis() -> None:
    assert rule_words(CAP, "en") == "first response: at most 25% (frt <= 0.25)"
    promoted = replace(CAP, emphasis="promo")
    assert rule_words(promoted, "zh").endswith("（frt <= 0.25；侧重“promo”）")


@LANGUAGES
def test_a_price_is_said_in_points(language: Language) -> None:
    assert "2.00" in price_words(CAP, language)
    assert price_words(FIXED, language) == ""


@LANGUAGES
def test_a_clash_is_said_with_its_premise_and_the_way_out(language: Language) -> None:
    part = ConflictPart(
        (CAP, FIXED), ((FIXED, 0.05),), 0.05, smallest=True, premises=("sum",), upwards=(False,)
    )

    lines = conflict_lines(part, language)

    told = "\n".join(lines)
    assert "100" in lines[0]
    assert "performance = 0.6" in told
    assert "5" in lines[-1]
    assert ("down by" if language == "en" else "降低") in lines[-1]


@LANGUAGES
def test_a_single_rule_that_cannot_hold_is_said_in_the_singular(language: Language) -> None:
    part = ConflictPart((CAP,), ((CAP, 0.05),), 0.05, smallest=False)

    lines = conflict_lines(part, language)

    assert "1" not in lines[0]
    assert lines[2] == conflict_lines(replace(part, premises=("grid",)), language)[2]
    assert change_lines(part, "en") == ("move the limit of frt <= 0.25 up by 5 points",)


@LANGUAGES
@pytest.mark.parametrize(
    "solver",
    [
        SOLVER,
        replace(SOLVER, reproducible=False),
        replace(SOLVER, bound=None, gap=None),
        replace(SOLVER, feasible=False, why="infeasible", objective=float("inf")),
    ],
)
def test_nothing_unproven_is_called_optimal(solver: SolverPart, language: Language) -> None:
    said = proof_words(solver, language)

    assert said
    assert not any(word in said.lower() for word in ("optimal", "optimum", "最优"))
    assert "inf" not in said.replace("infeasible", "")
    assert said != proof_words(replace(SOLVER, proven=True, why="optimal"), language)


def test_a_bound_and_a_stop_by_the_clock_are_told() -> None:
    said = proof_words(replace(SOLVER, reproducible=False), "en")

    assert "0.125" in said
    assert "a repeat may differ" in said


@LANGUAGES
def test_reasons_are_joined(language: Language) -> None:
    leaf = LeafDecision(
        indicator="frt",
        name=Text("首次响应", "first response"),
        group="performance",
        incumbent=None,
        judged=None,
        evidence=None,
        target=None,
        least=0.0,
        greatest=1.0,
        recommended=Estimate(0.25),
        why=Sentence(
            "measure.optimisation.why.free_judged", {"subject": NAMED, "share_percent": 25.0}
        ),
        also=Sentence("measure.optimisation.why.also_silent_judged"),
    )

    both = why_words(leaf, language)

    assert both.startswith(why_words(replace(leaf, also=None), language))
    assert len(both) > len(why_words(replace(leaf, also=None), language))
