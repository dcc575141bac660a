"""Platform rates and attribution as tables."""

from dataclasses import replace

from engine.report.metrics_rate_tables import (
    agent_rates_table,
    attribution_table,
    ranks_table,
    rates_table,
)
from engine.report.metrics_words import MetricsWords
from tests.report.metric_report_samples import report

WORDS = MetricsWords(report(), "en")


def test_rate_shows_counts_interval_what_is_left_out_and_its_source() -> None:
    table = rates_table(WORDS)

    row = [cell.text for cell in table.rows[0]]
    assert row[1:7] == [
        "2026-05-02 / 2026-06-01",
        "90.0%",
        "82.5–94.5%",
        "90 / 100",
        "—",
        "out of hours 7",
    ]
    assert row[7] == "grade c, 2025-06-02"
    assert "verify with the platform" in table.notes[0]


def test_rate_below_the_least_volume_is_not_stated() -> None:
    thin = replace(report().platform_rates[0], assessed=False)
    words = MetricsWords(replace(report(), platform_rates=(thin,)), "en")

    assert "states no rate" in rates_table(words).rows[0][2].text


def test_agents_parts_of_a_rate_are_listed_nobody_counted_is_a_dash() -> None:
    rows = [[cell.text for cell in row] for row in agent_rates_table(WORDS).rows]

    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("A1", "94.1%", "80 / 85"),
        ("A2", "66.7%", "10 / 15"),
        ("=A3", "—", "0 / 0"),
    ]


def test_policies_stand_side_by_side() -> None:
    rows = [[cell.text for cell in row] for row in attribution_table(WORDS).rows]

    amounts = ["200", "50", "12", "5,000", "2,500", "7,500", "25.0%"]
    assert rows[0] == ["policy paid-last", *amounts, "the shop's own"]
    assert attribution_table(WORDS).notes == ()


def test_policy_read_elsewhere_says_where_and_that_it_is_to_be_verified() -> None:
    account = replace(report().attribution[0].policy, source="a page", grade="d")
    dated = replace(account, source_date="2024-11-14")
    outcomes = [replace(report().attribution[0], policy=each) for each in (account, dated)]
    table = attribution_table(MetricsWords(replace(report(), attribution=tuple(outcomes)), "en"))

    assert [row[-1].text for row in table.rows] == ["grade d, undated", "grade d, 2024-11-14"]
    assert "verify with the platform" in table.notes[0]


def test_ranks_carry_the_grade_where_there_is_one() -> None:
    table = ranks_table(WORDS)

    assert [cell.text for cell in table.rows[0]] == ["A1", "1 (A)", "2 (A)", "1", "yes"]
    assert [cell.text for cell in table.rows[1]] == ["A2", "2", "1", "1", "no"]


def test_agent_whose_moves_are_not_known_has_dashes() -> None:
    words = MetricsWords(replace(report(), moves=()), "zh")

    assert [cell.text for cell in ranks_table(words).rows[0]][3:] == ["—", "—"]


def test_policy_without_counts_has_dashes() -> None:
    bare = replace(report().attribution[0], shop={}, ranks={})
    words = MetricsWords(replace(report(), attribution=(bare,)), "en")

    assert [cell.text for cell in attribution_table(words).rows[0]][1:-1] == ["—"] * 7
    assert ranks_table(words).rows == ()
