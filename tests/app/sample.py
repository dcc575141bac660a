"""A full decision pack with made-up but coherent figures: 60 agents, two loads, three fits."""

from dataclasses import replace

import numpy as np

from engine.domain.pack import (
    AgentRow,
    BandPart,
    BandRow,
    DecisionPack,
    EffectRow,
    Estimate,
    FitPart,
    InputFile,
    IntervalRow,
    JudgementPart,
    LeafWeights,
    MeasureRow,
    PackHeader,
    RespondentSummary,
    ReviewPart,
    RulePart,
    ScenarioPart,
    SetAside,
    SolverPart,
    Standing,
    VerdictRow,
    WaveRow,
)
from engine.domain.texts import Finding, Sentence, Text
from tests.app.evidence_sample import evidence_report, hostile_report

GROUPS = ("presale_vip", "presale_general", "aftersale_vip", "aftersale_general")
GRADES = ("A", "B", "C")
CUTOFFS = (90.0, 70.0)
ORIGINS = ("incumbent", "judged", "evidence", "recommended")

# id, names, group, unit, direction, control, then the four sets
LEAVES = [
    (
        "fcr",
        "一次解决率",
        "First-contact resolution",
        "performance",
        "share",
        "higher",
        "agent",
        0.15,
        (0.23, 0.19, 0.28),
        (0.24, 0.17, 0.31),
        (0.22, 0.20, 0.25),
    ),
    (
        "conversion",
        "询单转化率",
        "Enquiry conversion",
        "performance",
        "share",
        "higher",
        "system",
        0.15,
        (0.08, 0.06, 0.11),
        (0.10, 0.04, 0.16),
        (0.09, 0.07, 0.11),
    ),
    (
        "frt",
        "平均首次响应时间",
        "First response time",
        "performance",
        "s",
        "lower",
        "agent",
        0.10,
        (0.15, 0.12, 0.19),
        (0.14, 0.10, 0.18),
        (0.14, 0.13, 0.16),
    ),
    (
        "csat_rate",
        "满意率",
        "Satisfied share",
        "performance",
        "share",
        "higher",
        "agent",
        0.10,
        (0.13, 0.10, 0.16),
        (0.19, 0.12, 0.27),
        (0.13, 0.11, 0.15),
    ),
    (
        "aov",
        "客服客单价",
        "Order value per agent",
        "performance",
        "CNY",
        "higher",
        "system",
        0.10,
        (0.05, 0.03, 0.07),
        None,
        (0.05, 0.04, 0.07),
    ),
    (
        "qa_session",
        "会话质检得分",
        "Conversation quality",
        "quality",
        "points",
        "higher",
        "agent",
        0.15,
        (0.15, 0.12, 0.19),
        None,
        (0.15, 0.13, 0.17),
    ),
    (
        "qa_ticket",
        "工单规范",
        "Ticket quality",
        "quality",
        "points",
        "higher",
        "agent",
        0.10,
        (0.08, 0.06, 0.11),
        None,
        (0.09, 0.07, 0.11),
    ),
    (
        "collaboration",
        "团队协作",
        "Collaboration",
        "behaviour",
        "points",
        "higher",
        "agent",
        0.05,
        (0.04, 0.03, 0.06),
        None,
        (0.04, 0.03, 0.05),
    ),
    (
        "learning",
        "学习成长",
        "Learning",
        "behaviour",
        "points",
        "higher",
        "agent",
        0.05,
        (0.04, 0.03, 0.05),
        None,
        (0.04, 0.03, 0.05),
    ),
    (
        "attendance",
        "出勤率",
        "Attendance",
        "behaviour",
        "share",
        "higher",
        "agent",
        0.05,
        (0.05, 0.04, 0.07),
        None,
        (0.05, 0.04, 0.06),
    ),
]
GROUP_NAMES = {
    "performance": Text("绩效", "Performance"),
    "quality": Text("服务质量", "Service quality"),
    "behaviour": Text("行为", "Behaviour"),
}


def weights() -> tuple[LeafWeights, ...]:
    return tuple(
        LeafWeights(
            id_,
            Text(zh, en),
            group,
            GROUP_NAMES[group],
            unit,
            direction,
            control,
            Estimate(incumbent),
            Estimate(*judged),
            Estimate(*evidence) if evidence else None,
            Estimate(*recommended),
            evidence is not None,
        )
        for (
            id_,
            zh,
            en,
            group,
            unit,
            direction,
            control,
            incumbent,
            judged,
            evidence,
            recommended,
        ) in LEAVES
    )


