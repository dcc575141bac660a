"""The pictures of a decision: weight sets, ranks, consistency, outcomes by band.

Colours are explicit tokens, so that page, document and export show the same picture; the numbers
come from the pack and are only placed here.
"""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from engine.domain.pack import AgentRow, BandPart, Estimate, JudgementPart, LeafWeights
from engine.domain.texts import Language
from engine.i18n.translate import render
from engine.report.chart_frame import Chart, distinct, finished, named_rows, set_colours
from engine.report.labels import origin_name
from engine.report.tokens import ORIGINS, SHAPES, Tokens

NOTABLE_MOVE = 0.05  # of a share: the look prints such a move in bold accent
NOTABLE_RANKS = 3  # ranks: a smaller move is drawn thin
MOST_TICKS = 6
_LABEL_ROOM = 0.62  # on either side of a slope chart, as a part of its inner width
MOST_LINES = 15  # of a slope chart: more cannot be told apart


def weights_chart(leaves: Sequence[LeafWeights], tokens: Tokens, language: Language) -> Chart:
    """Return the four weight sets of each indicator as dots with intervals, one lane per set.

    The right column prints incumbent → recommended; a move of NOTABLE_MOVE and more is bold.
    """
    names = distinct([leaf.name.in_language(language) for leaf in leaves])
    lanes = pd.DataFrame(
        [
            {
                "name": name,
                "set": origin,
                "low": point.low,
                "share": point.value,
                "high": point.high,
            }
            for name, leaf in zip(names, leaves, strict=True)
            for origin, point in _points(leaf).items()
        ]
    )
    top = max(float(np.nanmax(lanes[["share", "high"]].astype(float).to_numpy())), 0.05)
    y = named_rows(names, tokens, padding=0.34)
    offset = alt.YOffset("set:N", sort=list(ORIGINS), scale=alt.Scale(domain=list(ORIGINS)))
    scale = alt.Scale(domain=[0, top * 1.5], nice=False)
    ticks = [tick for tick in np.arange(0, 1.01, _tick(top)).round(3).tolist() if tick <= top]
    axis = alt.Axis(format=".0%", values=ticks, orient="top", domain=False, ticks=False)
    colour = alt.Color("set:N", scale=set_colours(tokens), legend=None)
    shapes = alt.Scale(domain=list(ORIGINS), range=[SHAPES[origin] for origin in ORIGINS])
    stripe = alt.Chart(pd.DataFrame({"name": names[::2]})).mark_bar(color=tokens["panel"])
    drawn = alt.Chart(lanes)
    rule = drawn.mark_rule(strokeWidth=2, opacity=0.75)
    point = drawn.mark_point(size=60, opacity=1, strokeWidth=2)
    return finished(
        [
            stripe.encode(y=y, x=alt.value(0), x2=alt.value("width")),
            rule.encode(y=y, yOffset=offset, x=alt.X("low:Q"), x2="high:Q", color=colour),
            point.encode(
                y=y,
                yOffset=offset,
                x=alt.X("share:Q", title=None, scale=scale, axis=axis),
                color=colour,
                fill=alt.condition("datum.set=='judged'", alt.value(tokens["bg"]), colour),
                shape=alt.Shape("set:N", scale=shapes, legend=None),
                tooltip=[
                    alt.Tooltip("name:N", title=render("chart.indicator", {}, language)),
                    alt.Tooltip("share:Q", format=".1%", title=render("chart.share", {}, language)),
                ],
            ),
            *_move_column(names, leaves, y, top * 1.5, tokens),
        ],
        tokens,
        height=max(120, 54 * len(names)),
    )


def _points(leaf: LeafWeights) -> dict[str, Estimate]:
    """Return the points to draw; where evidence is silent its share is judgement's, not its own."""
    heard = leaf.evidence if leaf.evidence_speaks else None
    sets = (leaf.incumbent, leaf.judged, heard, leaf.recommended)
    return {origin: point for origin, point in zip(ORIGINS, sets, strict=True) if point is not None}


