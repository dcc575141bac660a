"""Values of a period from agent-day exports, worked by hand, and beside logs."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.tables import MetricTable
from engine.errors import InputError
from engine.metrics.agent_days import (
    ExportTable,
    agent_day_tables,
    ratio_estimates,
    reconciled,
)
from engine.metrics.records import OpenRecords, opened_records

Row = tuple[str, str, str, float]
"""Agent, day of May 2026, ``indicator:variant:role``, value."""

MAY = "2026-05"
ROWS: list[Row] = [
    ("甲", "18", "throughput::total", 10), ("甲", "18", "frt::mean", 20),
    ("甲", "19", "throughput::total", 30), ("甲", "19", "frt::mean", 40),
    ("乙", "18", "throughput::total", 5), ("乙", "18", "frt::mean", 12),
]  # fmt: skip


def load(records: OpenRecords, rows: Sequence[Row], layout: str = "jd_workload") -> None:
    values = ", ".join(
        f"('{agent}', TIMESTAMP '2026-05-{day}', '{layout}', '{key.split(':')[0]}', "
        f"'{key.split(':')[1]}', '{key.split(':')[2]}', '{key}', {value!r}::DOUBLE)"
        for agent, day, key, value in rows
    )
    records.define(
        "agent_days",
        f"FROM (VALUES {values}) t(agent, date, layout, indicator, variant, role, header, value)",
    )


def export_of(rows: Sequence[Row], period: str = MAY) -> ExportTable:
    with opened_records([]) as records:
        load(records, rows)
        (table,) = agent_day_tables(records, period)
    return table


def value_of(export: ExportTable, name: str, agent: str = "甲") -> tuple[float, int, float]:
    table = export.table
    place = table.agents.index(agent), table.indicators.index(name)
    return (
        float(table.values[place]),
        int(table.sample_sizes[place]),
        float(table.standard_errors[place]),
    )


def test_counts_are_summed_and_means_weighted_by_contacts() -> None:
    export = export_of(ROWS)

    # 甲: (10 x 20 + 30 x 40) / 40 = 35; residuals 10 x (20 - 35), 30 x (40 - 35) = -150, 150;
    # sqrt(2 x 2 x 150^2 / 1) / 40 = 7.5
    assert value_of(export, "throughput") == (40, 2, pytest.approx(np.nan, nan_ok=True))
    assert value_of(export, "frt") == pytest.approx((35, 40, 7.5))
    assert value_of(export, "frt", "乙") == pytest.approx((12, 5, np.nan), nan_ok=True)
    assert (export.origin, export.days) == ("agent_days:jd_workload", 3)


def test_the_shop_is_over_all_agents_days() -> None:
    export = export_of(ROWS)

    assert export.shop.agents == ("shop",)
    assert export.shop.column("throughput").tolist() == [45]
    assert export.shop.column("frt").tolist() == pytest.approx([(35 * 40 + 12 * 5) / 45])


def test_ratios_are_of_sums_not_means_of_ratios() -> None:
    export = export_of(
        [
            ("甲", "18", "conversion::denominator", 10),
            ("甲", "18", "conversion:final:numerator", 5),
            ("甲", "19", "conversion::denominator", 90),
            ("甲", "19", "conversion:final:numerator", 9),
        ]
    )

    assert value_of(export, "conversion:final")[:2] == (0.14, 100)


def test_those_that_missed_are_taken_from_one() -> None:
    export = export_of(
        [
            ("甲", "18", "rate_3min::denominator", 40),
            ("甲", "18", "rate_3min::complement", 4),
            ("甲", "19", "rate_3min::denominator", 60),
            ("甲", "19", "rate_3min::complement", 1),
        ]
    )

    assert value_of(export, "rate_3min")[:2] == (pytest.approx(0.95), 100)


def test_a_day_without_the_rate_does_not_count_for_it() -> None:
    rows = [row for row in ROWS if row[:3] != ("甲", "19", "frt::mean")]

    assert value_of(export_of(rows), "frt")[:2] == (20, 10)


def test_a_day_with_buyers_and_no_enquirers_counts() -> None:
    export = export_of(
        [
            ("甲", "18", "conversion::denominator", 10),
            ("甲", "18", "conversion::numerator", 5),
            ("甲", "19", "conversion::denominator", 0),
            ("甲", "19", "conversion::numerator", 1),
        ]
    )

    # R = 6 / 10; residuals 5 - 6, 1 - 0; sqrt(2 x 2 / 1) / 10
    assert value_of(export, "conversion") == pytest.approx((0.6, 10, 0.2))


def test_levels_of_ratings_give_the_mean_and_the_satisfied() -> None:
    counts = {1: 1, 2: 0, 3: 2, 4: 3, 5: 4}
    export = export_of(
        [("甲", "18", f"csat_score::level_{level}", n) for level, n in counts.items()]
    )

    assert value_of(export, "csat_score")[:2] == (3.9, 10)
    assert value_of(export, "csat_rate")[:2] == (0.7, 10)


def test_variants_stay_apart() -> None:
    export = export_of(
        [
            ("甲", "18", "rate_3min:8-23:rate", 0.9),
            ("甲", "18", "rate_3min:0-24:rate", 0.8),
            ("甲", "18", "throughput::total", 10),
        ]
    )

    assert value_of(export, "rate_3min:8-23")[0] == pytest.approx(0.9)
    assert value_of(export, "rate_3min:0-24")[0] == pytest.approx(0.8)


def test_online_time_is_in_hours() -> None:
    assert (
        value_of(export_of([("甲", "18", "online_time::total", 27_000)]), "online_time")[0] == 7.5
    )


def test_the_most_chats_at_once_are_the_greatest_of_the_days() -> None:
    export = export_of([("甲", "18", "concurrency::max", 4), ("甲", "19", "concurrency::max", 9)])

    assert value_of(export, "concurrency")[0] == 9


def test_a_mean_of_days_says_so() -> None:
    export = export_of([("甲", "18", "return::rate", 0.1), ("甲", "19", "return::rate", 0.3)])

    assert value_of(export, "return") == pytest.approx((0.2, 2, 0.1))
    assert [(f.severity, f.sentence.key) for f in export.findings] == [
        ("caution", "finding.agent_days.mean_of_days")
    ]


def test_the_weight_is_named() -> None:
    (finding,) = export_of(ROWS).findings

    assert finding.sentence.values == {
        "layout": "jd_workload", "names": "frt", "weight": "throughput",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("period", "contacts"), [("2026-05-18", 10), ("2026-05-19/2026-06-01", 30), ("2026-W21", 40)]
)
def test_periods_are_half_open(period: str, contacts: float) -> None:
    assert value_of(export_of(ROWS, period), "throughput")[0] == contacts


def test_a_period_without_days_has_no_table() -> None:
    with opened_records([]) as records:
        assert agent_day_tables(records, MAY) == ()
        load(records, ROWS)
        assert agent_day_tables(records, "2026-06") == ()


def test_the_same_figure_in_two_files_counts_once() -> None:
    assert value_of(export_of([*ROWS, *ROWS]), "throughput")[0] == 40


def test_two_files_that_differ_are_refused() -> None:
    with pytest.raises(InputError, match=r"agent_days\.conflict") as caught:
        export_of([*ROWS, ("甲", "18", "frt::mean", 21)])

    assert [(f.code, f.place, f.value) for f in caught.value.faults] == [
        ("agent_days.differs", "甲, 2026-05-18", "frt")
    ]


def spans(records: OpenRecords, *rows: tuple[str, str, float]) -> None:
    values = ", ".join(f"('甲', DATE '{a}', DATE '{b}', {value!r})" for a, b, value in rows)
    records.define(
        "agent_days",
        f"""SELECT agent, date, until, 'x' AS layout, 'throughput' AS indicator, '' AS variant,
        'total' AS role, 'n' AS header, value::DOUBLE AS value, '一组' AS "group"
        FROM (VALUES {values}) t(agent, date, until, value)""",  # noqa: S608 (the test's own rows)
    )


def test_days_that_overlap_are_refused() -> None:
    with opened_records([]) as records:
        spans(records, ("2026-05-01", "2026-05-08", 70), ("2026-05-07", "2026-05-08", 10))

        with pytest.raises(InputError) as caught:
            agent_day_tables(records, MAY)

    assert [fault.code for fault in caught.value.faults] == ["agent_days.overlap"]


def test_rows_partly_outside_the_period_are_left_out_and_said() -> None:
    with opened_records([]) as records:
        spans(records, ("2026-04-27", "2026-05-04", 70), ("2026-05-04", "2026-05-11", 30))

        (export,) = agent_day_tables(records, MAY)

    assert (export.table.values.tolist(), export.table.groups) == ([[30]], ("一组",))
    assert [f.sentence.values["rows"] for f in export.findings] == [1]


def test_logs_and_export_are_set_side_by_side() -> None:
    shape = (2, 1)
    logs = MetricTable(
        MAY, ("丙", "甲"), ("", ""), ("all", "all"), ("frt",),
        np.array([[9.0], [36.0]]), np.full(shape, 7), np.zeros(shape),
    )  # fmt: skip

    (found,) = reconciled(logs, export_of(ROWS))

    np.testing.assert_array_equal(found.differences, [np.nan, 1.0])
    assert (found.indicator, found.stated_as, found.layout) == ("frt", "frt", "jd_workload")
    assert (found.largest, found.sizes.tolist(), found.agents_alone) == (1.0, [7, 7], ("丙", "乙"))


def test_the_ratio_estimator_agrees_with_hand_work() -> None:
    # x 1, 2, 3 and y 2, 3, 7: R = 2, residuals 0, -1, 1; sqrt(3 x 2 / 2) / 6
    ratios, sizes, errors = ratio_estimates(
        np.array([2.0, 3.0, 7.0]), np.array([1.0, 2.0, 3.0]), np.zeros(3, dtype=np.int64), 1
    )

    assert (ratios.tolist(), sizes.tolist()) == ([2.0], [6])
    assert errors.tolist() == pytest.approx([sqrt(3) / 6])


days = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 600)), min_size=1, max_size=8)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(days)
def test_daily_means_give_back_the_mean_of_the_contacts(daily: list[tuple[int, int]]) -> None:
    y = np.array([n * mean for n, mean in daily], dtype=np.float64)
    x = np.array([n for n, _ in daily], dtype=np.float64)

    ratios, sizes, _ = ratio_estimates(y, x, np.zeros(len(x), dtype=np.int64), 1)

    assert sizes.tolist() == [x.sum()]
    expected = y.sum() / x.sum() if x.sum() else np.nan
    np.testing.assert_allclose(ratios, [expected], rtol=1e-12)
