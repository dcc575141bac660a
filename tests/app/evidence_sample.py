"""An evidence report with every part and made-up but coherent figures."""

from dataclasses import replace

from engine.domain.estimates import Estimate
from engine.domain.evidence_figures import (
    ClaimBand,
    ClaimReport,
    ClusterCount,
    CoefficientRow,
    CollinearityRow,
    EffectReport,
    FitReport,
    ImportanceReport,
    ImportanceRow,
    PromotionReport,
    ShapeReport,
    ShapeRow,
)
from engine.domain.evidence_report import EvidenceReport, EvidenceWeightRow
from engine.domain.evidence_trust import (
    AgentEffectRow,
    BalanceRow,
    DataCheckRow,
    DispatchReport,
    DriftWeek,
    RoleRow,
    SensitivityRow,
    ValidationReport,
    ValidationRow,
)
from engine.domain.texts import Finding, Sentence, Text

OBSERVED = Finding("note", Sentence("finding.evidence.no_time"))
SHIFTED = Sentence("effect.per_shift", {"column": "frt_s", "by": "+10 s"})
FLAG = Sentence("effect.per_flag", {"column": "solved"})


def around(value: float, error: float) -> Estimate:
    return Estimate(value, value - 2 * error, value + 2 * error)


def fit(id_: str, name: Text, outcome: str, family: str = "logit", grade: str = "C") -> FitReport:
    term = CoefficientRow(
        "ln(1 + frt_s)", "frt_s", "", "lever", -0.27, 0.016, 0.011, -0.30, -0.24, 1e-9
    )
    return FitReport(
        id_,
        name,
        outcome,
        "",
        family,
        "logit",
        "maximum_likelihood",
        41_200,
        12,
        {},
        9_800,
        0.236,
        (ClusterCount("agent", 34),),
        "clustered_g_n_k",
        33.0,
        (replace(term, few_cluster_error=0.019),),
        {"mcfadden": 0.06},
        (),
        grade,
        (OBSERVED,),
    )


def effect(fit_: str, metric: str, per: Sentence, value: float, error: float) -> EffectReport:
    return EffectReport(
        fit_,
        "paid",
        metric,
        "frt",
        "lever",
        "shift",
        "",
        per,
        value,
        error,
        error / 2,
        value - 2 * error,
        value + 2 * error,
        0.0004 if abs(value) > 2 * error else 0.41,
        0.001 if abs(value) > 2 * error else 0.41,
        value / 0.236,
        41_200,
        0.95,
        "C",
    )


def effects() -> tuple[EffectReport, ...]:
    overall = replace(effect("conversion", "frt_s", SHIFTED, -0.0036, 0.0004), truth=-0.0034)
    solved = effect("repurchase", "solved", FLAG, 0.072, 0.002)
    attitude = effect("repurchase", "attitude", replace_column("attitude"), 0.001, 0.002)
    held = replace(
        effect("conversion", "customer_value", replace_column("customer_value"), 0.11, 0.004),
        role="confounder",
        kind="slope",
        p_adjusted=None,
    )
    bands = tuple(
        replace(
            effect("conversion", "frt_s", in_band(band), value, 0.0004),
            kind="band",
            band=band,
            p_adjusted=None,
            n=n,
        )
        for band, value, n in (("0-30", -0.0002, 21_000), ("30-60", -0.011, 9_000))
    )
    return (overall, solved, attitude, held, *bands)


def replace_column(column: str) -> Sentence:
    return Sentence("effect.per_metric_unit", {"column": column})


def in_band(band: str) -> Sentence:
    values = {"column": "frt_s", "by": "+10 s", "band": f"{band} s"}
    return Sentence("effect.per_shift_in_band", values)


def claims() -> tuple[ClaimReport, ...]:
    first = ClaimReport(
        "one-second",
        Text("快 1 秒，转化率高 0.3%", "One second faster, 0.3 % more conversion"),
        "conversion",
        "paid",
        "frt_s",
        -1.0,
        "relative",
        "about",
        0.003,
        0.0015,
        Estimate(0.0008, 0.0007, 0.0010),
        0.00072,
        0.00098,
        "contradicted",
        (
            ClaimBand(0.0, 30.0, 21_000, Estimate(0.0001, 0.0, 0.0002), "contradicted"),
            ClaimBand(30.0, None, 20_200, Estimate(0.0031, 0.0025, 0.0036), "supported"),
        ),
        41_200,
        "C",
        (OBSERVED,),
    )
    second = replace(
        first,
        id="csat",
        name=Text("满意度高 1 分，复购高 1 个百分点", "One point more CSAT, 1 pp more repurchase"),
        fit="repurchase",
        outcome="repurchase_90d",
        metric="csat",
        by=1.0,
        scale="points",
        kind="at_least",
        claimed=0.01,
        margin=0.0,
        estimate=Estimate(0.012, 0.006, 0.018),
        verdict="undecided",
        where=(),
    )
    return (first, second)


def importance() -> ImportanceReport:
    def row(column: str, share: float, rank: int, tie: int, *, against: bool) -> ImportanceRow:
        return ImportanceRow(
            "repurchase",
            "repurchase_90d",
            "mcfadden",
            "shapley",
            column,
            "fcr",
            share / 100,
            around(share, 0.03),
            rank,
            1,
            2,
            tie,
            -1 if against else 1,
            against,
            "C",
        )

    return ImportanceReport(
        "repurchase",
        "mcfadden",
        "shapley",
        0.01,
        0.06,
        400,
        34,
        (row("solved", 0.53, 1, 1, against=False), row("attitude", 0.47, 2, 1, against=True)),
        {},
        {},
        (),
    )


