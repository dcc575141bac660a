"""From files to a report: what is read, chosen for the reader and hidden from him."""

from pathlib import Path

import pytest

from engine.domain.metric_report import MetricReport
from engine.errors import InputError
from engine.files.platform_file import shipped_platforms
from engine.i18n.translate import render_sentence
from engine.services.indicators import (
    GENERATED_MARK,
    IndicatorRequest,
    named_policy,
    named_rules,
    shop_indicators,
)

LOG = """会话ID,客户ID,客服,问题类型,开始时间,首次响应时长(秒),备注
1,甲,张三,尺码,2026-05-01 09:00:00,10,a
2,乙,张三,尺码,2026-05-02 09:00:00,30,b
3,丙,李四,尺码,2026-05-03 09:00:00,50,c
4,丙,李四,尺码,2026-06-03 09:00:00,70,d
"""
ORDERS = """订单号,客户ID,付款时间,订单金额
1,甲,2026-05-01 10:00:00,100
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8-sig")
    return path


def keys(report: MetricReport) -> set[str]:
    return {each.sentence.key.rpartition(".")[2] for each in report.findings}


def test_agents_stand_under_stable_pseudonyms(log: Path) -> None:
    first, again = (shop_indicators(IndicatorRequest((log,))) for _ in range(2))

    assert first.report.by_agent.agents == again.report.by_agent.agents
    assert not {"张三", "李四"} & set(first.report.by_agent.agents)
    assert first.pseudonyms.of("张三") in first.report.by_agent.agents
    assert "pseudonyms" in keys(first.report)
    assert "张三" not in repr(first.report.findings) + repr(first.report.issues)


def test_own_ids_are_shown_when_asked_and_that_is_said(log: Path) -> None:
    report = shop_indicators(IndicatorRequest((log,), show_names=True)).report

    assert report.by_agent.agents == ("张三", "李四")
    assert report.by_agent.column("frt").tolist() == [20.0, 50.0]
    assert {"named", "period_chosen", "no_platform", "unknown_headers"} <= keys(report)


def test_policy_is_assumed_for_orders_and_replaced_by_a_named_one(log: Path) -> None:
    orders = log.with_name("orders.csv")
    orders.write_text(ORDERS, encoding="utf-8")

    assumed = shop_indicators(IndicatorRequest((log, orders))).report
    named = shop_indicators(IndicatorRequest((log, orders), attribution=("paid-first",))).report

    assert [each.policy.id for each in assumed.attribution] == ["paid-last"]
    assert "no_policy" in keys(assumed)
    assert [each.policy.id for each in named.attribution] == ["paid-first"]
    assert "no_policy" not in keys(named)


def test_same_file_twice_counts_once(log: Path) -> None:
    twin = log.with_name("twin.csv")
    twin.write_bytes(log.read_bytes())

    found = shop_indicators(IndicatorRequest((log, twin)))

    assert len(found.sources) == 1
    assert "same_file" in keys(found.report)


def test_exports_beside_the_mark_are_generated(log: Path) -> None:
    log.with_name(GENERATED_MARK).write_text("", encoding="utf-8")

    report = shop_indicators(IndicatorRequest((log,))).report

    assert report.generated
    assert "generated" in keys(report)


def test_inputs_are_every_file_that_was_read(log: Path) -> None:
    request = IndicatorRequest((log.parent,), scheme="performance-scheme")

    names = [path.name for path in shop_indicators(request).inputs]

    assert names == ["log.csv", "performance-scheme.toml"]


def test_rule_is_named_by_file_by_id_or_by_platform() -> None:
    one, _ = named_rules("jd-30s")
    none, platform = named_rules("jd")

    assert [rule.id for rule in one] == ["jd-30s"]
    assert none == ()
    assert set(platform) == {rule for rule in shipped_platforms() if rule.platform == "jd"}
    with pytest.raises(InputError, match="unknown_platform"):
        named_rules("eBay")


def test_unknown_policy_and_no_export_are_refused() -> None:
    assert named_policy("paid-last").agent == "last"
    with pytest.raises(InputError, match="unknown_policy"):
        named_policy("whatever")
    with pytest.raises(InputError, match="no_exports"):
        shop_indicators(IndicatorRequest(()))


def test_every_export_that_is_not_there_is_named(log: Path) -> None:
    absent = (log, log.with_name("shop"), log.with_name("orders.csv"))

    with pytest.raises(InputError) as refused:
        shop_indicators(IndicatorRequest(absent))

    assert [fault.value for fault in refused.value.faults] == ["shop", "orders.csv"]


def test_a_simulated_log_without_the_rounds_beside_it_is_told(tmp_path: Path) -> None:
    log, rounds = tmp_path / "log.csv", tmp_path / "log-rounds.csv"
    columns = "customer,attempt,contact_class,channel,group,agent,arrival_s,entry_s,start_s"
    log.write_text(
        f"{columns},replied_s,released_s,outcome,solved,offline\n"
        "1,1,size,chat,a,1,36000,36000,36000,36060,36400,served,True,False\n",
        encoding="utf-8",
    )
    rounds.write_text(
        "customer,attempt,agent,leg,round,asked_s,replied_s\n"
        "1,1,1,1,1,36000,36060\n1,1,1,1,2,36100,36400\n",
        encoding="utf-8",
    )
    told = "finding.indicators.rounds_left_out"

    alone, both = (
        shop_indicators(IndicatorRequest(exports, platforms=("taobao-3min",))).report
        for exports in ((log,), (log, rounds))
    )

    assert [(rate.met, rate.counted) for rate in alone.platform_rates] == [(1, 1)]
    assert [(rate.met, rate.counted) for rate in both.platform_rates] == [(1, 2)]
    (left_out,) = [each.sentence for each in alone.findings if each.sentence.key == told]
    assert "log-rounds.csv" in render_sentence(left_out, "en")
    assert "log-rounds.csv" in render_sentence(left_out, "zh")
    keys = {each.sentence.key for each in both.findings}
    assert not keys & {told, "finding.platform.clock_differs"}
