"""A metric report for people: what is doubtful first, then the figures with their uncertainty."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING

from engine.cli.columns import display_width
from engine.cli.text_table import table
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.metric_report import MetricReport
    from engine.report.metrics_words import MetricsWords
    from engine.report.tables import Cell, Table

MOST_ROWS = 60  # of a table on the screen; files hold all
MOST_ISSUES = 12
MOST_EFFECTS = 3
WIDEST_CELL = 34  # a column of longer texts would break every line
HEADING = 12  # places of a heading's line
_HANDLED = "throughput"


def metrics_text(report: "MetricReport", language: Language) -> str:
    """Return the whole report as text, the data quality before any figure."""
    from engine.report.metrics_words import MetricsWords

    words = MetricsWords(report, language)
    sections = [_headline(words), list(_issues(words))]
    sections += [_lines(each, words) for each in _tables(words)]
    sections.append(list(_notes(words)))
    return "\n".join("\n".join([*lines, ""]) for lines in sections if lines)


def _headline(words: "MetricsWords") -> list[str]:
    from engine.metrics.periods import period_bounds

    report = words.report
    start, end = (f"{each:%Y-%m-%d}" for each in period_bounds(report.period))
    handled = [note.shop for note in report.indicators if note.indicator == _HANDLED]
    told: dict[str, object] = {
        "period": report.period,
        "agents": len(report.by_agent.agents),
        "indicators": len(report.indicators),
    }
    if handled:
        title = words.say("title", contacts=f"{handled[0].value:,.0f}", **told)
    else:
        title = words.say("title_no_contacts", **told)
    return [title, words.say("period", start=start, end=end)]


def _issues(words: "MetricsWords") -> Iterator[str]:
    """Yield each issue with its place and effects; only then may figures follow."""
    from engine.report.metrics_issue_tables import issue_effects, issue_place, issue_text

    issues = words.report.issues
    yield words.say("issues.title") if issues else words.say("issues.none")
    for issue in issues[:MOST_ISSUES]:
        severity = words.say(f"severity.{issue.severity}")
        treatment = words.say(f"treatment.{issue.treatment}")
        yield f"  [{severity}] {issue_text(words, issue)}"
        counted = words.say("issues.of", rows=issue.rows, of=issue.of)
        yield f"      {issue_place(words, issue)}: {words.joined([counted, treatment])}"
        yield from (f"      {each}" for each in list(issue_effects(words, issue))[:MOST_EFFECTS])
    if len(issues) > MOST_ISSUES:
        yield "  " + words.say("more", count=len(issues) - MOST_ISSUES)


def _tables(words: "MetricsWords") -> "Iterator[Table]":
    from engine.report.metrics_rate_tables import attribution_table, ranks_table, rates_table
    from engine.report.metrics_tables import (
        agent_tables,
        part_tables,
        reconciled_table,
        shop_table,
    )
    from engine.report.tables import kept

    several = len(words.report.attribution) > 1
    yield from kept([shop_table(words), rates_table(words), attribution_table(words)])
    yield from kept([ranks_table(words) if several else None, reconciled_table(words)])
    yield from kept([*agent_tables(words), *part_tables(words)])


def _lines(found: "Table", words: "MetricsWords") -> list[str]:
    """Return a table as aligned lines; a column of long texts goes below, by its text."""
    shown = found.rows[:MOST_ROWS]
    places = range(len(found.columns))
    narrow = [place for place in places if place == 0 or _width(shown, place) <= WIDEST_CELL]
    heads = _wrapped([found.columns[place].name for place in narrow])
    lines = [found.title, *([found.subtitle] if found.subtitle else [])]
    lines += table([*heads, *([row[place].text for place in narrow] for row in shown)])
    if len(found.rows) > MOST_ROWS:
        lines.append("  " + words.say("more", count=len(found.rows) - MOST_ROWS))
    for place in sorted(set(places) - set(narrow)):
        lines.append(f"  {found.columns[place].name}:")
        lines += [f"    {text}: {names}" for text, names in _gathered(shown, place, words)]
    return [*lines, *found.notes]


def _width(rows: "Sequence[tuple[Cell, ...]]", place: int) -> int:
    return max(display_width(row[place].text) for row in rows)


def _wrapped(heads: Sequence[str]) -> list[list[str]]:
    """Return headings on as many lines as the longest needs, the last line next to the rows."""
    columns = [_heading_lines(head) for head in heads]
    height = max(map(len, columns))
    return [
        [column[line - height] if height - line <= len(column) else "" for column in columns]
        for line in range(height)
    ]


def _heading_lines(head: str) -> list[str]:
    """Return a heading in lines of about HEADING places; Chinese breaks anywhere."""
    wide = display_width(head) > len(head)
    return wrap(head, HEADING // 2 if wide else HEADING, break_long_words=wide) or [""]


def _gathered(
    rows: "Sequence[tuple[Cell, ...]]", place: int, words: "MetricsWords"
) -> Iterator[tuple[str, str]]:
    """Yield each text of a column once, with the rows that say it."""
    for text in dict.fromkeys(row[place].text for row in rows):
        yield text, words.joined([row[0].text for row in rows if row[place].text == text])


def _notes(words: "MetricsWords") -> Iterator[str]:
    report = words.report
    if report.findings or report.absent:
        yield words.say("notes.title")
    yield from (f"  {words.said(each.sentence)}" for each in report.findings)
    if report.absent:
        names = words.joined([words.indicator(id_) for id_ in report.absent])
        yield f"  {words.say('absent.title')} ({len(report.absent)}): {names}"
