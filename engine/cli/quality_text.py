"""A quality report for people: what to know first, then figures in small tables."""

from collections.abc import Iterator, Sequence
from math import isnan
from typing import TYPE_CHECKING

from engine.cli.findings import finding_lines
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.metric_report import Estimate
    from engine.metrics.rater_effects import RaterModel
    from engine.services.quality import QualityOutcome
    from engine.studies.quality import QualityReport
    from engine.studies.quality_agents import AgentQuality
    from engine.studies.quality_ratings import RatingsReport

MOST_ROWS = 20  # of each table; --json has all
NOTHING = "-"

Rows = Sequence[Sequence[str]]


def outcome_text(outcome: "QualityOutcome", language: Language) -> str:
    """Return the reports that the files allowed."""
    from engine.i18n.translate import render

    values = {"form": outcome.form.name, "pass_mark": outcome.form.pass_mark}
    lines = [render("quality_text.form", values, language)]
    lines += finding_lines(outcome.findings, language)
    if outcome.samples is not None:
        lines += _samples(outcome.samples, language)
    if outcome.ratings is not None:
        lines += _ratings(outcome.ratings, language)
    return "\n".join(lines)


def _samples(report: "QualityReport", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    counted = report.counted
    values = {"rows": counted.rows, "random": counted.random, "targeted": counted.targeted}
    yield render("quality_text.counted", values, language)
    agents = ("agent", "naive", "random", "weighted", "passed", "interval", "needed", "needed_mean")
    rows = [_agent(report.shop, render("quality_text.everybody", {}, language))]
    rows += [_agent(each, each.agent) for each in report.agents]
    yield from _table("agents", agents, rows, language)
    if report.stratified is not None:
        mean = {"mean": report.stratified.value, "interval": _range(report.stratified, 1)}
        yield render("quality_text.stratified", mean, language)
    yield from _problems(report, language)
    yield from _people(report, language)


def _agent(quality: "AgentQuality", name: str) -> tuple[str, ...]:
    means = quality.means
    passing = quality.passing
    return (
        name,
        _points(means.naive.value),
        _points(means.random_only.value),
        _points(means.weighted.value),
        NOTHING if isnan(passing.value) else f"{passing.value:.1%} ({passing.size})",
        NOTHING if isnan(passing.low) else f"{passing.low:.1%}-{passing.high:.1%}",
        NOTHING if quality.needed_pass is None else str(quality.needed_pass),
        NOTHING if quality.needed_mean is None else str(quality.needed_mean),
    )


def _problems(report: "QualityReport", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    if report.problems is None:
        return
    names = report.form.names
    heads = ("problem", "share", "interval", "points", "running", "first")
    yes = render("quality_text.perhaps", {}, language)
    groups = (
        ("items", report.problems.items),
        ("types", report.problems.types),
        ("severities", report.problems.severities),
    )
    for group, problems in groups:
        rows = []
        for each in problems:
            name = names[each.id].in_language(language) if each.id in names else ""
            rows.append(
                (
                    name or render(f"quality_text.{each.id}", {}, language),
                    _share(each.share.value),
                    _range(each.share, 3),
                    _points(each.points.value, 2),
                    _share(each.running_share),
                    yes if each.perhaps_first else "",
                )
            )
        yield from _table(group, heads, rows, language)
    lines = [
        (names[id_].in_language(language), _share(each.value), _range(each, 3))
        for id_, each in report.problems.red_lines.items()
    ]
    yield from _table("red_lines", heads[:3], lines, language)


def _people(report: "QualityReport", language: Language) -> Iterator[str]:
    """Yield what is about raters: their levels, calibration, disputes, an appeal."""
    from engine.i18n.translate import render

    yield from _model("raters", report.raters, language)
    sessions = [
        (
            each.session,
            str(each.items),
            _points(each.alpha, 3),
            NOTHING if each.reliability is None else _points(each.reliability.value, 3),
            NOTHING if each.passing is None else _points(each.passing.value, 3),
            _points(each.spread),
        )
        for each in report.sessions
    ]
    heads = ("session", "items_rated", "alpha", "icc", "kappa", "spread")
    yield from _table("sessions", heads, sessions, language)
    yield from _model("calibration_raters", report.calibrated, language)
    disputes = [
        (
            each.rater,
            _share(each.disputed.value),
            _share(each.upheld.value),
            _range(each.upheld, 3),
            str(each.undecided),
            _points(each.change),
        )
        for each in report.disputes
    ]
    heads = ("rater", "disputed", "upheld", "interval", "undecided", "change")
    yield from _table("disputes", heads, disputes, language)
    halos = [
        (each.rater, str(each.samples), _points(each.correlation, 2), _points(each.others, 2))
        for each in report.halos
        if each.pairs
    ]
    yield from _table("halo", ("rater", "ratings", "correlation", "others"), halos, language)
    if report.appeal is not None:
        asked = report.appeal
        values = {
            "agent": asked.agent,
            "samples": ", ".join(asked.samples),
            "standing": asked.standing.value,
            "without": asked.without.value,
        }
        yield render("quality_text.appeal", values, language)


def _model(title: str, model: "RaterModel | None", language: Language) -> Iterator[str]:
    if model is None:
        return
    rows = [
        (
            each.rater,
            str(each.ratings),
            _points(each.raw),
            _points(each.leniency.value),
            _range(each.leniency, 1),
            _points(each.drift.value, 2),
        )
        for each in model.raters
    ]
    heads = ("rater", "ratings", "raw", "leniency", "interval", "drift")
    yield from _table(title, heads, rows, language)


def _ratings(report: "RatingsReport", language: Language) -> Iterator[str]:
    rows = [
        (month.month, rated.indicator, agent, _points(value), str(size))
        for month in report.months
        for rated in month.indicators
        for agent, value, size in zip(rated.agents, rated.values, rated.sizes, strict=True)
    ]
    heads = ("month", "indicator", "agent", "value", "ratings")
    yield from _table("rated", heads, rows, language)
    for model in report.models.values():
        yield from _model("raters", model, language)


def _table(title: str, heads: Sequence[str], rows: Rows, language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    if not rows:
        return
    yield ""
    yield render(f"quality_text.title_{title}", {}, language)
    head = tuple(render(f"quality_text.{name}", {}, language) for name in heads)
    yield from table([head, *rows[:MOST_ROWS]])
    if len(rows) > MOST_ROWS:
        yield render("quality_text.more", {"count": len(rows) - MOST_ROWS}, language)


def _points(value: float, places: int = 1) -> str:
    return NOTHING if isnan(value) else f"{value:.{places}f}"


def _share(value: float) -> str:
    return NOTHING if isnan(value) else f"{value:.1%}"


def _range(estimate: "Estimate", places: int) -> str:
    if isnan(estimate.low):
        return NOTHING
    return f"{estimate.low:.{places}f} .. {estimate.high:.{places}f}"
