"""The nouns of an optimisation's result: parts without input are absent, never invented."""

from engine.domain.pack import RulePart, SolverPart
from engine.domain.texts import Sentence, Text
from engine.domain.weights_report import WeightsReport


def test_parts_that_lack_their_input_are_absent() -> None:
    report = WeightsReport(
        policy="open",
        policy_name=Text("开放", "Open"),
        objective="blend",
        norm="L1",
        emphasis="",
        evidence_share=0.5,
        grid=None,
        feasible=True,
        indicators=(),
        solver=None,
        rules=(),
        binding=(),
        conflict=None,
        summary=(),
        findings=(),
    )

    assert report.frontier is report.grades is report.acceptability is report.preference is None
    assert report.robust == report.emphases == report.stability == ()


def test_a_pack_shows_rules_and_records_of_the_same_kind() -> None:
    rule = RulePart(Sentence("measure.optimisation.rule.cap"), "frt", 0.5)
    record = SolverPart(
        feasible=True,
        proven=True,
        why="optimal",
        objective=0.1,
        bound=0.1,
        gap=0.0,
        seconds=0.0,
        solver="HiGHS",
        version="1",
    )

    assert (rule.formula, rule.price, rule.emphasis) == ("", None, "")
    assert record.reproducible