def judgement() -> JudgementPart:
    names = [
        ("李敏", "Li Min"),
        ("陈舟", "Chen Zhou"),
        ("王珊", "Wang Shan"),
        ("周宁", "Zhou Ning"),
        ("许愿", "Xu Yuan"),
        ("林可", "Lin Ke"),
        ("沈禾", "Shen He"),
        ("方圆", "Fang Yuan"),
        ("何苗", "He Miao"),
    ]
    ratios = [0.031, 0.044, 0.052, 0.058, 0.063, 0.071, 0.088, None, 0.212]
    return JudgementPart(
        tuple(
            RespondentSummary(
                f"R{i + 1:02d}",
                Text(zh, en),
                "manager",
                ratio,
                "performance",
                3 if ratio is None else 0,
                None if ratio is None else ratio <= 0.1,
            )
            for i, ((zh, en), ratio) in enumerate(zip(names, ratios, strict=True))
        ),
        "saaty1980",
        0.10,
        0.018,
        2000,
    )


def effect(column: str, indicator: str, role: str, value: float, se: float) -> EffectRow:
    interval = Estimate(value, value - 2 * se, value + 2 * se)
    lever = role == "lever"
    shifted = Estimate(2.1 * value, 2.1 * value - 2 * se, 2.1 * value + 2 * se) if lever else None
    return EffectRow(
        column,
        indicator,
        role,
        Estimate(value * 9, value * 9 - 18 * se, value * 9 + 18 * se),
        9 * se,
        interval,
        se,
        Sentence("effect.per_log_unit", {"column": column, "floor": 30, "unit": "s"}),
        shifted,
        value * 1.04 if lever else None,
        value * 9.3 if lever else None,
    )


def evidence() -> tuple[FitPart, ...]:
    return (
        FitPart(
            "conversion",
            Text("响应与转化", "Response and conversion"),
            "paid",
            "logit",
            361_204,
            1_020,
            0.236,
            58,
            "agent",
            "cluster_agent_t",
            ("shift", "contact_class"),
            "customer_value",
            "B",
            (
                effect("frt_s", "frt", "lever", -0.0213, 0.0021),
                effect("customer_value", "", "confounder", 0.041, 0.0016),
            ),
            (),
        ),
        FitPart(
            "repurchase",
            Text("复购", "Repurchase"),
            "repurchase_90d",
            "logit",
            702_881,
            4_410,
            0.182,
            60,
            "agent",
            "cluster_agent_t",
            ("shift", "group"),
            "",
            "C",
            (
                replace(effect("solved", "fcr", "lever", 0.034, 0.003), without_confounder=None),
                replace(
                    effect("attitude", "csat_rate", "lever", 0.018, 0.004), without_confounder=None
                ),
            ),
        ),
    )


def bands() -> tuple[BandPart, ...]:
    means = [4.474, 4.500, 4.461, 4.263, 3.965, 3.891, 3.854, 3.267]
    edges = [0, 1, 2, 5, 15, 60, 240, 1440, None]
    ties = [1, 1, 1, 2, 3, 3, 3, 4]
    rows = tuple(
        BandRow(
            float(edges[i] or 0),
            None if edges[i + 1] is None else float(edges[i + 1] or 0),
            5000 - 500 * i,
            Estimate(mean, mean - 0.04 - 0.01 * i, mean + 0.04 + 0.01 * i),
            ties[i],
        )
        for i, mean in enumerate(means)
    )
    name = Text("响应时间与满意度", "Response time and satisfaction")
    return (BandPart("csat", name, "csat", "response_min", "min", "agent", 211, rows),)


def scenario(id_: str, name: Text, factor: float) -> ScenarioPart:
    hours = np.arange(0, 24, 0.5)
    shape = (
        90 + 210 * np.exp(-(((hours - 11) / 3.4) ** 2)) + 260 * np.exp(-(((hours - 20.6) / 2) ** 2))
    )
    waves = ()
    if factor > 1:
        waves = (
            WaveRow(Text("零点尾款", "Final payment"), 0, 3600),
            WaveRow(Text("直播", "Live stream"), 10 * 3600, 12 * 3600),
            WaveRow(Text("晚间开场", "Evening opening"), 20 * 3600, 22 * 3600),
        )
        shape = shape * factor + 900 * np.exp(-((hours / 0.8) ** 2))
    capacity = np.where(hours < 8, 420.0, np.where(hours < 16, 980.0, 1240.0))
    load = shape / capacity
    waits = np.clip(14 + 30 * load**3 + 700 * np.clip(load - 0.97, 0, None), 12, 900)
    intervals = tuple(
        IntervalRow(float(h * 3600), float(a), float(a * 0.88), float(a * 1.13), float(c), float(w))
        for h, a, c, w in zip(hours, shape, capacity, waits, strict=True)
    )
    measures = (
        MeasureRow(
            "frt_mean_s",
            "day",
            "s",
            Estimate(24.2 * factor, 23.9 * factor, 24.6 * factor),
            21 * factor,
            24 * factor,
            29 * factor,
            assumed=False,
        ),
        MeasureRow(
            "fcr", "day", "share", Estimate(0.786, 0.784, 0.788), 0.77, 0.786, 0.80, assumed=True
        ),
    )
    return ScenarioPart(
        id_,
        name,
        factor,
        60,
        100,
        5012.0 * factor,
        intervals,
        waves,
        measures,
        verdicts(strained=factor > 1),
        generated=True,
    )