def _move_column(
    names: Sequence[str], leaves: Sequence[LeafWeights], y: alt.Y, right: float, tokens: Tokens
) -> list[alt.Chart]:
    rows = []
    for name, leaf in zip(names, leaves, strict=True):
        before, after = leaf.incumbent, leaf.recommended
        if before is None or after is None:
            continue
        text = f"{_points_of(before)} → {_points_of(after)}%"
        big = abs(after.value - before.value) >= NOTABLE_MOVE - 1e-9
        rows.append({"name": name, "x": right, "text": text, "big": big})
    if not rows:
        return []
    table = pd.DataFrame(rows)
    drawn = alt.Chart(table)
    quiet = drawn.transform_filter("!datum.big").mark_text(
        align="right", dx=-8, fontSize=13, color=tokens["ink2"]
    )
    notable = drawn.transform_filter("datum.big").mark_text(
        align="right", dx=-8, fontSize=13, fontWeight=600, color=tokens["accent"]
    )
    return [mark.encode(y=y, x="x:Q", text="text:N") for mark in (quiet, notable)]


def _points_of(share: Estimate) -> str:
    """Return a share in points, one decimal only when the grid leaves one."""
    points = round(share.value * 100, 1)
    return f"{points:.0f}" if points == round(points) else f"{points:.1f}"


def _tick(top: float) -> float:
    """Return the distance of ticks that gives three to six of them up to ``top``."""
    return next((step for step in (0.02, 0.05, 0.1, 0.2) if top / step <= MOST_TICKS), 0.25)


def slope_chart(agents: Sequence[AgentRow], tokens: Tokens, language: Language) -> Chart:
    """Return each agent's way from the incumbent's to the recommended set's order.

    Lines keep the order among the agents shown; the printed numbers are ranks in the whole team.
    Up is solid ▲, down dashed ▼, less than NOTABLE_RANKS thin: never the alarm colour.
    """
    ends = _slope_ends(agents)
    scale = alt.Scale(domain=[-_LABEL_ROOM, 1 + _LABEL_ROOM], nice=False)
    x = alt.X("side:Q", title=None, axis=None, scale=scale)
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[len(agents) + 0.6, -0.6], nice=False))
    kinds = alt.Scale(
        domain=["up", "down", "flat"], range=[tokens["accent"], tokens["ink"], tokens["ink3"]]
    )
    colour = alt.Color("kind:N", legend=None, scale=kinds)
    lines = [
        alt.Chart(ends[ends["kind"] == kind])
        .mark_line(strokeWidth=width, strokeDash=dash, opacity=opacity)
        .encode(x=x, y=y, detail="agent:N", color=colour)
        for kind, width, dash, opacity in (
            ("flat", 1.1, [1, 0], 0.6),
            ("up", 2.6, [1, 0], 1.0),
            ("down", 2.6, [6, 3], 1.0),
        )
    ]
    dots = alt.Chart(ends).mark_point(filled=True, size=36, opacity=1)
    left = alt.Chart(ends[ends["side"] == 0]).mark_text(align="right", dx=-10, fontSize=13)
    right = alt.Chart(ends[ends["side"] == 1]).mark_text(align="left", dx=10, fontSize=13)
    labels = [side.encode(x=x, y=y, color=colour, text="label:N") for side in (left, right)]
    heads = pd.DataFrame(
        {
            "side": [0, 1],
            "place": [-0.25, -0.25],
            "text": [origin_name(origin, language) for origin in (ORIGINS[0], ORIGINS[3])],
        }
    )
    head = alt.Chart(heads).mark_text(fontSize=12, fontWeight=600, color=tokens["ink2"])
    layers = [*lines, dots.encode(x=x, y=y, color=colour), *labels]
    layers.append(head.encode(x=x, y=y, text="text:N"))
    return finished(layers, tokens, height=max(140, 31 * len(agents) + 44))


def _slope_ends(agents: Sequence[AgentRow]) -> pd.DataFrame:
    rows = []
    for side, origin in ((0, ORIGINS[0]), (1, ORIGINS[3])):
        in_order = sorted(agents, key=lambda agent: (agent.standings[origin].rank, agent.agent))
        for place, agent in enumerate(in_order, 1):
            rank = agent.standings[origin].rank
            kind = _kind_of_move(agent.rank_change)
            moved = "" if kind == "flat" else f"  {rank_move(agent.rank_change)}"
            label = f"{rank}  {agent.agent}{moved}" if side else f"{agent.agent}  {rank}"
            rows.append(
                {"agent": agent.agent, "side": side, "place": place, "kind": kind, "label": label}
            )
    return pd.DataFrame(rows)


def _kind_of_move(rank_change: int) -> str:
    if abs(rank_change) < NOTABLE_RANKS:
        return "flat"
    return "up" if rank_change > 0 else "down"


