"""The answer of a metric report as one sentence: can these figures be used, and how many."""

from engine.domain.metric_report import MetricReport
from engine.domain.texts import Language
from engine.i18n.translate import render
from engine.metrics.notices import SMALL_SAMPLE
from engine.metrics.periods import period_bounds
from engine.report import figures
from engine.report.headline import Headline

_HANDLED = "throughput"


def metrics_headline(report: MetricReport, language: Language) -> Headline:
    """Return the headline of a report: alarms before figures, then what the figures rest on."""
    severities = [issue.severity for issue in report.issues]
    alarms, cautions = severities.count("alarm"), severities.count("caution")
    state = "alarms" if alarms else "cautions" if cautions else "clear"
    title = _say(
        f"headline.{state}",
        language,
        period=report.period,
        agents=len(report.by_agent.agents),
        indicators=len(report.indicators),
        count=alarms or cautions,
    )
    gap = render("app.sentence_gap", {}, language)
    return Headline(title, gap.join(_ground(report, language)))


def _ground(report: MetricReport, language: Language) -> list[str]:
    start, end = (f"{each:%Y-%m-%d}" for each in period_bounds(report.period))
    told = [_say("headline.period", language, start=start, end=end)]
    handled = [note.shop.value for note in report.indicators if note.indicator == _HANDLED]
    if handled:
        told.append(_say("headline.contacts", language, contacts=figures.number(handled[0])))
    small = len({agent for note in report.indicators for agent in note.small})
    if small:
        told.append(_say("headline.small", language, count=small, least=SMALL_SAMPLE))
    if report.absent:
        told.append(_say("headline.absent", language, count=len(report.absent)))
    return told


def _say(key: str, language: Language, **values: object) -> str:
    return render(f"metrics_page.{key}", values, language)
