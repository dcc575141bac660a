"""A quality report for people: what to know first, then figures in small tables."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING

from engine.cli.findings import finding_lines
from engine.cli.text_table import table
from engine.domain.texts import Language, Value

if TYPE_CHECKING:
    from engine.domain.metric_report import Estimate
    from engine.metrics.rater_effects import RaterModel
    from engine.services.quality import QualityOutcome
    from engine.studies.quality import QualityReport
    from engine.studies.quality_agents import AgentQuality, Plan
    from engine.studies.quality_ratings import RatingsReport

MOST_ROWS = 20  # of each table; --json has all
NOTHING = "-"

Rows = Sequence[Sequence[str]]


def outcome_text(outcome: "QualityOutcome", plan: "Plan", language: Language) -> str:
    """Return the reports that the files allowed, and the precision that was wanted."""
    from engine.i18n.translate import render

    values = {"form": outcome.form.name, "pass_mark": outcome.form.pass_mark}
    lines = [render("quality_text.form", values, language)]
    if outcome.samples is not None:
        lines.append(_counted(outcome.samples, language))
    lines += finding_lines(outcome.findings, language)
    if outcome.samples is not None:
        lines += _samples(outcome.samples, plan, language)
    if outcome.ratings is not None:
        lines += _ratings(outcome.ratings, language)
    return "\n".join(lines)


def _counted(report: "QualityReport", language: Language) -> str:
    from engine.i18n.translate import render

    told = report.counted
    months = ", ".join(told.months) or render("quality_text.no_month", {}, language)
    values = {"rows": told.rows, "random": told.random, "targeted": told.targeted, "months": months}
    return render("quality_text.counted", values, language)


def _samples(report: "QualityReport", plan: "Plan", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    everybody = render("quality_text.everybody", {}, language)
    agents = [(everybody, report.shop), *((each.agent, each) for each in report.agents)]
    told: dict[str, Value] = {"half_width": plan.half_width, "confidence": plan.confidence}
    heads: Sequence[str] = ("agent", "passed", "of", "interval", "needed")
    passes = [_passing(name, each) for name, each in agents]
    yield from _table("passing", heads, passes, language, **told)
    heads = ("agent", "random", "of", "interval", "needed", "naive", "weighted")
    told["half_width"] = plan.points_half_width
    full = report.form.full_score
    means = [_mean(name, each, full) for name, each in agents]
    kept = [k for k in range(len(heads)) if k < len(heads) - 2 or _differs(means, k)]
    means = [tuple(row[k] for k in kept) for row in means]
    yield from _table("means", [heads[k] for k in kept], means, language, **told)
    if report.stratified is not None:
        mean = {"mean": report.stratified.value, "interval": _range(report.stratified, 1)}
        yield render("quality_text.stratified", mean, language)
    yield from _problems(report, language)
    yield from _people(report, language)
    yield from _appeal(report, language)


def _passing(name: str, quality: "AgentQuality") -> tuple[str, ...]:
    passing, needed = quality.passing, quality.needed_pass
    size = str(passing.size)
    return name, _share(passing.value), size, _per_cent(passing), _whole(needed)


def _mean(name: str, quality: "AgentQuality", full: float) -> tuple[str, ...]:
    means = quality.means
    mean = means.random_only
    # a score beyond the scale is none: cutting the interval there leaves nothing out
    inside = replace(mean, low=max(mean.low, 0.0), high=min(mean.high, full))
    return (
        name,
        _points(mean.value),
        str(mean.size),
        NOTHING if isnan(mean.low) else _range(inside, 1),
        _whole(quality.needed_mean),
        _points(means.naive.value),
        _points(means.weighted.value),
    )


def _differs(rows: Rows, column: int) -> bool:
    """Tell whether a mean of another kind says anything beside that of the random samples."""
    return any(row[column] not in {NOTHING, row[1]} for row in rows)


def _problems(report: "QualityReport", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    if report.problems is None:
        return
    names = report.form.names
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
                    _per_cent(each.share),
                    _points(each.points.value, 2),
                    _share(each.running_share),
                    yes if each.perhaps_first else "",
                )
            )
        heads = ("problem", "share", "interval", "points", "running", "first")
        yield from _table(group, heads, rows, language)
    lines = [
        (names[id_].in_language(language), _share(each.value), _per_cent(each))
        for id_, each in report.problems.red_lines.items()
    ]
    yield from _table("red_lines", ("problem", "share", "interval"), lines, language)


def _people(report: "QualityReport", language: Language) -> Iterator[str]:
    """Yield what is about raters: their levels, calibration, disputes, halo."""
    yield from _model("raters", report.raters, language)
    sessions: Rows = [
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
    heads: Sequence[str] = ("session", "items_rated", "alpha", "icc", "kappa", "spread")
    yield from _table("sessions", heads, sessions, language)
    changes: Rows = [
        (
            f"{each.before} -> {each.after}",
            _points(each.alpha.value, 3),
            _range(each.alpha, 3),
            _points(each.spread.value),
            _range(each.spread, 1),
        )
        for each in report.session_changes
    ]
    heads = ("session", "alpha", "interval", "spread", "interval")
    yield from _table("session_changes", heads, changes, language)
    yield from _model("calibration_raters", report.calibrated, language)
    disputes = [
        (
            each.rater,
            _share(each.disputed.value),
            _share(each.upheld.value),
            _per_cent(each.upheld),
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


def _appeal(report: "QualityReport", language: Language) -> Iterator[str]:
    from engine.i18n.translate import render

    asked = report.appeal
    if asked is None:
        return
    names = report.form.names
    parts = []
    for sample in asked.samples:
        items = [
            names[id_].in_language(language) if id_ in names else id_
            for id_ in asked.items.get(sample, ())
        ]
        parts += [f"{sample}:{item}" for item in items] or [sample]
    values = {
        "agent": asked.agent,
        "samples": ", ".join(parts),
        "standing": _points(asked.standing.value, 2),
        "size": asked.standing.size,
        "without": _points(asked.without.value, 2),
        "left": asked.without.size,
    }
    yield ""
    yield render("quality_text.appeal", values, language)


def _model(
    title: str, model: "RaterModel | None", language: Language, indicator: str = ""
) -> Iterator[str]:
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
            _range(each.drift, 1),
        )
        for each in model.raters
    ]
    heads = ("rater", "ratings", "raw", "leniency", "interval", "drift", "interval")
    yield from _table(title, heads, rows, language, indicator=indicator)


def _ratings(report: "RatingsReport", language: Language) -> Iterator[str]:
    from engine.report.metrics_words import indicator_name

    rows = [
        (month.month, indicator_name(rated.indicator, language), agent, _points(value), str(size))
        for month in report.months
        for rated in month.indicators
        for agent, value, size in zip(rated.agents, rated.values, rated.sizes, strict=True)
    ]
    heads = ("month", "indicator", "agent", "value", "ratings")
    yield from _table("rated", heads, rows, language)
    for indicator, model in report.models.items():
        yield from _model("rated_raters", model, language, indicator_name(indicator, language))


def _table(
    title: str, heads: Sequence[str], rows: Rows, language: Language, **values: Value
) -> Iterator[str]:
    from engine.i18n.translate import render

    if not rows:
        return
    yield ""
    yield render(f"quality_text.title_{title}", values, language)
    head = tuple(render(f"quality_text.{name}", {}, language) for name in heads)
    yield from table([head, *rows[:MOST_ROWS]])
    if len(rows) > MOST_ROWS:
        yield render("quality_text.more", {"count": len(rows) - MOST_ROWS}, language)


def _points(value: float, places: int = 1) -> str:
    # adding 0 makes a rounded -0.0 a plain one
    return NOTHING if isnan(value) else f"{round(value, places) + 0.0:.{places}f}"


def _share(value: float) -> str:
    return NOTHING if isnan(value) else f"{value:.1%}"


def _whole(value: int | None) -> str:
    return NOTHING if value is None else str(value)


def _range(estimate: "Estimate", places: int) -> str:
    if isnan(estimate.low):
        return NOTHING
    return f"{_points(estimate.low, places)} .. {_points(estimate.high, places)}"


def _per_cent(estimate: "Estimate") -> str:
    if isnan(estimate.low):
        return NOTHING
    return f"{estimate.low:.1%} .. {estimate.high:.1%}"
