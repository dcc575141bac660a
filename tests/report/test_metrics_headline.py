"""The headline of a metric report: alarms first, then what the figures rest on."""

from dataclasses import replace

from engine.report.metrics_headline import metrics_headline
from tests.report.metric_report_samples import report


def test_alarm_comes_before_any_count_of_indicators() -> None:
    told = metrics_headline(report(), "en")

    assert told.title.startswith("2026-05: 1 alarm(s) about the data")
    assert told.ground == (
        "From 2026-05-01 until before 2026-06-01. "
        "1 agents have samples below 30 for some indicators. "
        "1 indicators lack data and are not computed."
    )


def test_cautions_are_counted_where_there_is_no_alarm() -> None:
    made = report()
    issues = tuple(replace(issue, severity="caution") for issue in made.issues)

    told = metrics_headline(replace(made, issues=issues), "zh")

    assert told.title == "2026-05：3 名客服的 3 个指标可用，数据有 1 处要留意"


def test_nothing_doubtful_is_said_when_there_is_nothing() -> None:
    made = replace(report(), issues=(), absent={}, indicators=())

    told = metrics_headline(made, "zh")

    assert told.title.endswith("数据未见异常")
    assert told.ground == "期间自 2026-05-01 起，至 2026-06-01 前。"
