"""The data quality report as a table: what is doubtful, where, and what it does to the figures."""

from collections.abc import Iterator

from engine.domain.metric_report import DataIssue
from engine.domain.texts import Sentence
from engine.i18n.translate import place_text
from engine.report import figures
from engine.report.metrics_words import MetricsWords
from engine.report.tables import Cell, Column, Table, number_cell, text_cell

_WORD = "issue_word."  # begins a value that is itself a sentence's key
_HEADS = ("severity", "what", "where", "rows", "treatment", "effect")


def issues_table(words: MetricsWords) -> Table:
    """Return every issue, worst first."""
    columns = tuple(Column(words.say(f"issues.{head}")) for head in _HEADS)
    rows = tuple(_row(words, issue) for issue in words.report.issues)
    title, subtitle = words.say("issues.title"), words.say("issues.subtitle")
    return Table("issues", title, subtitle, columns, rows)


def issue_text(words: MetricsWords, issue: DataIssue) -> str:
    """Return what an issue is, as a sentence."""
    told: dict[str, str | float] = {
        "rows": issue.rows, "of": issue.of, "column": issue.column,
        "file": issue.file, "table": issue.table, **issue_values(words, issue),
    }  # fmt: skip
    column = str(told["column"] or issue.file or issue.table)
    told["column"] = place_text(column, words.language)
    if isinstance(reading := told.get("reading"), str):
        told["reading"] = words.reading(reading)
    if isinstance(reason := told.get("reason"), str):
        told["reason"] = words.said(Sentence(reason))
    code = issue.code if issue.of or issue.code != "reading" else "reading_counted"
    return words.said(Sentence(f"issue.{code}", told))


def issue_values(words: MetricsWords, issue: DataIssue) -> dict[str, str | float | int]:
    """Return an issue's values, those that are sentences in words."""
    return {
        name: words.said(Sentence(value))
        if isinstance(value, str) and value.startswith(_WORD)
        else value
        for name, value in issue.values.items()
    }


def issue_extent(words: MetricsWords, issue: DataIssue) -> str:
    """Return how many rows an issue touches of how many, and what was done with them."""
    if not issue.of and not issue.treatment:
        return figures.number(issue.rows)
    counted = words.say("issues.of", rows=issue.rows, of=issue.of)
    return words.joined([counted, issue_treatment(words, issue)])


def issue_treatment(words: MetricsWords, issue: DataIssue) -> str:
    """Return what was done with the rows of an issue; empty where it has none."""
    return words.say(f"treatment.{issue.treatment}") if issue.treatment else ""


def issue_place(words: MetricsWords, issue: DataIssue) -> str:
    """Return where an issue is: file or table, column, first rows."""
    named = any(issue.column in place for place in issue.places)
    places = [*([] if named else [issue.column]), *issue.places]
    where = [issue.file or issue.table, *(place_text(each, words.language) for each in places)]
    return words.joined([each for each in where if each])


def issue_effects(words: MetricsWords, issue: DataIssue) -> Iterator[str]:
    """Yield what an issue does to each indicator of the shop that it touches."""
    for effect in issue.effects:
        told = words.say(
            "issues.effects",
            indicator=words.indicator(effect.indicator),
            with_issue=words.figure(effect.indicator, effect.with_issue),
            without_issue=words.figure(effect.indicator, effect.without_issue),
        )
        moved = words.say("issues.moved", count=effect.agents_moved)
        yield f"{told} ({moved})" if effect.agents_moved else told


def _row(words: MetricsWords, issue: DataIssue) -> tuple[Cell, ...]:
    effects = words.joined(list(issue_effects(words, issue)))
    return (
        text_cell(words.say(f"severity.{issue.severity}")),
        text_cell(issue_text(words, issue)),
        text_cell(issue_place(words, issue)),
        number_cell(issue.rows),
        text_cell(issue_treatment(words, issue)),
        text_cell(effects or words.say("issues.none_seen")),
    )
