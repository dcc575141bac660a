"""The mean outcome by bands of a metric, with the neighbours that cannot be told apart."""

from dataclasses import replace

import streamlit as st

from engine.app.blocks import Cell, foot, put, section, table, two_lines
from engine.app.pictures import put_chart
from engine.app.session import View
from engine.domain.pack import BandPart, BandRow
from engine.report import figures
from engine.report.charts import bands_chart
from engine.report.headline import LEAST_ROWS, telling_rows
from engine.report.labels import column_name, word


def put_bands(view: View, part: BandPart) -> None:
    """Draw the bands as dots with intervals and as a table with samples and ties."""
    subtitle = view.say(
        "app.bands.subtitle",
        cluster=column_name(part.cluster, view.language),
        clusters=figures.number(part.clusters),
    )
    put(section(part.name.in_language(view.language), subtitle))
    names = [_name(row) for row in part.rows]
    left, right = st.columns((6.4, 5.0), gap="large")
    with left:
        shown = replace(part, rows=telling_rows(part))
        drawn = [_name(row) for row in shown.rows]
        if drawn:
            put_chart(bands_chart(shown, drawn, view.tokens), view.say("app.bands.description"))
        put(foot(view.say("app.bands.axis_note")))
    with right:
        unit = f"app.unit.{part.unit}"
        metric = column_name(part.metric, view.language)
        heads = [
            (view.say("app.bands.band", metric=metric, unit=view.say(unit)), "n"),
            (column_name(part.outcome, view.language), "r"),
            (view.say("app.bands.n"), "r"),
            (view.say("app.bands.tie"), "r"),
        ]
        put(
            table(
                heads, [_row(row, name, view) for row, name in zip(part.rows, names, strict=True)]
            )
        )


def _name(row: BandRow) -> str:
    if row.high is None:
        return f"≥ {row.low:,g}"
    return f"[{row.low:,g}, {row.high:,g})"


def _row(row: BandRow, name: str, view: View) -> list[Cell]:
    if row.n < LEAST_ROWS:
        nothing = word("table.not_enough", view.language)
        return [name, nothing, figures.number(row.n), figures.NONE]
    mean = figures.number(row.mean.value, 3)
    if row.mean.low is not None and row.mean.high is not None:
        low, high = figures.number(row.mean.low, 3), figures.number(row.mean.high, 3)
        return _cells(row, name, two_lines(mean, view.say("app.range", low=low, high=high)))
    return _cells(row, name, mean)


def _cells(row: BandRow, name: str, mean: Cell) -> list[Cell]:
    return [name, mean, figures.number(row.n), str(row.tie)]
