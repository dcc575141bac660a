"""Columns of seconds and money, those of agent-day exports among them."""

from engine.domain.records import TableKind
from engine.metrics.issue_mixtures import mixture_doubts
from engine.metrics.issue_scales import scale_doubts
from engine.metrics.scaled_columns import factor, scaled_columns
from tests.metrics.issue_tables import Columns, hours, opened, told

DAYS = 60
MEANS = [20.0 + place % 7 / 3 for place in range(DAYS)]


def agent_days(values: list[float], indicator: str = "frt") -> tuple[TableKind, Columns]:
    return TableKind.AGENT_DAYS, {
        "agent": ["A", "B"] * (DAYS // 2),
        "date": hours(DAYS, 12.0),
        "layout": ["taobao_reception"] * DAYS,
        "indicator": [indicator] * DAYS,
        "role": ["mean"] * DAYS,
        "header": ["首次响应时长"] * DAYS,
        "value": values,
    }


def test_columns_are_found_with_their_unit_level_and_groups() -> None:
    contacts: Columns = {"agent": ["A"], "started": hours(1), "frt_s": [1.0], "rounds": [1]}

    with opened((TableKind.CONTACTS, contacts), agent_days(MEANS)) as records:
        found = {each.column: each for each in scaled_columns(records)}

    assert {name: each.unit for name, each in found.items()} == {
        "frt_s": "s", "rounds": "count", "首次响应时长": "s"
    }  # fmt: skip
    assert found["首次响应时长"].level == found["frt_s"].level == (2, 900)
    assert set(found["frt_s"].groups) == {"file", "agent", "day"}


def test_plain_means_of_an_export_give_no_doubt() -> None:
    assert told(scale_doubts, agent_days(MEANS)) == []
    assert told(mixture_doubts, agent_days(MEANS)) == []


def test_an_export_in_milliseconds_has_an_implausible_level() -> None:
    doubts = told(scale_doubts, agent_days([1000 * value for value in MEANS]))

    assert ("implausible_level", "首次响应时长", DAYS) in doubts


def test_an_agent_s_days_in_minutes_break_an_export_s_scale() -> None:
    values = [value / 60 if place % 2 else value for place, value in enumerate(MEANS)]

    assert ("unit_break", "首次响应时长") in [
        each[:2] for each in told(scale_doubts, agent_days(values))
    ]


def test_figures_without_seconds_are_left_alone() -> None:
    with opened(agent_days(MEANS, "csat_score")) as records:
        assert list(scaled_columns(records)) == []


def test_factors_are_named_in_both_directions() -> None:
    assert [factor(57.0, "s"), factor(1 / 98, "CNY"), factor(900.0, "count")] == [
        "60",
        "1/100",
        "1000",
    ]
