"""The few HTML blocks the pages are made of: every text from data is escaped, no script anywhere.

A block returns :class:`markupsafe.Markup`, which escapes whatever it is filled with; only
:func:`put` writes to the page. Markdown never sees a text from data, except through
:func:`as_plain_markdown`.
"""

import re
from collections.abc import Sequence
from typing import Literal

import streamlit as st
from markupsafe import Markup

from engine.report.tokens import GLYPHS, VERDICT_GLYPHS, Tokens

Cell = str | Markup
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])")


def put(*blocks: Markup) -> None:
    """Write blocks to the page, one below the other."""
    st.html(Markup("").join(blocks))


def as_plain_markdown(text: str) -> str:
    r"""Return a text from data so that a Markdown label shows it as it is.

    >>> print(as_plain_markdown("[x](y)"))
    \[x\]\(y\)
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def head(page: str, headline: str, ground: str) -> Markup:
    """Return the page's name, its answer as the headline and one line of ground and doubt."""
    template = "<div class='h-head'><div class='eb'>{}</div><h1>{}</h1><p>{}</p></div>"
    return Markup(template).format(page, headline, ground)


def section(title: str, subtitle: str = "") -> Markup:
    """Return a section's title with its subtitle (units, interval level, how it is sorted)."""
    return Markup("<div class='h-sec'><h2>{}</h2><span>{}</span></div>").format(title, subtitle)


def subhead(text: Cell) -> Markup:
    """Return the small heading of one of several pictures in a section."""
    return Markup("<p class='h-h3'>{}</p>").format(text)


def note(text: str, title: str = "", kind: Literal["", "bad", "dash"] = "") -> Markup:
    """Return a note; ``bad`` has the alarm's rule, ``dash`` says that evidence is wanting."""
    told = Markup("<b>{}</b>").format(title) if title else Markup("")
    return Markup("<div class='h-note {}'>{}<p>{}</p></div>").format(kind, told, text)


def foot(text: str) -> Markup:
    """Return small print below a picture or a table."""
    return Markup("<p class='h-foot'>{}</p>").format(text)


def empty(title: str, body: str, command: str) -> Markup:
    """Return an empty state: what is missing, the least that is needed, the one command."""
    template = "<div class='h-emp'><b>{}</b>{}<br><span class='h-cmd'>{}</span></div>"
    return Markup(template).format(title, body, command)


def bullets(title: str, lines: Sequence[str]) -> Markup:
    """Return a titled list."""
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<p class='h-h3'>{}</p><ul class='h-ul'>{}</ul>").format(title, items)


def summary(title: str, sentences: Sequence[str]) -> Markup:
    """Return what a reader in a hurry takes away: a few sentences in the accent's frame."""
    items = Markup("").join(Markup("<li>{}</li>").format(each) for each in sentences)
    template = "<div class='h-note h-sum'><b>{}</b><ul class='h-ul'>{}</ul></div>"
    return Markup(template).format(title, items)


def chapter(title: str, subtitle: str) -> Markup:
    """Return the head of several sections that belong together."""
    template = "<div class='h-chap'><h2>{}</h2><span>{}</span></div>"
    return Markup(template).format(title, subtitle)


def legend(labels: Sequence[tuple[str, str]], tokens: Tokens) -> Markup:
    """Return the legend of weight sets: (origin, label) pairs in lane order."""
    mark = Markup("<span><i aria-hidden='true' style='color:{}'>{}</i>{}</span>")
    marks = [mark.format(tokens[origin], GLYPHS[origin], label) for origin, label in labels]
    return Markup("<div class='h-lg'>{}</div>").format(Markup("").join(marks))


def line_legend(labels: Sequence[tuple[str, str]]) -> Markup:
    """Return the legend of a slope chart: (up, down or flat, label) pairs."""
    mark = Markup("<span><i class='h-ln {}'></i>{}</span>")
    marks = [mark.format(kind, label) for kind, label in labels]
    return Markup("<div class='h-lg'>{}</div>").format(Markup("").join(marks))


def verdict_chip(verdict: str, word: str) -> Markup:
    """Return a verdict by glyph, word and line or fill: never by colour alone."""
    template = "<span class='h-chip {}'><span aria-hidden='true'>{}</span>{}</span>"
    return Markup(template).format(verdict, VERDICT_GLYPHS[verdict], word)


def chip(text: str, kind: Literal["acc", "q", "undecided"]) -> Markup:
    """Return a small label: ``acc`` proposed, ``undecided`` dashed, ``q`` quiet."""
    return Markup("<span class='h-chip {}'>{}</span>").format(kind, text)


def probability_bar(probability: float, *, mark: float, verdict: str = "") -> Markup:
    """Return a probability as a bar with a mark; only a missed target fills it with alarm."""
    template = (
        "<span class='h-pb {}' aria-hidden='true'><i style='width:{:.0f}%'></i>"
        "<u style='left:{:.0f}%'></u></span>"
    )
    kind = "missed" if verdict == "missed" else ""
    return Markup(template).format(kind, 100 * probability, 100 * mark)


def two_lines(above: Cell, below: Cell) -> Markup:
    """Return a cell with its doubt or detail in small print below."""
    return Markup("{}<small>{}</small>").format(above, below)


def strong(text: Cell) -> Markup:
    """Return a text in the heavier weight."""
    return Markup("<b>{}</b>").format(text)


def table(
    heads: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[Cell]],
    *,
    kind: str = "",
    cells: Sequence[Sequence[str]] | None = None,
) -> Markup:
    """Return a table.

    Parameters
    ----------
    heads
        (title, class) of each column: ``r`` right-aligned figures, ``n`` never wrapped.
    rows
        Cells in column order; a row of one cell spans the table as a subheading.
    cells
        Classes of single cells, for a matrix of verdicts.
    """
    title = Markup("<th scope='col' class='{}'>{}</th>")
    top = Markup("").join(title.format(css, text) for text, css in heads)
    body = Markup("").join(
        _row(row, heads, cells[position] if cells else None) for position, row in enumerate(rows)
    )
    template = (
        "<div class='h-scroll'><table class='h-t {}'><thead><tr>{}</tr></thead>"
        "<tbody>{}</tbody></table></div>"
    )
    return Markup(template).format(kind, top, body)


def _row(
    row: Sequence[Cell], heads: Sequence[tuple[str, str]], classes: Sequence[str] | None
) -> Markup:
    if len(row) == 1 and len(heads) > 1:
        template = "<tr class='sub'><td colspan='{}'>{}</td></tr>"
        return Markup(template).format(len(heads), row[0])
    css = classes or [kind for _, kind in heads]
    cell = Markup("<td class='{}'>{}</td>")
    told = Markup("").join(cell.format(kind, text) for kind, text in zip(css, row, strict=True))
    return Markup("<tr>{}</tr>").format(told)
