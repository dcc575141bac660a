"""Platform rates: counts, interval, what is left out, and the grounds of each rule."""

from tests.app.conftest import page_html
from tests.app.metrics_drawn import drawn

RATES = "from engine.app.metrics_rates_section import put_rates\nput_rates(reader, words)"
CHANGED = """
from dataclasses import replace
made = report()
rates = tuple(replace(rate, **{changes}) for rate in made.platform_rates)
words = MetricsWords(replace(made, platform_rates=rates), reader.language)
"""
NONE = """
from dataclasses import replace
words = MetricsWords(replace(report(), platform_rates=()), 'zh')

"""


def test_rate_has_counts_interval_reasons_and_source() -> None:
    html = page_html(drawn(RATES))

    assert "90.0%<small>82.5%～94.5%</small>" in html
    assert "90 / 100" in html
    assert "时段外 7" in html
    assert "免考核日" not in html.split("</table>")[0]
    assert "c 级，2025-06-02" in html
    assert "请向平台核实" in html


def test_each_fact_has_source_grade_and_date() -> None:
    html = page_html(drawn(RATES, "en"))

    assert "third parties agree<small>2025-06-02</small>" in html
    assert "Accounts that contradict each other" in html


def test_agents_stand_with_most_missed_first() -> None:
    html = page_html(drawn(RATES)).rpartition("各客服")[2]

    assert html.index("A1") < html.index("=A3")
    assert html.index("A2") < html.index("=A3")


def test_rule_below_its_least_volume_states_no_rate() -> None:
    html = page_html(drawn(CHANGED.format(changes="{'assessed': False}") + RATES))

    assert "平台不考核" in html
    assert "90.0%" not in html


def test_mean_stands_only_where_the_rule_defines_one() -> None:
    html = page_html(drawn(CHANGED.format(changes="{'mean_s': 25.0}") + RATES))

    assert "平均响应 25 秒" in html
    assert "平均响应" not in page_html(drawn(RATES))


def test_no_rule_says_how_to_choose_one() -> None:
    assert "未选平台规则" in page_html(drawn(NONE + RATES))
