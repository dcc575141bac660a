"""Sections of the metrics page in Streamlit's test runner, on a report chosen by hand."""

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from engine.domain.metric_report import MetricReport
from engine.domain.texts import Language, Sentence
from tests.app.conftest import TIMEOUT_S
from tests.report import metric_report_samples

GIVEN = """
from engine.app.metrics_session import Reader
from engine.report.metrics_words import MetricsWords
from tests.app.metrics_drawn import report
from tests.report.metric_report_samples import sources
reader = Reader("{language}")
words = MetricsWords(report(), "{language}")
"""
LOG = """会话ID,客户ID,客服,问题类型,开始时间,首次响应时长(秒)
1,甲,张三,尺码,2026-05-01 09:00:00,10
2,乙,张三,尺码,2026-05-02 09:00:00,30
3,丙,李四,尺码,2026-05-03 09:00:00,50
"""
ODD = LOG.replace("首次响应时长(秒)", "首响时长(秒)值")


def report() -> MetricReport:
    """Return the sample report with sentences that exist for its issue and its absence."""
    made = metric_report_samples.report()
    values = {"reading": "percent_sign", "example": "95%"}
    issue = replace(made.issues[0], code="reading", values=values)
    absent = {"nps": Sentence("indicators.lack.unknown", {"indicator": "nps"})}
    return replace(made, issues=(issue,), absent=absent)


def drawn(body: str, language: Language = "zh") -> AppTest:
    """Return a script that draws a section, after its first run."""
    script = GIVEN.format(language=language) + body
    return AppTest.from_string(script, default_timeout=TIMEOUT_S).run()
