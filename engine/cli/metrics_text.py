"""A metric report for people: what is doubtful first, then the figures with their uncertainty."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from engine.cli.columns import wrapped
from engine.cli.table_lines import listed, table_lines
from engine.domain.texts import Language

if TYPE_CHECKING:
    from engine.domain.metric_report import MetricReport
    from engine.domain.texts import Finding, Sentence
    from engine.report.metrics_words import MetricsWords
    from engine.report.tables import Table

MOST_ROWS = 60  # of a table on the screen; files hold all
MOST_ISSUES, MOST_REMARKS = 12, 3  # of a screen; remarks are issues that are mere notes
MOST_EFFECTS = 3
WIDTH, NARROWEST = 100, 60  # places of a line
_NAMES, _FIGURE = 22, 11  # places of an agent with group, and of a figure beside them
_HANDLED = "throughput"
_SEPARATORS = {"zh": "、", "en": ", "}
_SHOP = ("value", "interval", "size", "denominator")
_ABOUT = ("generated", "simulated", "named", "pseudonyms")  # what the figures are of, and who


def metrics_text(report: "MetricReport", language: Language, width: int = WIDTH) -> str:
    """Return the report as text of a screen's width, the data quality before any figure.

    Agents, groups and parts are shown with the leading indicators; the files hold all.
    """
    from engine.report.metrics_screen import on_screen
    from engine.report.metrics_words import MetricsWords

    width = max(width, NARROWEST)
    words, shown = MetricsWords(report, language), MetricsWords(on_screen(report), language)
    sections = [_headline(words, width), list(_issues(words, width))]
    sections += [_lines(each, words, width) for each in _tables(shown, width)]
    sections += [list(_contradictions(words, width)), list(_left_out(words, shown, width))]
    sections += [list(_absent(words, width)), list(_notes(words, width))]
    return "\n".join("\n".join([*lines, ""]) for lines in sections if lines)


def _headline(words: "MetricsWords", width: int) -> list[str]:
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
    about = [words.said(each.sentence) for each in report.findings if _is_about(each)]
    lines = [title, words.say("period", start=start, end=end), *about]
    return [part for line in lines for part in wrapped(line, width, "")]


def _is_about(finding: "Finding") -> bool:
    return finding.sentence.key in {f"finding.indicators.{name}" for name in _ABOUT}


def _issues(words: "MetricsWords", width: int) -> Iterator[str]:
    """Yield each issue with its place and effects; only then may figures follow."""
    from engine.report.metrics_issue_tables import (
        issue_effects,
        issue_extent,
        issue_place,
        issue_text,
    )

    issues = words.report.issues
    yield words.say("issues.title") if issues else words.say("issues.none")
    remarks = [issue for issue in issues if issue.severity == "note"]
    shown = [*(each for each in issues if each not in remarks), *remarks[:MOST_REMARKS]]
    for issue in shown[:MOST_ISSUES]:
        severity = words.say(f"severity.{issue.severity}")
        yield from wrapped(f"[{severity}] {issue_text(words, issue)}", width)
        below = [f"{issue_place(words, issue)}: {issue_extent(words, issue)}"]
        below += list(issue_effects(words, issue))[:MOST_EFFECTS]
        yield from (part for line in below for part in wrapped(line, width, " " * 6))
    if len(issues) > len(shown[:MOST_ISSUES]):
        yield "  " + words.say("more", count=len(issues) - len(shown[:MOST_ISSUES]))


def _tables(words: "MetricsWords", width: int) -> "Iterator[Table]":
    from engine.report.metrics_rate_tables import attribution_table, ranks_table, rates_table
    from engine.report.metrics_tables import (
        agent_tables,
        part_tables,
        reconciled_table,
        shop_table,
    )
    from engine.report.metrics_window_tables import windows_table
    from engine.report.tables import kept

    several, wide = len(words.report.attribution) > 1, (width - _NAMES) // _FIGURE
    yield from kept([shop_table(words, _SHOP), windows_table(words)])
    yield from kept([rates_table(words), attribution_table(words)])
    yield from kept([ranks_table(words) if several else None, reconciled_table(words)])
    yield from kept([*agent_tables(words, wide), *part_tables(words, wide)])


def _lines(found: "Table", words: "MetricsWords", width: int) -> list[str]:
    """Return a table's title, rows and notes; of more rows than a screen holds, the first."""
    lines = [found.title, *wrapped(found.subtitle, width, "")] if found.subtitle else [found.title]
    lines += table_lines(found.first(MOST_ROWS), words.language, width)
    if len(found.rows) > MOST_ROWS:
        lines.append("  " + words.say("more", count=len(found.rows) - MOST_ROWS))
    return [*lines, *(part for note in found.notes for part in wrapped(note, width, ""))]


def _contradictions(words: "MetricsWords", width: int) -> Iterator[str]:
    """Yield what pages say otherwise about the rules that were counted by."""
    told = [
        words.say(
            "rates.contradiction",
            rule=rate.rule.name.in_language(words.language),
            fact=fact.key,
            value=fact.value,
            source=fact.source,
            date=fact.date,
        )
        for rate in words.report.platform_rates
        for fact in rate.rule.contradictions
    ]
    if told:
        yield words.say("rates.contradictions")
    yield from (part for line in told for part in wrapped(line, width))


def _left_out(words: "MetricsWords", shown: "MetricsWords", width: int) -> Iterator[str]:
    """Yield how many indicators the agents' tables leave to the files."""
    known, some = len(shown.report.indicators), len(shown.report.by_agent.indicators)
    every = len(words.report.by_agent.indicators)
    if min(known, every) > some:
        yield from wrapped(words.say("agents.leading", count=some, total=every), width, "")


def _absent(words: "MetricsWords", width: int) -> Iterator[str]:
    """Yield what to bring for the indicators that have no figure, by what they lack."""
    from engine.domain.texts import Sentence
    from engine.report.metrics_screen import without_value

    empty = {id_: Sentence("indicators.absent.empty") for id_ in without_value(words.report)}
    lacks = {**empty, **words.report.absent}
    named: dict[str, list[str]] = {}
    columns: dict[str, list[str]] = {}
    for id_, lack in lacks.items():
        named.setdefault(lack.key, []).append(words.indicator(id_))
        columns.setdefault(lack.key, []).extend(_columns_of(lack, words.language))
    if lacks:
        yield f"{words.say('absent.title')} ({len(lacks)})"
    reasons, sign = {}, _SEPARATORS[words.language]
    for lack in lacks.values():
        told = {**lack.values, "columns": sign.join(dict.fromkeys(columns[lack.key]))}
        reasons[words.said(Sentence(lack.key, told))] = named[lack.key]
    yield from listed(reasons, words.language, width)


def _columns_of(lack: "Sentence", language: "Language") -> list[str]:
    """Return the columns that a sentence names, each for itself: several sentences become one."""
    columns = lack.values.get("columns", "")
    told = str(columns) if not isinstance(columns, Mapping) else columns[language]
    return re.split("[、,] *", told)


def _notes(words: "MetricsWords", width: int) -> Iterator[str]:
    others = [each for each in words.report.findings if not _is_about(each)]
    if others:
        yield words.say("notes.title")
    for each in others:
        yield from wrapped(words.said(each.sentence), width)
