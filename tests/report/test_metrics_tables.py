"""The tables of a metric report: values with sizes and intervals, small samples marked."""

import pytest

from engine.report.metrics_tables import (
    absent_table,
    adjusted_table,
    agent_tables,
    mix_table,
    part_tables,
    reconciled_table,
    shop_table,
)
from engine.report.metrics_words import MetricsWords
from tests.report.metric_report_samples import report

WORDS = MetricsWords(report(), "en")


def texts(row: tuple[object, ...]) -> list[str]:
    return [cell.text for cell in row]  # type: ignore[attr-defined]  # rows of cells


def test_small_samples_are_marked_and_records_are_none() -> None:
    (table,) = agent_tables(WORDS)

    assert texts(table.rows[0]) == ["A1", "Pre-sale, key customers", "20 s", "90.0%", "97.0%"]
    assert texts(table.rows[1]) == ["A2", "own group", "30 s*", "50.0%*", "—"]
    assert texts(table.rows[2]) == ["=A3", "—", "7.5 s*", "—", "100.0%"]


def test_cell_of_the_workbook_holds_value_interval_and_size() -> None:
    (table,) = agent_tables(WORDS)

    value, low, high, size = table.rows[0][3].values
    assert (value, size) == (0.9, 100)
    # Wilson of 90 of 100 at 95 %: (93.8415 / 103.8415) -/+ 1.96 * ... = 0.8256, 0.9448
    assert low == pytest.approx(0.8256, abs=5e-5)
    assert high == pytest.approx(0.9448, abs=5e-5)


def test_wide_table_is_split_and_told_once() -> None:
    tables = list(agent_tables(WORDS, wide=2))

    assert [len(each.columns) for each in tables] == [4, 3]
    assert [len(each.notes) for each in tables] == [1, 0]


def test_groups_and_the_asked_division_have_a_table_each() -> None:
    group, day = part_tables(WORDS)

    assert [texts(row) for row in group.rows] == [
        ["own group", "30 s*"],
        ["Pre-sale, key customers", "20 s"],
    ]
    assert (day.title, texts(day.rows[0])) == ("By day", ["2026-05-01", "20 s"])


def test_shop_says_size_interval_method_and_denominator() -> None:
    fcr = texts(shop_table(WORDS).rows[1])

    assert fcr[:9] == [
        "First-contact resolution",
        "86.0%",
        "share (0 to 1)",
        "79.0%",
        "91.0%",
        "110",
        "Wilson",
        "higher",
        "contacts",
    ]
    assert "window" in fcr[9]


def test_mix_adjusted_and_absent_figures_are_listed() -> None:
    assert texts(mix_table(WORDS).rows[0])[1:] == ["Product enquiry", "early", "30", "75.0%"]
    assert texts(adjusted_table(WORDS).rows[0])[2:6] == ["20 s", "18 s", "2.0 s", "1.0 s"]
    assert texts(absent_table(WORDS).rows[0]) == [
        "Net promoter score",
        "The contacts lack nps.",
    ]


def test_platforms_own_figures_stand_beside_those_from_logs() -> None:
    assert texts(reconciled_table(WORDS).rows[0]) == [
        "First response time",
        "frt:8-23",
        "kuaimai",
        "2",
        "0.5 s",
        "A2",
    ]