def verdicts(*, strained: bool) -> tuple[VerdictRow, ...]:
    def row(
        measure: str,
        unit: str,
        comparison: str,
        threshold: float,
        scope: str,
        value: tuple[float, float, float],
        probability: tuple[float, float, float],
        verdict: str,
        *,
        assumed: bool = False,
    ) -> VerdictRow:
        return VerdictRow(
            measure,
            unit,
            comparison,
            threshold,
            scope,
            "",
            "",
            Estimate(*value),
            Estimate(*probability),
            0.95,
            verdict,
            100,
            100 if verdict == "undecided" else 0,
            assumed,
        )

    held = (1.0, 0.964, 1.0)
    if not strained:
        return (
            row(
                "frt_attainment_60_s",
                "share",
                ">=",
                0.9,
                "day",
                (0.971, 0.969, 0.973),
                held,
                "held",
            ),
            row("rate_3min", "share", ">=", 0.85, "day", (0.998, 0.997, 0.999), held, "held"),
            row("frt_mean_s", "s", "<=", 60, "day", (24.2, 23.9, 24.6), held, "held"),
            row(
                "fcr", "share", ">=", 0.75, "day", (0.786, 0.784, 0.788), held, "held", assumed=True
            ),
        )
    return (
        row(
            "frt_attainment_60_s",
            "share",
            ">=",
            0.9,
            "day",
            (0.884, 0.871, 0.897),
            (0.08, 0.035, 0.152),
            "missed",
        ),
        row("rate_3min", "share", ">=", 0.85, "day", (0.952, 0.941, 0.962), held, "held"),
        row(
            "frt_mean_s",
            "s",
            "<=",
            60,
            "day",
            (57.6, 56.0, 59.2),
            (0.94, 0.874, 0.978),
            "undecided",
        ),
        row("fcr", "share", ">=", 0.75, "day", (0.786, 0.784, 0.788), held, "held", assumed=True),
    )


def grade_of(score: float) -> str:
    return GRADES[sum(score < cut for cut in CUTOFFS)]


