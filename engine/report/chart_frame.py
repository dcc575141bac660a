"""What every chart shares: typeface, grid, row axes and the configuration from the tokens."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from engine.report.tokens import FONT, ORIGINS, Tokens

Chart = alt.LayerChart

LABEL_PX = 168
PLOT_LEFT = 44  # pixels: one left edge for two charts above each other


def finished(layers: Sequence[Any], tokens: Tokens, *, height: int) -> Chart:
    """Return the layers as one chart in Heng's dress, as wide as its container."""
    chart = alt.layer(*layers).properties(height=height, width="container")
    dressed: Chart = (
        chart.configure(
            background="transparent",
            font=FONT,
            padding={"left": 0, "right": 6, "top": 6, "bottom": 0},
        )
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=tokens["ink2"],
            titleColor=tokens["ink3"],
            gridColor=tokens["grid"],
            domainColor=tokens["line"],
            tickColor=tokens["line"],
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelPadding=6,
        )
        .configure_text(font=FONT, fontSize=12)
    )
    return dressed


def named_rows(
    names: Sequence[str], tokens: Tokens, *, padding: float = 0.2, label_px: int = LABEL_PX
) -> alt.Y:
    """Return the axis of rows called by their names, in the order given."""
    axis = alt.Axis(
        domain=False,
        ticks=False,
        grid=False,
        labelFontSize=13,
        labelColor=tokens["ink"],
        labelLimit=label_px,
        labelExpr="split(datum.label, '\\n')",  # a name of two lines has a line break
        labelOverlap=False,
    )
    scale = alt.Scale(paddingInner=padding, paddingOuter=padding / 3)
    return alt.Y("name:N", sort=list(names), title=None, axis=axis, scale=scale)


def left_edge() -> dict[str, Any]:
    """Return the axis options that give charts above each other the same left edge."""
    return {"minExtent": PLOT_LEFT, "maxExtent": PLOT_LEFT}


def set_colours(tokens: Tokens) -> alt.Scale:
    """Return the colours of the four weight sets, by origin."""
    return alt.Scale(domain=list(ORIGINS), range=[tokens[origin] for origin in ORIGINS])


def distinct(names: Sequence[str]) -> list[str]:
    """Return the names, those that repeat made different: a row axis merges equal names.

    >>> distinct(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return told
