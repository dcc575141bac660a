"""The data quality report as a table: what is doubtful, where, and what it does to the figures."""

from collections.abc import Iterator

from engine.domain.metric_report import DataIssue
from engine.domain.texts import Sentence
from engine.i18n.translate import place_text
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
        "file": issue.file, "table": issue.table, **issue.values,
    }  # fmt: skip
    told["column"] = told["column"] or issue.file or issue.table
    if isinstance(reading := told.get("reading"), str):
        told["reading"] = words.reading(reading)
    if isinstance(reason := told.get("reason"), str):
        told["reason"] = words.said(Sentence(reason))
    for name, value in told.items():
        if isinstance(value, str) and value.startswith(_WORD):
            told[name] = words.said(Sentence(value))
    return words.said(Sentence(f"issue.{issue.code}", told))


def issue_place(words: MetricsWords, issue: DataIssue) -> str:
    """Return where an issue is: file or table, column, first rows."""
    places = [place_text(place, words.language) for place in issue.places]
    where = [issue.file or issue.table, *(places or [place_text(issue.column, words.language)])]
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
        text_cell(words.say(f"treatment.{issue.treatment}")),
        text_cell(effects or words.say("issues.none_seen")),
    )
