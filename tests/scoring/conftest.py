"""A small scheme and metric tables for the tests of this room."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from engine.domain.grades import GradeRule
from engine.domain.indicators import (
    Controllability,
    Direction,
    Indicator,
    IndicatorNode,
    IndicatorTree,
    PayRule,
    Population,
    Rater,
    Scheme,
    ScoreCurve,
    Source,
)
from engine.domain.tables import MetricTable
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet

FRT, CSAT, PAID, ATTITUDE = "frt", "csat", "paid", "attitude"


def _leaf(id_: str, unit: str, curve: ScoreCurve, **other: Any) -> Indicator:
    stated: dict[str, Any] = {
        "direction": Direction.HIGHER,
        "population": Population.ALL,
        "window": "month",
        "controllability": Controllability.AGENT,
        "source": Source.MEASURED,
    }
    return Indicator(id=id_, name=Text(id_, id_), unit=unit, curve=curve, **(stated | other))


@pytest.fixture(scope="session")
def scheme() -> Scheme:
    """Four leaves: frt (s), csat (share), paid (share, presale), attitude (points, rated)."""
    share = ScoreCurve(((0.0, 0.0), (1.0, 100.0)))
    service = (
        _leaf(FRT, "s", ScoreCurve(((30.0, 100.0), (60.0, 60.0), (120.0, 0.0)))),
        _leaf(CSAT, "share", share),
    )
    sales = (_leaf(PAID, "share", share, population=Population.PRESALE),)
    behaviour = (
        _leaf(ATTITUDE, "points", ScoreCurve(((0.0, 0.0), (100.0, 100.0))), source=Source.RATED),
    )
    groups = (("service", service), ("sales", sales), ("behaviour", behaviour))
    nodes = tuple(IndicatorNode(id_, Text(id_, id_), leaves) for id_, leaves in groups)
    return Scheme(
        id="small",
        name=Text("小", "small"),
        note=Text("", ""),
        tree=IndicatorTree(IndicatorNode("root", Text("全部", "all"), nodes)),
        incumbent={FRT: 0.4, CSAT: 0.3, PAID: 0.2, ATTITUDE: 0.1},
        published=True,
        grades=GradeRule((90.0, 70.0), ("A", "B", "C")),
        raters=(
            Rater("self", Text("本人", "self"), 0.3),
            Rater("supervisor", Text("主管", "supervisor"), 0.5),
            Rater("others", Text("同事", "others"), 0.2),
        ),
        pay=PayRule({"A": 1.1, "B": 1.0, "C": 0.9}, floor_cny=3000.0),
    )


@pytest.fixture(scope="session")
def table_of(scheme: Scheme) -> Callable[..., MetricTable]:
    def make(
        rows: Mapping[str, tuple[str, list[float]]],
        errors: list[list[float]] | None = None,
        indicators: tuple[str, ...] = scheme.tree.leaf_ids,
    ) -> MetricTable:
        values = np.array([row for _, row in rows.values()], dtype=np.float64)
        return MetricTable(
            period="2026-05",
            agents=tuple(rows),
            groups=("g",) * len(rows),
            populations=tuple(population for population, _ in rows.values()),
            indicators=indicators,
            values=values,
            sample_sizes=np.full(values.shape, 100, dtype=np.int64),
            standard_errors=np.zeros(values.shape) if errors is None else np.array(errors),
        )

    return make


@pytest.fixture(scope="session")
def weights_of(scheme: Scheme) -> Callable[..., WeightSet]:
    def make(shares: list[float], draws: Any = None) -> WeightSet:
        return WeightSet(Origin.JUDGED, scheme.tree.leaf_ids, np.array(shares), draws)

    return make
