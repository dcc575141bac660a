"""Windows as tables: rates with interval and sample, what is left out, what is chance."""

from engine.report.metrics_window_tables import agent_windows_table, windows_table
from engine.report.metrics_words import MetricsWords
from tests.report.metric_report_samples import report


def test_windows_stand_below_each_other_with_what_they_leave_out() -> None:
    rows = [[cell.text for cell in row] for row in windows_table(MetricsWords(report(), "en")).rows]

    fcr, repeat = ["90.0%", "82.5–94.5%", "100"], ["20.0%", "4.0–62.0%", "5"]
    assert rows[0] == ["24 h", *fcr, *repeat, "7", "3", "1"]
    assert rows[1][:2] == ["72 h", "—"]


def test_agents_have_a_row_for_each_window_they_have_contacts_in() -> None:
    table = agent_windows_table(MetricsWords(report(), "zh"))

    (row,) = ([cell.text for cell in row] for row in table.rows)
    assert row[:3] == ["A1", "24 小时", "90.0%"]
    assert row[-1] == "7"
