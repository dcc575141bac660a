"""The pictures of a simulated day: arrivals against capacity, first response below.

Both charts share their left edge and time axis, so that a shortfall stands above its waits.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from engine.domain.pack import IntervalRow, ScenarioPart
from engine.domain.texts import Language
from engine.i18n.translate import render
from engine.report.chart_frame import Chart, finished, left_edge
from engine.report.tokens import Tokens

SECONDS_PER_HOUR = 3600.0
_FINE_STEP_H = 1 / 60  # minutes between drawn points of an area under a step line
_LABELS_APART_H = 3.0
_LABEL_REACH_H = 1.2
_ONE_DAY_H = 26.0  # up to here a tick every two hours has room
_WAIT_TICKS_S = (0, 60, 300, 900, 3600, 14400)
_LEAST_TOP_S = 120.0
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def wave_number(position: int) -> str:
    """Return the mark of a wave, ① for position 0; from the 21st on a plain number."""
    return _CIRCLED[position] if position < len(_CIRCLED) else str(position + 1)


def arrivals_chart(part: ScenarioPart, tokens: Tokens, language: Language) -> Chart:
    """Return arrivals (line, 80 % band) against capacity (steps); a shortfall is the alarm area.

    Waves are numbered in a lane on top; their names stand beside the chart.
    """
    fine = _fine(part.intervals)
    top = float(max(fine["high"].max(), fine["capacity"].max())) * 1.06
    lane = top * 1.1
    x = _time_axis(part, labels=False)
    drawn = alt.Chart(fine)

    def y(field: str) -> alt.Y:
        axis = alt.Axis(format=",d", tickCount=4, domain=False, ticks=False, **left_edge())
        return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(domain=[0, lane]), axis=axis)

    layers: list[Any] = [*_wave_marks(part, lane, tokens)]
    band = drawn.mark_area(color=tokens["band"], opacity=0.55)
    layers.append(band.encode(x=x, y=y("low"), y2="high:Q"))
    short = drawn.mark_area(color=tokens["alarm"], opacity=0.9)
    layers.append(short.encode(x=x, y=y("above"), y2="capacity:Q"))
    line = drawn.mark_line(color=tokens["ink2"], strokeWidth=1.8)
    layers.append(line.encode(x=x, y=y("arrivals")))
    steps = drawn.mark_line(color=tokens["accent"], strokeWidth=2.4, strokeJoin="miter")
    layers.append(steps.encode(x=x, y=y("capacity")))
    layers += _series_labels(part.intervals, fine, tokens, language)
    return finished(layers, tokens, height=250)


def shortfall_per_h(part: ScenarioPart) -> float:
    """Return the greatest excess of mean arrivals over capacity, contacts per hour (>= 0)."""
    gaps = [row.arrivals_per_h - row.capacity_per_h for row in part.intervals]
    return max(0.0, *gaps) if gaps else 0.0


def _fine(intervals: Sequence[IntervalRow]) -> pd.DataFrame:
    """Return the intervals' series by the minute: lines through midpoints, capacity in steps."""
    starts = np.array([row.start_s for row in intervals]) / SECONDS_PER_HOUR
    width = float(starts[1] - starts[0]) if len(starts) > 1 else 1.0
    hours = np.arange(starts[0], starts[-1] + width + _FINE_STEP_H / 2, _FINE_STEP_H)
    middles = starts + width / 2
    capacity = np.array([row.capacity_per_h for row in intervals])
    step = np.clip(np.searchsorted(starts, hours + 1e-9, side="right") - 1, 0, len(starts) - 1)

    def through_middles(values: list[float]) -> Any:
        return np.interp(hours, middles, values)

    arrivals = through_middles([row.arrivals_per_h for row in intervals])
    return pd.DataFrame(
        {
            "hour": hours,
            "arrivals": arrivals,
            "low": through_middles([row.arrivals_p10 for row in intervals]),
            "high": through_middles([row.arrivals_p90 for row in intervals]),
            "capacity": capacity[step],
            "above": np.maximum(arrivals, capacity[step]),
        }
    )


def _wave_marks(part: ScenarioPart, lane: float, tokens: Tokens) -> list[alt.Chart]:
    if not part.waves:
        return []
    waves = pd.DataFrame(
        {
            "start": [wave.start_s / SECONDS_PER_HOUR for wave in part.waves],
            "end": [wave.end_s / SECONDS_PER_HOUR for wave in part.waves],
            "mark": [wave_number(position) for position in range(len(part.waves))],
            "y": lane,
        }
    )
    waves["middle"] = (waves["start"] + waves["end"]) / 2
    drawn = alt.Chart(waves)
    field = drawn.mark_rect(color=tokens["panel"]).encode(
        x="start:Q", x2="end:Q", y=alt.value(0), y2=alt.value("height")
    )
    mark = drawn.mark_text(baseline="top", dy=3, fontSize=14, fontWeight=600, color=tokens["ink"])
    return [field, mark.encode(x="middle:Q", y="y:Q", text="mark:N")]


def _series_labels(
    intervals: Sequence[IntervalRow], fine: pd.DataFrame, tokens: Tokens, language: Language
) -> list[alt.Chart]:
    """Name the two lines where there is room, and the greatest shortfall where it is."""
    hours = fine["hour"].to_numpy()
    room = _least_around((fine["capacity"] - fine["high"]).to_numpy())
    inner = (hours > hours[0] + _LABEL_REACH_H) & (hours < hours[-1] - _LABEL_REACH_H)
    at_capacity = int(np.argmax(np.where(inner, room, -np.inf)))
    apart = inner & (np.abs(hours - hours[at_capacity]) > _LABELS_APART_H)
    above = np.where(apart, room, -np.inf)
    below = np.where(apart & (room > 0), _least_around(fine["low"].to_numpy()), -np.inf)
    under = bool(below.max() > above.max())
    at_arrivals = int(np.argmax(below if under else above))
    capacity, arrivals = (
        render(f"chart.{name}", {}, language) for name in ("capacity", "arrivals")
    )
    labels = [
        _label(fine, at_capacity, "capacity", capacity, tokens["accent"]),
        _label(fine, at_arrivals, "low" if under else "high", arrivals, tokens["ink2"]),
    ]
    if max(row.arrivals_per_h - row.capacity_per_h for row in intervals) >= 1:
        labels.append(_shortfall_label(intervals, fine, tokens, language))
    return labels


