"""The same records under a platform's rules and a shop's policies."""

from dataclasses import replace
from pathlib import Path

from engine.domain.records import TableKind
from engine.files.platform_file import shipped_platforms
from engine.metrics.records import opened_records
from engine.studies.indicator_records import IndicatorOptions, completed_records
from engine.studies.indicator_views import attribution_outcomes, platform_rates
from tests.studies.shop_records import PAID_FIRST, PAID_LAST, contacts, orders, source

RULES = {rule.id: rule for rule in shipped_platforms()}
MAY = IndicatorOptions(period="2026-05")


def test_rate_is_over_the_rules_window_and_over_the_period(tmp_path: Path) -> None:
    with opened_records([contacts(tmp_path)]) as records:
        found = platform_rates(records, replace(MAY, rules=(RULES["taobao-3min"],)))

    (window,), (month,) = found.rates, found.of_period
    # 30 days before June 1 leave out the contact of May 1
    assert (window.counted, month.counted) == (2, 3)
    assert (window.rule.window_days, month.rule.window_days) == (30, 31)
    assert not window.assessed


def test_of_a_platform_only_rules_in_force_count_a_named_one_is_said(tmp_path: Path) -> None:
    ended = replace(RULES["taobao-3min"], valid_from="2000-01-01", valid_to="2001-01-01")

    with opened_records([contacts(tmp_path)]) as records:
        of_platform = platform_rates(records, replace(MAY, platform_rules=(ended,)))
        named = platform_rates(records, replace(MAY, rules=(ended,)))

    assert of_platform.rates == ()
    (untold,) = of_platform.findings
    assert untold.sentence.key == "finding.indicators.no_rule_in_force"
    assert untold.sentence.values["known"] == "taobao-3min"
    assert len(named.rates) == 1
    assert named.findings[0].sentence.key == "finding.indicators.rule_not_in_force"


def test_rule_that_the_records_cannot_answer_is_said(tmp_path: Path) -> None:
    staff = source(tmp_path, TableKind.STAFF, month=["2026-05"], agent=["A"])

    with opened_records([staff]) as records:
        found = platform_rates(records, replace(MAY, rules=(RULES["jd-30s"],)))

    assert found.rates == ()
    (finding,) = found.findings
    assert finding.sentence.key == "finding.indicators.rule_not_answerable"


def test_outcomes_follow_the_order_of_the_policies(tmp_path: Path) -> None:
    options = replace(MAY, policies=(PAID_LAST, PAID_FIRST))

    with opened_records([contacts(tmp_path), orders(tmp_path)]) as records:
        completed_records(records, options)
        outcomes = attribution_outcomes(records, options).outcomes
        rows = records.connection.execute("SELECT agent FROM sales WHERE order_id = 'o1'")
        credited = rows.fetchall()

    assert [each.policy.id for each in outcomes] == ["paid-last", "paid-first"]
    assert credited == [("B",)]  # the first policy's table is left


def test_policy_that_lacks_columns_is_said_beside_those_that_do_not(tmp_path: Path) -> None:
    shipped = replace(PAID_LAST, id="shipped", event="shipped")
    options = replace(MAY, policies=(PAID_LAST, shipped))

    with opened_records([contacts(tmp_path), orders(tmp_path)]) as records:
        completed_records(records, options)
        found = attribution_outcomes(records, options)

    assert [each.policy.id for each in found.outcomes] == ["paid-last"]
    assert [each.sentence.key for each in found.findings] == ["finding.indicators.not_credited"]


def test_without_orders_there_is_nothing_to_attribute(tmp_path: Path) -> None:
    with opened_records([contacts(tmp_path)]) as records:
        assert attribution_outcomes(records, MAY).outcomes == ()
