"""An agent's figure with the interval of its kind."""

import math

import numpy as np
import pytest

from engine.domain.tables import MetricTable
from engine.metrics.definition import Kind
from engine.studies.indicator_estimates import agent_estimate, is_small, kind_of


def table(indicator: str, value: float, size: int, error: float) -> MetricTable:
    return MetricTable(
        "2026-05",
        ("A",),
        ("",),
        ("all",),
        (indicator,),
        np.array([[value]]),
        np.array([[size]]),
        np.array([[error]]),
    )


def test_share_has_wilsons_interval() -> None:
    found = agent_estimate(None, table("fcr", 0.9, 20, 0.07), 0, 0)

    # 18 of 20 at 95 %: 0.699 to 0.972 (Wilson 1927)
    assert (found.low, found.high) == pytest.approx((0.699, 0.972), abs=5e-4)
    assert found.small


def test_mean_has_students_interval() -> None:
    found = agent_estimate(None, table("frt", 20.0, 11, 2.0), 0, 0)

    # t with 10 degrees at 97.5 % is 2.2281
    assert found.high == pytest.approx(20 + 2 * 2.2281, abs=1e-3)


def test_record_has_no_interval_and_is_never_small() -> None:
    found = agent_estimate(None, table("attendance", 0.97, 1, math.nan), 0, 0)

    assert math.isnan(found.low)
    assert not found.small


@pytest.mark.parametrize(
    ("indicator", "origin", "kind"),
    [
        ("fcr", "contacts", Kind.SHARE),
        ("csat_rate:valid@jd", "agent_days:jd", Kind.MEAN),
        ("throughput", "agent_days:jd", Kind.TOTAL),
        ("platform_score", "agent_days:jd", Kind.RECORD),
    ],
)
def test_kind_follows_definition_and_origin(indicator: str, origin: str, kind: Kind) -> None:
    assert kind_of(indicator, origin) is kind


def test_nothing_counted_is_not_small() -> None:
    assert not is_small(Kind.SHARE, math.nan, 0)
    assert is_small(Kind.SHARE, 0.5, 29)
    assert not is_small(Kind.SHARE, 0.5, 30)