def rank_move(rank_change: int) -> str:
    """Return a change of rank as people read it: ▲5 up, ▼3 down, — for none.

    >>> rank_move(5), rank_move(-3), rank_move(0)
    ('▲5', '▼3', '—')
    """
    if rank_change == 0:
        return "—"
    return f"{'▲' if rank_change > 0 else '▼'}{abs(rank_change)}"


def consistency_chart(part: JudgementPart, tokens: Tokens, language: Language) -> Chart:
    """Return each respondent's consistency ratio, worst first, against the limit.

    A respondent without a ratio (answers missing) is drawn without a mark; its table row says why.
    """
    worst_first = sorted(part.respondents, key=lambda row: -(row.consistency_ratio or -1.0))
    names = distinct([f"{r.respondent}  {r.name.in_language(language)}" for r in worst_first])
    ratios = [r.consistency_ratio for r in worst_first]
    top = max(part.limit * 1.6, *(ratio or 0.0 for ratio in ratios))
    rows = pd.DataFrame({"name": names, "zero": 0.0, "end": top * 1.3, "ratio": ratios})
    rows["over"] = rows["ratio"].astype(float) > part.limit
    rows["text"] = ["—" if ratio is None else f"{ratio:.3f}" for ratio in ratios]
    y = named_rows(names, tokens)
    scale = alt.Scale(domain=[0, top * 1.3], nice=False)
    axis = alt.Axis(values=[0, part.limit], format=".2f", orient="top", domain=False, ticks=False)
    x = alt.X("ratio:Q", title=None, scale=scale, axis=axis)
    colour = alt.condition("datum.over", alt.value(tokens["alarm"]), alt.value(tokens["ink2"]))
    shape = alt.condition("datum.over", alt.value("triangle-up"), alt.value("circle"))
    drawn = alt.Chart(rows)
    limit = alt.Chart(pd.DataFrame({"ratio": [part.limit]})).mark_rule(color=tokens["ink"])
    text = drawn.mark_text(align="right", dx=-2, fontSize=13)
    return finished(
        [
            limit.encode(x=x),
            drawn.mark_rule(strokeWidth=1.5).encode(y=y, x="zero:Q", x2="ratio:Q", color=colour),
            drawn.mark_point(size=80, filled=True, opacity=1).encode(
                y=y, x=x, color=colour, shape=shape
            ),
            text.encode(y=y, x="end:Q", text="text:N", color=colour),
        ],
        tokens,
        height=32 * len(names) + 28,
    )


def bands_chart(part: BandPart, names: Sequence[str], tokens: Tokens) -> Chart:
    """Return the mean outcome of each band (named by ``names``) with its interval.

    The axis does not start at 0: an outcome on a scale of points has no meaningful 0 here, and
    differences are what is asked about; the values are printed.
    """
    rows = pd.DataFrame(
        {
            "name": list(names),
            "low": [row.mean.low for row in part.rows],
            "mean": [row.mean.value for row in part.rows],
            "high": [row.mean.high for row in part.rows],
        }
    )
    least = float(np.nanmin(rows[["low", "mean"]].astype(float).to_numpy()))
    most = float(np.nanmax(rows[["mean", "high"]].astype(float).to_numpy()))
    room = max(most - least, 1e-6)
    rows["end"] = most + 0.42 * room
    rows["text"] = [f"{row.mean.value:.3f}" for row in part.rows]
    y = named_rows(names, tokens)
    scale = alt.Scale(domain=[least - 0.05 * room, most + 0.42 * room], nice=False)
    axis = alt.Axis(orient="top", domain=False, ticks=False, tickCount=4)
    x = alt.X("mean:Q", title=None, scale=scale, axis=axis)
    drawn = alt.Chart(rows)
    rule = drawn.mark_rule(strokeWidth=2, color=tokens["ink3"])
    point = drawn.mark_point(size=64, filled=True, opacity=1, color=tokens["evidence"])
    text = drawn.mark_text(align="right", dx=-2, fontSize=13, color=tokens["ink"])
    return finished(
        [
            rule.encode(y=y, x=alt.X("low:Q", scale=scale), x2="high:Q"),
            point.encode(y=y, x=x, shape=alt.value(SHAPES["evidence"])),
            text.encode(y=y, x=alt.X("end:Q", scale=scale), text="text:N"),
        ],
        tokens,
        height=34 * len(rows) + 28,
    )
