"""A report on recommended weights with made-up but coherent figures, worked by hand.

Judged, evidence and recommended shares are those of the sample pack; the frontier has three
corners and the recommended set lies off it.
"""

from dataclasses import replace

from engine.domain.estimates import Estimate
from engine.domain.pack import DecisionPack
from engine.domain.texts import Finding, Sentence, Text
from engine.domain.weights_report import (
    AcceptabilityPart,
    AcceptabilityRow,
    AgentGrade,
    AgentPreference,
    ConflictPart,
    EmphasisRow,
    FrontierPart,
    FrontierPoint,
    GradeChangePart,
    LeafDecision,
    PreferencePart,
    RobustRow,
    RulePart,
    SolverPart,
    StabilityRow,
    WeightsReport,
)
from tests.app.sample import LEAVES, full_pack

RULE, WHY = "measure.optimisation.rule", "measure.optimisation.why"
PRICE, SUMMARY = "measure.optimisation.price", "measure.optimisation.summary"
FRT = {"zh": "平均首次响应时间", "en": "First response time"}
FCR = {"zh": "一次解决率", "en": "First-contact resolution"}
SHARES = {leaf[0]: leaf[10][0] for leaf in LEAVES}
PROVEN = SolverPart(True, True, "optimal", 0.021, 0.021, 0.0, 0.02, "HiGHS", "1.15")
OPEN = SolverPart(True, False, "node limit", 3.0, 1.2, 0.6, 4.0, "HiGHS", "1.15")
CAP = RulePart(
    Sentence(f"{RULE}.cap", {"subject": FCR, "limit_percent": 22.0}),
    "fcr",
    1.0,
    "fcr <= 0.22",
    "cap",
    Sentence(f"{PRICE}.total", {"points": 2.0}),
)
FLOOR = RulePart(
    Sentence(f"{RULE}.floor", {"subject": FRT, "limit_percent": 14.0}),
    "frt",
    None,
    "frt >= 0.14",
    "floor",
    Sentence(f"{PRICE}.not_proven"),
)
ASKED = RulePart(
    Sentence(
        f"{RULE}.multiple",
        {
            "emphasis": {"zh": "大促", "en": "Promotion"},
            "subject": FRT,
            "limit_percent": 17.0,
            "factor": 1.7,
            "incumbent_percent": 10.0,
        },
    ),
    "frt",
    None,
    "frt >= 0.17",
    "multiple",
    None,
    "promotion",
)
CONFLICT = ConflictPart((ASKED, FLOOR), ((FLOOR, 0.03),), 0.03, True, ("sum",), (False,))


def weights_pack() -> DecisionPack:
    """Return the full pack with its report on weights."""
    return replace(full_pack(), weights_report=weights_report())


def bare_pack(report: WeightsReport | None = None) -> DecisionPack:
    """Return a pack of weights and a report on them alone: quick to draw."""
    return replace(
        full_pack(),
        judgement=None,
        evidence=(),
        scenarios=(),
        review=None,
        evidence_report=None,
        weights_report=weights_report() if report is None else report,
    )


def weights_report() -> WeightsReport:
    """Return a report with every part."""
    return WeightsReport(
        policy="half",
        policy_name=Text("上半年政策", "Policy of the first half"),
        objective="blend",
        norm="L1",
        emphasis="",
        evidence_share=0.5,
        grid=0.005,
        feasible=True,
        indicators=tuple(_leaf(*leaf) for leaf in LEAVES),
        solver=PROVEN,
        rules=(CAP.sentence, FLOOR.sentence, _slack()),
        binding=(FLOOR, CAP),
        conflict=None,
        summary=(
            Sentence(f"{SUMMARY}.cheap", {"binding": 2}),
            Sentence(
                f"{SUMMARY}.grades", {"changes": 4, "agents": 5, "fewest": 3, "least": 2, "open": 2}
            ),
        ),
        findings=(
            Finding("note", Sentence("finding.optimisation.rounding", _rounding())),
            Finding("caution", Sentence("finding.optimisation.not_reproducible")),
        ),
        frontier=frontier(),
        robust=(
            RobustRow("worst-case", 3.0, 0.19, 0.234, _moved("frt", "qa_session", 0.02), True),
            RobustRow(
                "max-min",
                10.0,
                0.11,
                0.107,
                _moved("fcr", "aov", 0.03),
                True,
                Sentence(
                    "measure.optimisation.robust.pushes_to_caps",
                    {"at_cap": 3, "at_floor": 5, "weights": 10},
                ),
            ),
            RobustRow("regret", None, 1.02, 1.37, SHARES, False),
        ),
        emphases=emphases(),
        grades=grades(),
        stability=tuple(_stability(leaf[0], leaf[10][0]) for leaf in LEAVES),
        acceptability=acceptability(),
        preference=PreferencePart(
            20,
            9,
            16,
            undecided=1,
            bounded=2,
            agents=(
                AgentPreference("A2", 3, 1, 2, 4),
                AgentPreference("A1", 4, 0, 1, 2),
            ),
        ),
    )


