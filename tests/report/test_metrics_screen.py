"""What of a report fits a screen: few indicators all, of many the leading ones."""

from dataclasses import replace

import numpy as np

from engine.report.metrics_screen import (
    MOST_INDICATORS,
    leading,
    on_screen,
    with_indicators,
    without_value,
)
from tests.report.metric_report_samples import report, table


def test_few_indicators_keep_their_order() -> None:
    assert leading(["fcr", "frt"]) == ("fcr", "frt")


def test_of_many_the_leading_ones_come_first_filled_up_in_order() -> None:
    many = [f"other_{n}" for n in range(20)] + ["qa_session", "frt"]

    chosen = leading(many)

    assert len(chosen) == MOST_INDICATORS
    assert chosen[:4] == ("frt", "qa_session", "other_0", "other_1")


def test_columns_of_a_table_keep_their_figures() -> None:
    some = with_indicators(table(), ["attendance", "frt", "unknown"])

    assert some.indicators == ("attendance", "frt")
    np.testing.assert_array_equal(some.column("frt"), table().column("frt"))
    np.testing.assert_array_equal(some.sample_sizes[:, 1], table().sample_sizes[:, 0])


def test_indicator_without_a_value_is_left_out_and_named() -> None:
    first, *others = report().indicators
    nothing = replace(first, shop=replace(first.shop, value=float("nan")))
    made = replace(report(), indicators=(nothing, *others))

    assert without_value(made) == ("frt",)
    assert "frt" not in on_screen(made).by_agent.indicators
    assert len(on_screen(made).indicators) == len(others)
