"""A metric report of three agents with every part, its figures chosen by hand."""

from functools import cache
from pathlib import Path

import numpy as np

from engine.domain.attribution import AttributionPolicy
from engine.domain.metric_report import (
    AgentRate,
    AttributionOutcome,
    DataIssue,
    Effect,
    Estimate,
    IndicatorNote,
    MetricReport,
    MixAdjusted,
    MixRow,
    PlatformRate,
    PolicyMove,
    PolicyRank,
    Reconciled,
    RepeatRate,
    RepeatWindow,
)
from engine.domain.platform import PlatformRule
from engine.domain.records import ReadingNote, RecordSource, SetAsideRow, TableKind
from engine.domain.tables import MetricTable
from engine.domain.texts import Finding, Sentence, Text
from engine.files.platform_file import shipped_platforms

NAN = float("nan")
LACK = {"columns": "nps", "table": "contacts"}
SMALL = {"agents": "A2, =A3", "least": 30}


def table(agents: tuple[str, ...] = ("A1", "A2", "=A3")) -> MetricTable:
    """frt, fcr and attendance; A1 alone has a large sample, the last has none of fcr."""
    n = len(agents)
    return MetricTable(
        period="2026-05",
        agents=agents,
        groups=("presale_vip", "own group", "")[:n],
        populations=("presale", "aftersale", "all")[:n],
        indicators=("frt", "fcr", "attendance"),
        values=np.array([[20.0, 0.9, 0.97], [30.0, 0.5, NAN], [7.5, NAN, 1.0]])[:n],
        sample_sizes=np.array([[400, 100, 1], [16, 10, 0], [1, 0, 1]])[:n],
        standard_errors=np.array([[1.0, 0.03, NAN], [4.0, 0.15, NAN], [NAN, NAN, NAN]])[:n],
    )


def note(indicator: str, unit: str, shop: Estimate, origin: str = "contacts") -> IndicatorNote:
    """Return a note as the study makes it."""
    return IndicatorNote(
        indicator=indicator,
        unit=unit,
        direction="higher" if unit == "share" else "lower",
        population="all",
        window="period",
        controllability="agent",
        origin=origin,
        definition=Sentence(f"definition.{indicator}"),
        denominator=Sentence(f"denominator.{indicator}"),
        shop=shop,
        small=("A2",),
    )


@cache
def rule() -> PlatformRule:
    """Return the shipped Taobao rule."""
    return next(each for each in shipped_platforms() if each.id == "taobao-3min")


def policy(id_: str = "paid-last") -> AttributionPolicy:
    """Return a policy."""
    return AttributionPolicy(id_, Text(f"规则 {id_}", f"policy {id_}"), "paid", "last", 72, 0)


def outcome(id_: str, ranks: dict[str, int]) -> AttributionOutcome:
    """Return what a policy gives."""
    shop = {
        "enquiries": 200.0,
        "buyers": 50.0,
        "open": 12.0,
        "agent_sales_cny": 5000.0,
        "silent_sales_cny": 2500.0,
        "shop_sales_cny": 7500.0,
    }
    return AttributionOutcome(policy(id_), table(("A1", "A2")), shop, ranks, {"A1": "A"})


def move(agent: str, grades: tuple[str, str]) -> PolicyMove:
    """Return the places of A1 and A2 under two policies, which only the first can tell apart."""
    first = agent == "A1"
    last = PolicyRank("paid-last", 1 if first else 2, 1, 1 if first else 2, grades[0])
    other = PolicyRank("x", 2 if first else 1, 2 if first else 1, 2, grades[1])
    return PolicyMove(agent, (last, other), 1, separable=first, regraded=first)


def window(hours: float, fcr: float) -> RepeatWindow:
    """Return a window in which A1 alone has contacts; without a share nobody has."""
    n = 100 if fcr == fcr else 0
    rate = RepeatRate(
        Estimate(fcr, n, 0.825, 0.945, "wilson"), Estimate(0.2, 5, 0.04, 0.62, "wilson"), 7, 3, 1
    )
    return RepeatWindow(hours, rate, {"A1": rate} if n else {})


def report() -> MetricReport:
    """Return the report."""
    issue = DataIssue(
        code="duplicate",
        severity="alarm",
        file="log.csv",
        table="contacts",
        column="frt_s",
        rows=12,
        of=400,
        places=("row 17, column frt_s", "A2"),
        treatment="kept",
        values={"agents": "A1, A2", "rows": 12, "file": "log.csv"},
        effects=(Effect("frt", 20.0, 18.0, 1), Effect("fcr", 0.9, 0.91)),
    )
    rate = PlatformRate(
        rule(),
        "2026-05-02T00:00:00",
        "2026-06-01T00:00:00",
        Estimate(0.9, 100, 0.825, 0.945, "wilson"),
        90,
        100,
        {"hours": 7, "exempt": 0},
        assessed=True,
        agents=(AgentRate("A1", 80, 85), AgentRate("A2", 10, 15), AgentRate("=A3", 0, 0)),
    )
    return MetricReport(
        period="2026-05",
        by_agent=table(),
        by_group=MetricTable(
            "2026-05",
            ("own group", "presale_vip"),
            ("", ""),
            ("all", "all"),
            ("frt",),
            np.array([[30.0], [20.0]]),
            np.array([[16], [400]]),
            np.array([[4.0], [1.0]]),
        ),
        indicators=(
            note("frt", "s", Estimate(20.4, 417, 18.4, 22.4, "t")),
            note("fcr", "share", Estimate(0.86, 110, 0.79, 0.91, "wilson")),
            note("attendance", "share", Estimate(0.985, 2, NAN, NAN, "none"), "staff"),
        ),
        platform_rates=(rate,),
        attribution=(outcome("paid-last", {"A1": 1, "A2": 2}), outcome("x", {"A1": 2, "A2": 1})),
        issues=(issue,),
        findings=(
            Finding("caution", Sentence("finding.metrics.small_samples", SMALL)),
            Finding("note", Sentence("finding.indicators.generated")),
        ),
        mix=(MixRow("A1", "product", "early", 30, 0.75), MixRow("A1", "product", "", 10, 0.25)),
        adjusted=(MixAdjusted("A1", "frt", 20.0, 18.0, 2.0, 1.0, 40),),
        absent={"nps": Sentence("indicators.lack.columns.contacts", {"columns": "nps"})},
        cut="day",
        by_cut=MetricTable(
            "2026-05",
            ("2026-05-01",),
            ("",),
            ("all",),
            ("frt",),
            np.array([[20.4]]),
            np.array([[417]]),
            np.array([[1.0]]),
        ),
        reconciled=(Reconciled("frt", "frt:8-23", "kuaimai", 2, 0.5, ("A2",)),),
        moves=(move("A1", ("A", "")), move("A2", ("", ""))),
        repeat_windows=(window(24, 0.9), window(72, NAN)),
    )


def sources(path: str = "log.csv") -> tuple[RecordSource, ...]:
    """Return one file of contacts with a row set aside and a note."""
    return (
        RecordSource(
            Path(path),
            ("agent", "started"),
            400,
            (SetAsideRow(9, "frt_s", "-1", "set_aside.range"),),
            TableKind.CONTACTS,
            path,
            (ReadingNote("出勤率", "percent_sign", 12, "95%"),),
        ),
    )