def review() -> ReviewPart:
    rng = np.random.default_rng(20260618)
    base = np.clip(rng.normal(81, 7.5, 60), 55, 98)
    scores = {
        o: base + rng.normal(0, s, 60) for o, s in zip(ORIGINS, (0, 1.6, 3.2, 2.2), strict=True)
    }
    ranks = {o: (-s).argsort().argsort() + 1 for o, s in scores.items()}
    agents = []
    for i in range(60):
        small = i in (17, 44)
        spread = 6.0 if small else 1.6
        standing = {
            o: Standing(
                Estimate(float(s[i]), float(s[i] - spread), float(s[i] + spread)),
                int(ranks[o][i]),
                max(1, int(ranks[o][i]) - 4),
                min(60, int(ranks[o][i]) + 5),
                grade_of(s[i]),
                0.8,
            )
            for o, s in scores.items()
        }
        before, after = standing["incumbent"], standing["recommended"]
        changes = before.grade != after.grade
        near = min(abs(float(scores["recommended"][i]) - cut) for cut in CUTOFFS) / spread
        chance = float(np.clip(0.5 + 0.42 * near if changes else 0.42 - 0.3 * near, 0.0, 0.97))
        agents.append(
            AgentRow(
                f"{'PA'[i >= 30]}{i + 1:03d}",
                GROUPS[i // 15],
                38 if small else 2400 + 13 * i,
                small,
                standing,
                before.rank - after.rank,
                changes,
                chance,
                float(420 * (GRADES.index(before.grade) - GRADES.index(after.grade))),
            )
        )
    counts = {
        o: {g: sum(a.standings[o].grade == g for a in agents) for g in GRADES} for o in ORIGINS
    }
    pay = sum(a.pay_change_cny or 0 for a in agents)
    return ReviewPart(
        "2026-05",
        ORIGINS,
        GRADES,
        CUTOFFS,
        counts,
        tuple(agents),
        ("A061",),
        Estimate(pay, pay - 1900, pay + 2100),
        2000,
    )


def header(*, generated: bool = True) -> PackHeader:
    return PackHeader(
        "0.1.0",
        1,
        618,
        (InputFile("example.toml", "ab" * 32), InputFile("panel.csv", "cd" * 32)),
        "example",
        Text("618 权重调整", "Weight review for 618"),
        generated,
        "2026-05-31T10:22:00Z",
        96.0,
        {"numpy": "2.3"},
        None,
        "",
        Text("绩效方案 60/25/15", "Performance scheme 60/25/15"),
        "2026-05",
    )


def binding_rule(kind: str, subject: Text, limit_percent: float) -> Sentence:
    named = {"zh": subject.zh, "en": subject.en}
    values = {"subject": named, "limit_percent": limit_percent}
    return Sentence(f"measure.optimisation.rule.{kind}", values)


def findings() -> tuple[Finding, ...]:
    values = {"total": 9, "count": 1, "limit": 0.1, "respondents": "R09", "change": 0.012}
    return (
        Finding("caution", Sentence("finding.panel.inconsistent", values)),
        Finding("note", Sentence("finding.panel.gaps", {"respondents": "R08", "missing": 3})),
    )


def assumptions() -> tuple[Sentence, ...]:
    return (
        Sentence("assumption.generated"),
        Sentence("assumption.association"),
        Sentence("assumption.shared_weight"),
        Sentence("assumption.simulation", {"replications": 100, "seed": 618}),
        Sentence("assumption.verdict"),
    )


def full_pack() -> DecisionPack:
    return DecisionPack(
        header(),
        (),
        findings(),
        assumptions(),
        weights(),
        judgement(),
        Text("上半年政策", "Policy of the first half"),
        (
            RulePart(
                binding_rule("move_up", Text("一次解决率", "First-contact resolution"), 22),
                "fcr",
                0.021,
            ),
            RulePart(binding_rule("group_least", GROUP_NAMES["quality"], 24), "quality", None),
        ),
        SolverPart(True, True, "optimal", 0.021, 0.021, 0.0, 0.02, "HiGHS", "1.15"),
        evidence(),
        (),
        (
            scenario("daily", Text("平日", "Ordinary day"), 1.0),
            scenario("618", Text("618 大促", "618 sale"), 2.8),
        ),
        review(),
        (),
        evidence_report(),
    )


def bands_pack() -> DecisionPack:
    absent = tuple(Sentence(f"absent.{part}") for part in ("weights", "scenarios", "review"))
    head = replace(
        header(generated=False),
        case_name=Text("支持会话", "Support contacts"),
        scheme_name=None,
        period="",
        attribution="",
        caution=Text(
            "多为来电台的工单分钟", "titled minutes of a mostly inbound desk, not chat seconds"
        ),
    )
    return DecisionPack(
        head,
        absent,
        (),
        (),
        (),
        None,
        None,
        (),
        None,
        (),
        bands(),
        (),
        None,
        (SetAside(17, "response_min", "-3", "below 0"),),
    )


def evidence_pack() -> DecisionPack:
    return replace(bands_pack(), evidence=evidence()[1:], bands=(), set_aside=())


def hostile_pack() -> DecisionPack:
    """Return a pack whose every name tries to become markup."""
    bad = "<img src=x onerror=alert(1)>[x](javascript:alert(1)) **b** :red[x] $x$"
    text = Text(bad, bad)
    pack = full_pack()
    review_part = pack.review
    assert review_part is not None
    agents = tuple(
        replace(a, agent=f"{bad}{i}", group=bad) for i, a in enumerate(review_part.agents)
    )
    assert pack.judgement is not None
    people = tuple(replace(r, name=text, role=bad) for r in pack.judgement.respondents)
    return replace(
        pack,
        heng=replace(pack.heng, case_name=text, scheme_name=text, caution=text, attribution=bad),
        weights=tuple(replace(leaf, name=text, group_name=text) for leaf in pack.weights),
        judgement=replace(pack.judgement, respondents=people),
        evidence=tuple(replace(fit, name=text, outcome=bad) for fit in pack.evidence),
        scenarios=tuple(replace(part, name=text) for part in pack.scenarios),
        review=replace(review_part, agents=agents),
        findings=(
            Finding("note", Sentence("finding.panel.gaps", {"respondents": bad, "missing": 3})),
        ),
        assumptions=(),
        evidence_report=hostile_report(bad),
    )
