"""The pictures of recommended weights: the frontier, moves under an emphasis, stability.

The numbers come from the report and are only placed here; every value is printed or in a table.
"""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from engine.domain.weights_report import EmphasisRow, FrontierPart
from engine.report import figures
from engine.report.chart_frame import PLOT_LEFT, Chart, finished
from engine.report.evidence_charts import Interval, intervals_chart
from engine.report.frontier_line import Mark, is_single, marks
from engine.report.tokens import SHAPES, Tokens
from engine.report.weights_frontier_tables import mark_words
from engine.report.weights_page_words import PERCENT, STILL, WeightsWords

FRONTIER_PX, SINGLE_PX = 320, 240
TEXT_ROOM = 0.8  # of the drawn width: an interval is longer than a figure
LEAST_SPAN = 4.0  # points: less would blow up what is next to nothing
LEFT_ROOM, RIGHT_ROOM, ROOM = 0.45, 0.4, 0.18  # of the span, for the words beside the marks
FROM_ZERO = 0.5  # an axis starts at 0 unless that would leave half of it empty


def frontier_chart(words: WeightsWords, part: FrontierPart, tokens: Tokens) -> Chart:
    """Return the distances from judgement and from evidence, the frontier as a line.

    Words stand beside the marks that have a name: corners on the side where nothing is allowed,
    the recommended set on the other; hovering shows the shares.
    """
    found = marks(part)
    drawn = alt.Chart(pd.DataFrame([_row(words, mark) for mark in found]))
    x = alt.X(
        "judged:Q",
        title=words.say("frontier_axis_judged"),
        scale=_scale([mark.judged for mark in found], LEFT_ROOM, RIGHT_ROOM),
        axis=alt.Axis(grid=False, ticks=False, tickCount=5),
    )
    y = alt.Y(
        "evidence:Q",
        title=words.say("frontier_axis_evidence"),
        scale=_scale([mark.evidence for mark in found], ROOM, ROOM),
        axis=alt.Axis(ticks=False, domain=False, tickCount=5, minExtent=PLOT_LEFT),
    )
    line = drawn.transform_filter("datum.corner").mark_line(color=tokens["ink2"], strokeWidth=2)
    tooltip = _tooltip(words)
    layers = [line.encode(x=x, y=y, order=alt.Order("judged:Q"))]
    layers += [mark.encode(x=x, y=y, tooltip=tooltip) for mark in _marks(drawn, tokens)]
    layers += [mark.encode(x=x, y=y, text="label:N") for mark in _labels(drawn, tokens)]
    return finished(layers, tokens, height=SINGLE_PX if is_single(part) else FRONTIER_PX)


def moves_chart(words: WeightsWords, row: EmphasisRow, tokens: Tokens) -> Chart:
    """Return the moves of the shares under an emphasis in points, the greatest first."""
    moved = sorted(row.moves.items(), key=lambda each: -each[1])
    return intervals_chart(
        [
            Interval(
                name=words.name(indicator),
                value=PERCENT * move,
                low=min(0.0, PERCENT * move),
                high=max(0.0, PERCENT * move),
                text=figures.signed(PERCENT * move),
            )
            for indicator, move in moved
            if abs(move) >= STILL
        ],
        tokens,
    )


def stability_chart(words: WeightsWords, tokens: Tokens) -> Chart:
    """Return each share with the interval in which no grade changes; without grades, no rank."""
    rows = []
    for row in words.report.stability:
        low, high = row.grade_low, row.grade_high
        if low is None or high is None:
            low, high = row.rank_low, row.rank_high
        rows.append(
            Interval(
                name=words.name(row.indicator),
                value=PERCENT * row.share,
                low=PERCENT * low,
                high=PERCENT * high,
                text=words.plain_range(low, high),
            )
        )
    return intervals_chart(rows, tokens, text_room=TEXT_ROOM)


def _marks(drawn: alt.Chart, tokens: Tokens) -> list[alt.Chart]:
    """Return the marks: dots for corners, a ring around the knee, the recommended set's own."""
    corners = drawn.transform_filter("datum.corner && !datum.chosen")
    return [
        corners.mark_point(filled=True, size=70, opacity=1, color=tokens["ink2"]),
        drawn.transform_filter("datum.knee").mark_point(
            size=210, strokeWidth=1.5, opacity=1, color=tokens["ink"]
        ),
        drawn.transform_filter("datum.chosen").mark_point(
            filled=True, size=150, opacity=1, color=tokens["accent"], shape=SHAPES["recommended"]
        ),
    ]


def _labels(drawn: alt.Chart, tokens: Tokens) -> list[alt.Chart]:
    below = drawn.transform_filter("datum.corner && !datum.chosen")
    above = drawn.transform_filter("datum.chosen")
    return [
        below.mark_text(align="right", dx=-9, dy=13, fontSize=13, color=tokens["ink2"]),
        above.mark_text(
            align="left", dx=11, dy=-9, fontSize=13, fontWeight=600, color=tokens["accent"]
        ),
    ]


def _row(words: WeightsWords, mark: Mark) -> dict[str, object]:
    """Return one mark: where it stands, its words, and the texts that hovering shows."""
    texts = [
        mark_words(words, mark) or figures.NONE,
        figures.number(mark.judged, 2),
        figures.number(mark.evidence, 2),
        *(figures.share(mark.point.shares[leaf]) for leaf in words.recommended),
    ]
    return {
        "judged": mark.judged,
        "evidence": mark.evidence,
        "label": mark_words(words, mark),
        "corner": mark.corner,
        "chosen": mark.recommended,
        "knee": mark.point.knee,
        **{f"text{place}": text for place, text in enumerate(texts)},
    }


def _tooltip(words: WeightsWords) -> list[alt.Tooltip]:
    """Return the headings of those texts: names never become names of fields."""
    heads = [words.say(key) for key in ("point", "from_judged", "from_evidence")]
    heads += [words.name(leaf) for leaf in words.recommended]
    return [alt.Tooltip(f"text{place}:N", title=head) for place, head in enumerate(heads)]


def _scale(values: Sequence[float], before: float, after: float) -> alt.Scale:
    """Return an axis that holds the values, with room before and after for words."""
    least, most = min(values), max(values)
    span = max(most - least, LEAST_SPAN)
    low, high = least - before * span, most + after * span
    starts_at_zero = low <= 0 or least <= FROM_ZERO * most
    return alt.Scale(domain=[0 if starts_at_zero else low, high], nice=False, zero=False)