def validation() -> ValidationReport:
    schemes = {"in_sample": 0.67, "random": 0.668, "time": 0.601, "unseen": 0.66}
    rows = tuple(
        ValidationRow(
            "conversion",
            scheme,
            "",
            28_000,
            13_200,
            around(auc, 0.004),
            0.196,
            0.212,
            around(1.0, 0.02),
            around(0.0, 0.02),
            None,
            0.05,
        )
        for scheme, auc in schemes.items()
    )
    weeks = tuple(
        DriftWeek(f"2026-W{week:02d}", 1_500, 0.30 + 0.002 * week, 0.31, week / 3, week > 11)
        for week in range(1, 14)
    )
    told = Sentence("finding.evidence.validation_worse_time", {"random": 0.668, "other": 0.601})
    return ValidationReport("conversion", rows, weeks, 0.05, (Finding("caution", told),))


def dispatch() -> DispatchReport:
    def agent(name: str, value: float, error: float, *, small: bool) -> AgentEffectRow:
        ends = (value - 2 * error, value + 2 * error)
        n = 40 if small else 700
        return AgentEffectRow(name, "solved", value, error, *ends, value / 2, 0.8 + value, n, small)

    return DispatchReport(
        "dispatch",
        Text("接待分配", "Dispatch"),
        "random",
        41_000,
        39_000,
        5_400,
        3,
        (BalanceRow("customer_value", 41.4, 48.0, 0.74, 1.0, balanced=True),),
        0.234,
        0.235,
        (
            agent("A01", 0.05, 0.01, small=False),
            agent("A02", 0.004, 0.01, small=False),
            agent("A03", 0.3, 0.2, small=True),
        ),
        (),
        "B",
        (),
    )


def weights() -> tuple[EvidenceWeightRow, ...]:
    few = Sentence("finding.evidence.weight_few_clusters", {"fit": "x", "clusters": 9, "least": 10})
    return (
        EvidenceWeightRow(
            "fcr", "evidence", around(1.0, 0.02), around(0.17, 0.01), ("repurchase",), "C", ()
        ),
        EvidenceWeightRow(
            "qa_session", "contradicted", Estimate(0.0), None, ("repurchase",), "C", ()
        ),
        EvidenceWeightRow("frt", "judged", None, None, (), "D", (Finding("caution", few),)),
    )


def evidence_report() -> EvidenceReport:
    """Return a report with all parts: two questions, two claims, one dispatch."""
    shapes = ShapeReport(
        "conversion",
        "frt_s",
        (
            ShapeRow("linear", -900.0, 6, 1812.0, 0.0001, rejected=True),
            ShapeRow("log", -880.0, 6, 1772.0, 0.4, rejected=False),
            ShapeRow("bands", -879.0, 9, 1776.0, None, rejected=None),
        ),
        "log",
        (),
    )
    promotion = PromotionReport(
        "conversion",
        9.1,
        1,
        0.003,
        differs=True,
        effects=tuple(
            replace(effect("conversion", "frt_s", SHIFTED, value, 0.0004), band=band)
            for band, value in (("daily", -0.003), ("promotion", -0.006))
        ),
        findings=(),
    )
    choice = Sentence(
        "finding.evidence.choice_clip_outliers", {"rows": 40, "effect": "0.1", "share": "0.2"}
    )
    doubt = Sentence("finding.evidence.weights_need_scheme")
    return EvidenceReport(
        id="example",
        name=Text("示例店铺", "Example shop"),
        caution=Text("示例数据：由程序生成。", "Example data: generated by a program."),
        generated=True,
        level=0.95,
        rows=41_212,
        grade="B",
        roles=(RoleRow("frt_s", "lever", "stated", "frt", 0.002, ()),),
        checks=(DataCheckRow("clip_outliers", "frt_s", 40, False, 0.002, 0.1, choice),),
        fits=(
            fit("conversion", Text("询单转化", "Enquiry conversion"), "paid"),
            fit("repurchase", Text("90 天复购", "Repurchase"), "repurchase_90d"),
        ),
        effects=effects(),
        shapes=(shapes,),
        promotions=(promotion,),
        collinearity=(CollinearityRow("conversion", "frt_s", 1.01, ()),),
        importance=(importance(),),
        claims=claims(),
        validation=(validation(),),
        sensitivity=(
            SensitivityRow(
                "conversion",
                "frt_s",
                0.83,
                1.71,
                1.64,
                0.0015,
                0.039,
                0.034,
                "customer_value",
                0.06,
            ),
        ),
        dispatch=(dispatch(),),
        weights=weights(),
        curves=(),
        findings=(Finding("alarm", doubt),),
    )


def hostile_report(bad: str) -> EvidenceReport:
    """Return the report with every name of the user's made ``bad``."""
    text = Text(bad, bad)
    report = evidence_report()
    return replace(
        report,
        name=text,
        caution=text,
        fits=tuple(replace(each, name=text, outcome=bad) for each in report.fits),
        claims=tuple(replace(each, name=text, metric=bad, outcome=bad) for each in report.claims),
        effects=tuple(
            replace(
                each, metric=bad, per=Sentence(each.per.key, {**each.per.values, "column": bad})
            )
            for each in report.effects
        ),
        dispatch=tuple(
            replace(
                each,
                name=text,
                agents=tuple(replace(row, agent=bad + row.agent) for row in each.agents),
            )
            for each in report.dispatch
        ),
        roles=tuple(replace(each, column=bad) for each in report.roles),
        weights=tuple(replace(each, indicator=bad) for each in report.weights),
    )
