"""Indicators that platform rules, raters and exports bring beside the tables."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.domain.metric_report import AgentRate, Estimate, PlatformRate
from engine.domain.records import TableKind
from engine.files.locations import shipped
from engine.files.platform_file import shipped_platforms
from engine.files.scheme_file import read_scheme
from engine.metrics.counting import Counting
from engine.metrics.records import opened_records
from engine.studies.indicator_records import IndicatorOptions
from engine.studies.indicator_sources import other_indicators
from tests.studies.shop_records import agent_days, contacts, ratings, source

MAY = IndicatorOptions(period="2026-05")


def rate(rule: str, met: int) -> PlatformRate:
    found = next(each for each in shipped_platforms() if each.id == rule)
    whole = Estimate(met / 4, 4, 0.0, 1.0, "wilson")
    agents = (AgentRate("A", met, 4), AgentRate("B", 0, 0))
    return PlatformRate(found, "", "", whole, met, 4, {}, assessed=True, agents=agents)


def test_first_rule_of_an_indicator_makes_its_column(tmp_path: Path) -> None:
    rates = [rate("taobao-3min", 3), rate("kuaishou-3min", 1), rate("jd-mean", 1)]

    with opened_records([contacts(tmp_path)]) as records:
        found = other_indicators(records, MAY, rates)

    values = found.given["agent"]["rate_3min"]
    assert values.agents == ("A", "B")
    assert values.values[0] == 0.75
    assert np.isnan(values.values[1])
    assert found.given["shop"]["rate_3min"].values.tolist() == [0.75]
    assert found.origins == {"rate_3min": "rule:taobao-3min"}


def test_raters_need_shares_and_a_whole_month(tmp_path: Path) -> None:
    shares = Counting(rater_shares={"self": 0.25, "supervisor": 0.75})
    rated = replace(MAY, counting=shares)

    with opened_records([ratings(tmp_path)]) as records:
        found = other_indicators(records, rated, ())
        week = other_indicators(records, replace(rated, period="2026-W20"), ())
        unstated = other_indicators(records, MAY, ())

    assert found.given["agent"]["collaboration"].values[0] == 87.5
    assert found.given["shop"]["collaboration"].values.tolist() == [87.5]
    assert week.given == unstated.given == {}


def test_raters_roles_and_indicators_go_by_the_words_of_sheets(tmp_path: Path) -> None:
    (path,) = (path for path in shipped("schemes") if path.stem == "performance-scheme")
    scheme = read_scheme(path)
    shares = Counting(rater_shares={rater.id: rater.share for rater in scheme.raters})
    rows = source(
        tmp_path,
        TableKind.RATINGS,
        month=["2026-05"] * 4,
        agent=["A"] * 4,
        rater=["A", "S", "D", "C"],
        role=["自评", "主管", "跨部门", "客户"],
        indicator=["团队协作"] * 4,
        score=[100.0, 80.0, 60.0, 70.0],
    )

    with opened_records([rows]) as records:
        found = other_indicators(records, replace(MAY, scheme=scheme, counting=shares), ())

    assert found.given["agent"]["collaboration"].values[0] == pytest.approx(83, abs=1e-12)


def test_export_brings_what_logs_do_not_and_its_own_figures(tmp_path: Path) -> None:
    with opened_records([contacts(tmp_path), agent_days(tmp_path)]) as records:
        found = other_indicators(records, MAY, ())

    assert list(found.given["agent"]) == ["assisted"]
    assert found.variants == ("assisted",)
    assert found.given["shop"]["assisted"].values.tolist() == [2]
    assert [export.layout for export in found.exports] == ["pdd"]