def _least_around(values: Any) -> Any:
    """Return the least value within a label's reach of each point."""
    reach = round(_LABEL_REACH_H / _FINE_STEP_H)
    padded = np.pad(values, reach, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).min(axis=1)


def _shortfall_label(
    intervals: Sequence[IntervalRow], fine: pd.DataFrame, tokens: Tokens, language: Language
) -> alt.Chart:
    """Print the greatest shortfall beside it: on the right, or on the left late in the day."""
    gap = max(row.arrivals_per_h - row.capacity_per_h for row in intervals)
    text = render("chart.short_by", {"gap": f"{gap:,.0f}"}, language)
    arrivals, capacity = fine["arrivals"].to_numpy(), fine["capacity"].to_numpy()
    worst = int(np.argmax(arrivals - capacity))
    late = worst > len(fine) * 2 / 3
    middle = (arrivals[worst] + capacity[worst]) / 2
    below = np.flatnonzero(arrivals < middle)
    beside = below[below < worst][-1:] if late else below[below > worst][:1]
    edge = int(beside[0]) if len(beside) else worst
    row = pd.DataFrame({"hour": [fine["hour"][edge]], "y": [middle], "text": [text]})
    mark = alt.Chart(row).mark_text(
        align="right" if late else "left",
        dx=-8 if late else 8,
        fontSize=12,
        fontWeight=600,
        color=tokens["alarm"],
    )
    return _text_at(mark)


def _label(fine: pd.DataFrame, position: int, series: str, text: str, colour: str) -> alt.Chart:
    row = pd.DataFrame(
        {"hour": [fine["hour"][position]], "y": [fine[series][position]], "text": [text]}
    )
    shift = 11 if series == "low" else -10  # pixels: below the band, or above the line
    mark = alt.Chart(row).mark_text(color=colour, dy=shift, fontSize=12, fontWeight=600)
    return _text_at(mark)


def _text_at(mark: alt.Chart) -> alt.Chart:
    placed: alt.Chart = mark.encode(x="hour:Q", y="y:Q", text="text:N")
    return placed


def first_response_chart(
    part: ScenarioPart, tokens: Tokens, language: Language, *, target_s: float | None
) -> Chart:
    """Return the 90th percentile of first response by interval on the time axis of arrivals.

    The scale is symmetric-logarithmic with printed ticks; ``target_s`` is the dashed line.
    """
    rows = pd.DataFrame(
        {
            "hour": [
                (row.start_s + _width_s(part) / 2) / SECONDS_PER_HOUR for row in part.intervals
            ],
            "p90": [row.first_response_p90_s for row in part.intervals],
        }
    )
    worst = float(np.nanmax([*rows["p90"].astype(float), target_s or 0.0, 60.0]))
    top = max(1.08 * worst, _LEAST_TOP_S)
    ticks = [tick for tick in _WAIT_TICKS_S if tick <= top]
    scale = alt.Scale(type="symlog", constant=60, domain=[0, top])
    axis = alt.Axis(
        values=ticks, format=",d", domain=False, ticks=False, labelOverlap=False, **left_edge()
    )
    y = alt.Y("p90:Q", title=None, scale=scale, axis=axis)
    line = {"color": tokens["ink2"], "strokeWidth": 1.5}
    area = alt.Chart(rows).mark_area(color=tokens["band"], opacity=0.6, line=line)
    layers: list[Any] = [area.encode(x=_time_axis(part, labels=True), y=y)]
    if target_s is not None:
        text = render("chart.target_s", {"target": f"{target_s:,.0f}"}, language)
        mark = pd.DataFrame({"p90": [target_s], "hour": [_end_h(part)], "text": [text]})
        dashed = alt.Chart(mark).mark_rule(color=tokens["ink"], strokeDash=[4, 3])
        named = alt.Chart(mark).mark_text(align="right", dx=-4, dy=-9, color=tokens["ink"])
        layers += [dashed.encode(y=y), named.encode(x="hour:Q", y=y, text="text:N")]
    return finished(layers, tokens, height=130)


def _width_s(part: ScenarioPart) -> float:
    rows = part.intervals
    return rows[1].start_s - rows[0].start_s if len(rows) > 1 else SECONDS_PER_HOUR


def _end_h(part: ScenarioPart) -> float:
    return (part.intervals[-1].start_s + _width_s(part)) / SECONDS_PER_HOUR


def _time_axis(part: ScenarioPart, *, labels: bool) -> alt.X:
    start, end = part.intervals[0].start_s / SECONDS_PER_HOUR, _end_h(part)
    every = 2 if end - start <= _ONE_DAY_H else 6
    values = np.arange(np.ceil(start), end + 1e-9, every).tolist()
    clock = "(datum.value%24<10&&datum.value!=24?'0':'')+(datum.value==24?24:datum.value%24)+':00'"
    axis = alt.Axis(
        values=values,
        labelExpr=clock,
        labels=labels,
        ticks=labels,
        grid=False,
        labelOverlap="greedy",
        labelFlush=True,
    )
    return alt.X("hour:Q", title=None, scale=alt.Scale(domain=[start, end], nice=False), axis=axis)
