"""Attribution: policies side by side, and who moves between them."""

from tests.app.conftest import page_html
from tests.app.metrics_drawn import drawn

PART = """
from engine.app.metrics_attribution_section import put_attribution
put_attribution(reader, words)
"""
GIVEN = """
from dataclasses import replace
made = report()
words = MetricsWords(replace(made, attribution=made.attribution[:{0}]), 'zh')

"""


def test_each_policy_has_its_totals_and_every_mover_both_ranks() -> None:
    html = page_html(drawn(PART))

    assert "规则 paid-last" in html
    assert "25.0%" in html
    assert "2 人中有 2 人的名次变动" in html
    assert "1<small>A</small>" in html


def test_one_policy_has_nobody_moving() -> None:
    html = page_html(drawn(GIVEN.format(1) + PART))

    assert "规则 paid-last" in html
    assert "谁的名次取决于归属规则" not in html


def test_without_orders_there_is_no_section() -> None:
    assert page_html(drawn(GIVEN.format(0) + PART)) == ""