def frontier() -> FrontierPart:
    """Return three corners, the middle one the knee, and the recommended set off the line."""
    return FrontierPart(
        (
            FrontierPoint(0.1, 0.10, 0.30, _moved("fcr", "frt", -0.03)),
            FrontierPoint(0.4, 0.14, 0.18, _moved("fcr", "frt", -0.01), knee=True),
            FrontierPoint(0.5, 0.16, 0.20, SHARES, recommended=True),
            FrontierPoint(0.8, 0.30, 0.12, _moved("fcr", "frt", 0.03)),
        ),
        True,
    )


def emphases() -> tuple[EmphasisRow, ...]:
    """Return one emphasis that moves weight, one that moves none, one that clashes."""
    moves = dict.fromkeys(SHARES, 0.0) | {"frt": 0.03, "fcr": -0.01, "csat_rate": -0.02}
    shares = {leaf: share + moves[leaf] for leaf, share in SHARES.items()}
    still = dict.fromkeys(SHARES, 0.0)
    return (
        EmphasisRow("promotion", Text("大促", "Promotion"), shares, moves, (ASKED,), None, 2, 5),
        EmphasisRow("presale", Text("售前", "Presale"), SHARES, still, ()),
        EmphasisRow("outsourced", Text("外包", "Outsourced"), None, {}, (), CONFLICT),
    )


def grades() -> GradeChangePart:
    """Return five agents: three certain, two open; the fewest changes are not proven."""
    rows = (
        ("A1", 96.0, 95.0, 97.0, "A", "A", "A", ("A",)),
        ("A2", 91.0, 88.5, 92.0, "A", "B", "A", ("A", "B")),
        ("A3", 80.0, 78.0, 82.0, "B", "B", "B", ("B",)),
        ("A4", 70.5, 66.0, 74.0, "B", "C", "C", ("B", "C")),
        ("A5", 60.0, 58.0, 62.0, "C", "C", "C", ("C",)),
    )
    agents = tuple(AgentGrade(*row, len(row[-1]) == 1) for row in rows)
    shares = _moved("fcr", "frt", 0.02)
    return GradeChangePart(agents, 3, 2, False, 4, 5, shares, OPEN, 3, ("A9",))


def acceptability() -> AcceptabilityPart:
    """Return the same agents over 400 draws; one of them hardly keeps its grade."""
    rows = (
        ("A1", (0.99, 0.01, 0.0), (1.0, 0.0, 0.0), 1.0),
        ("A2", (0.01, 0.9, 0.09), (0.4, 0.6, 0.0), 2.1),
        ("A3", (0.0, 0.09, 0.91), (0.0, 1.0, 0.0), 2.9),
        ("A4", (0.0, 0.0, 0.0), (0.0, 0.97, 0.03), 4.0),
        ("A5", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0), 5.0),
    )
    agents = tuple(
        AcceptabilityRow(a, ranks, shares, mean, 0.0245) for a, ranks, shares, mean in rows
    )
    return AcceptabilityPart(
        Sentence("measure.optimisation.draws_of_sources", {"draws": 400}),
        400,
        ("A", "B", "C"),
        agents,
        {},
    )


def without_scores(report: WeightsReport) -> WeightsReport:
    """Return what a case without a month to score has."""
    return replace(report, grades=None, stability=(), acceptability=None, preference=None)


def infeasible(report: WeightsReport) -> WeightsReport:
    """Return the report of a policy that leaves no room."""
    bare = without_scores(report)
    return replace(
        bare,
        feasible=False,
        indicators=(),
        solver=None,
        binding=(),
        conflict=CONFLICT,
        frontier=None,
        robust=(),
        emphases=(),
    )


def hostile(report: WeightsReport, bad: str) -> WeightsReport:
    """Return the report with names that try to become markup or a formula."""
    text = Text(bad, bad)
    assert report.grades is not None
    agents = tuple(replace(row, agent=f"{bad}{i}") for i, row in enumerate(report.grades.agents))
    return replace(
        report,
        policy_name=text,
        indicators=tuple(replace(leaf, name=text) for leaf in report.indicators),
        emphases=tuple(replace(row, name=text) for row in report.emphases),
        grades=replace(report.grades, agents=agents),
    )


def _leaf(*leaf: object) -> LeafDecision:
    id_, zh, en, group, _, _, _, incumbent, judged, evidence, recommended = leaf
    share = recommended[0]
    subject = {"zh": zh, "en": en}
    return LeafDecision(
        indicator=id_,
        name=Text(zh, en),
        group=group,
        incumbent=Estimate(incumbent),
        judged=Estimate(*judged),
        evidence=Estimate(*evidence) if evidence else None,
        target=judged[0],
        least=round(share - 0.03, 2),
        greatest=round(share + 0.05, 2),
        recommended=Estimate(*recommended),
        why=Sentence(f"{WHY}.free_both", {"subject": subject, "share_percent": 100 * share}),
    )


def _slack() -> Sentence:
    return Sentence(f"{RULE}.floor", {"subject": FCR, "limit_percent": 3.0})


def _rounding() -> dict[str, float]:
    return {"step_percent": 0.5, "points": 0.11}


def _moved(to: str, from_: str, by: float) -> dict[str, float]:
    return SHARES | {to: SHARES[to] + by, from_: SHARES[from_] - by}


def _stability(leaf: str, share: float) -> StabilityRow:
    return StabilityRow(
        leaf, share, share - 0.005, share + 0.01, share - 0.02, share + 0.03, ("A2", "A3"), 0.0, 0.4
    )
