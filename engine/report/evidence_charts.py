"""The pictures of an evidence report: dots with intervals, claims against what was claimed, drift.

The numbers come from the report and are only placed here; every value is printed beside its mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np
import pandas as pd

from engine.domain.evidence_figures import ClaimReport, EffectReport, ImportanceReport
from engine.domain.evidence_trust import AgentEffectRow, ValidationReport
from engine.report import figures
from engine.report.chart_frame import Chart, distinct, finished, named_rows
from engine.report.evidence_claim_tables import claim_amount
from engine.report.evidence_effect_tables import BAND_KINDS, effect_text
from engine.report.evidence_words import EvidenceWords
from engine.report.tokens import Tokens

ROW_PX, FOLDED_ROW_PX, HEAD_PX = 34, 48, 28
LABEL_PX = 230
TEXT_ROOM = 0.42  # of the drawn width, for the printed values
FIRM, QUIET, BAD = "firm", "quiet", "bad"
CLAIM_ROOM = 0.7  # claims print their unit too
PERCENT, DECIMALS = 100.0, 2
LINE, WIDE, WIDE_FROM = 26, 2, 0x1100  # a line of a name, in Latin signs
CLOSING = "\u201d\uff09\uff0c\uff1a"  # never at the start of a line
MOST_NAMES, MOST_TICKS, STRIP_PX = 24, 6, 190
OPEN_ROOM = 0.5  # of what is claimed: how far an open claim is drawn


@dataclass(frozen=True, slots=True)
class Interval:
    """One row of a picture: a value with its interval, as printed, and its look.

    ``low`` and ``high`` are None for a value without an interval; ``look`` is firm (told from
    0), quiet (not told from it) or bad (runs against what was claimed or is better).
    """

    name: str
    value: float
    low: float | None
    high: float | None
    text: str
    look: str = FIRM


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was claimed: from, to; drawn as an area behind the rows."""

    low: float
    high: float


def intervals_chart(
    rows: Sequence[Interval],
    tokens: Tokens,
    *,
    stretches: Sequence[Stretch] = (),
    text_room: float = TEXT_ROOM,
) -> Chart:
    """Return dots with intervals against 0, one row for each, the values printed on the right.

    ``stretches`` are none, or what was claimed in each row; ``text_room`` is the printed values'
    part of the drawn width.
    """
    table = pd.DataFrame(
        {
            "name": distinct([folded(row.name) for row in rows]),
            "value": [row.value for row in rows],
            "low": [row.value if row.low is None else row.low for row in rows],
            "high": [row.value if row.high is None else row.high for row in rows],
            "text": [row.text for row in rows],
            "look": [row.look for row in rows],
        }
    )
    ends = [0.0, *table["low"], *table["high"]]
    ends += [end for stretch in stretches for end in (stretch.low, stretch.high)]
    least, most = min(ends), max(ends)
    room = max(most - least, 1e-9)
    right = most + (CLAIM_ROOM if stretches else text_room) * room
    table["end"] = right
    scale = alt.Scale(domain=[least - 0.04 * room, right], nice=False)
    ticks = [tick for tick in _ticks(least, most) if least <= tick <= most]
    axis = alt.Axis(orient="top", domain=False, ticks=False, values=ticks, labelOverlap=True)
    x = alt.X("value:Q", title=None, scale=scale, axis=axis)
    y = named_rows(list(table["name"]), tokens, label_px=LABEL_PX)
    looks = alt.Scale(
        domain=[FIRM, QUIET, BAD], range=[tokens["accent"], tokens["ink3"], tokens["alarm"]]
    )
    colour = alt.Color("look:N", scale=looks, legend=None)
    shape = alt.Shape(
        "look:N",
        scale=alt.Scale(domain=[FIRM, QUIET, BAD], range=["circle", "circle", "triangle-up"]),
        legend=None,
    )
    drawn = alt.Chart(table)
    zero = alt.Chart(pd.DataFrame({"value": [0.0]})).mark_rule(color=tokens["ink3"])
    layers = [
        *([_areas(list(table["name"]), stretches, y, scale, tokens)] if stretches else []),
        zero.encode(x=x),
        drawn.mark_rule(strokeWidth=2).encode(
            y=y, x=alt.X("low:Q", scale=scale), x2="high:Q", color=colour
        ),
        drawn.mark_point(size=64, filled=True, opacity=1).encode(
            y=y, x=x, color=colour, shape=shape
        ),
        drawn.mark_text(align="right", dx=-2, fontSize=13, color=tokens["ink"]).encode(
            y=y, x=alt.X("end:Q", scale=scale), text="text:N"
        ),
    ]
    is_folded = table["name"].str.contains("\n").any()
    row_px = FOLDED_ROW_PX if is_folded else ROW_PX
    return finished(layers, tokens, height=row_px * len(rows) + HEAD_PX)


def folded(name: str) -> str:
    """Return a name in at most two lines: a Chinese sign is twice as wide as a Latin one."""
    widths = [WIDE if ord(sign) >= WIDE_FROM else 1 for sign in name]
    if sum(widths) <= LINE:
        return name
    places = [i for i in range(1, len(name)) if widths[i] == WIDE or name[i - 1] == " "]
    places = [i for i in places if name[i] not in CLOSING]
    half = sum(widths) / 2
    best = min(places, key=lambda i: abs(sum(widths[:i]) - half), default=len(name))
    return f"{name[:best].rstrip()}\n{name[best:]}" if best < len(name) else name


def claims_chart(words: EvidenceWords, claims: Sequence[ClaimReport], tokens: Tokens) -> Chart:
    """Return each claim's estimate in units of what was claimed: 0 is nothing, 1 as claimed.

    The area of each row is what counts as the claim.
    """
    stretches = [_claimed(claim) for claim in claims]
    return intervals_chart([_claim(words, claim) for claim in claims], tokens, stretches=stretches)


def effect_intervals(words: EvidenceWords, effects: Sequence[EffectReport]) -> list[Interval]:
    """Return the rows of a picture of effects: points of a chance in per cent, else plain."""
    return [
        Interval(
            name=words.band(each) if each.kind in BAND_KINDS else effect_text(words, each),
            value=each.ame * _unit(words, each.fit),
            low=each.low * _unit(words, each.fit),
            high=each.high * _unit(words, each.fit),
            text=figures.signed(each.ame * _unit(words, each.fit), DECIMALS),
            look=FIRM if each.low > 0 or each.high < 0 else QUIET,
        )
        for each in effects
    ]


def importance_intervals(words: EvidenceWords, report: ImportanceReport) -> list[Interval]:
    """Return the rows of a picture of shares, the largest first; ties have one letter."""
    ordered = sorted(report.rows, key=lambda row: row.rank)
    tied = {row.tie for row in ordered if sum(r.tie == row.tie for r in ordered) > 1}
    return [
        Interval(
            name=words.column(row.column)
            + (words.say("importance.tied", tie=row.tie) if row.tie in tied else ""),
            value=PERCENT * row.share.value,
            low=None if row.share.low is None else PERCENT * row.share.low,
            high=None if row.share.high is None else PERCENT * row.share.high,
            text=figures.share(row.share.value, 0),
            look=BAD if row.contradicted else QUIET if row.tie in tied else FIRM,
        )
        for row in ordered
    ]


def agent_intervals(rows: Sequence[AgentEffectRow], tokens: Tokens) -> Chart:
    """Return agents' effects as a strip of intervals in the order of their names."""
    table = pd.DataFrame(
        {
            "agent": [row.agent for row in rows],
            "shrunk": [row.shrunk for row in rows],
            "low": [row.low for row in rows],
            "high": [row.high for row in rows],
            "look": [
                QUIET if row.low <= 0 <= row.high or row.small_sample else FIRM for row in rows
            ],
        }
    )
    looks = alt.Scale(domain=[FIRM, QUIET], range=[tokens["accent"], tokens["ink3"]])
    colour = alt.Color("look:N", scale=looks, legend=None)
    axis = alt.Axis(labels=len(rows) <= MOST_NAMES, ticks=False, domain=False)
    x = alt.X("agent:N", title=None, sort=list(table["agent"]), axis=axis)
    y_axis = alt.Axis(orient="left", domain=False, ticks=False, tickCount=4, format="+.2f")
    drawn = alt.Chart(table)
    zero = alt.Chart(pd.DataFrame({"shrunk": [0.0]})).mark_rule(color=tokens["ink3"])
    tip = [alt.Tooltip("agent:N"), alt.Tooltip("shrunk:Q", format="+.3f")]
    return finished(
        [
            zero.encode(y=alt.Y("shrunk:Q", title=None, axis=y_axis)),
            drawn.mark_rule(strokeWidth=1.5).encode(
                x=x, y=alt.Y("low:Q", title=None), y2="high:Q", color=colour
            ),
            drawn.mark_point(size=40, filled=True, opacity=1).encode(
                x=x, y="shrunk:Q", color=colour, tooltip=tip
            ),
        ],
        tokens,
        height=STRIP_PX,
    )


def drift_chart(report: ValidationReport, tokens: Tokens) -> Chart:
    """Return the observed outcome week by week over the expected one, alarms as triangles."""
    table = pd.DataFrame(
        {
            "week": [week.week for week in report.drift],
            "observed": [week.observed for week in report.drift],
            "expected": [week.expected for week in report.drift],
            "alarm": [week.alarm for week in report.drift],
        }
    )
    each = max(1, len(table) // MOST_TICKS)
    axis = alt.Axis(
        values=list(table["week"])[::each],
        labelExpr="split(datum.label, '-')[1] || datum.label",  # W07 of 2026-W07
        labelAngle=0,
        ticks=False,
        domain=False,
    )
    x = alt.X("week:N", title=None, sort=list(table["week"]), axis=axis)
    scale = alt.Scale(zero=False)
    y_axis = alt.Axis(domain=False, ticks=False, tickCount=4)
    drawn = alt.Chart(table)
    colour = alt.condition("datum.alarm", alt.value(tokens["alarm"]), alt.value(tokens["accent"]))
    shape = alt.condition("datum.alarm", alt.value("triangle-up"), alt.value("circle"))
    line = drawn.mark_line(color=tokens["ink3"], strokeDash=[4, 3])
    return finished(
        [
            line.encode(x=x, y=alt.Y("expected:Q", title=None, scale=scale, axis=y_axis)),
            drawn.mark_point(size=46, filled=True, opacity=1).encode(
                x=x, y=alt.Y("observed:Q", scale=scale), color=colour, shape=shape
            ),
        ],
        tokens,
        height=STRIP_PX,
    )


def _claim(words: EvidenceWords, claim: ClaimReport) -> Interval:
    unit = claim.claimed or claim.margin
    estimate = claim.estimate
    ends = [end for end in (estimate.low, estimate.high) if end is not None]
    scaled = sorted(end / unit for end in ends)
    return Interval(
        name=claim.name.in_language(words.language),
        value=estimate.value / unit,
        low=scaled[0] if scaled else None,
        high=scaled[-1] if scaled else None,
        text=claim_amount(words, claim, estimate.value),
        look={"supported": FIRM, "contradicted": BAD}.get(claim.verdict, QUIET),
    )


def _claimed(claim: ClaimReport) -> Stretch:
    """Return what counts as the claim, in units of it; open claims end a half beyond."""
    unit = claim.claimed or claim.margin
    half = abs(claim.margin / unit)
    centre = 1.0 if claim.claimed else 0.0
    if claim.kind == "at_least":
        return Stretch(centre, centre + OPEN_ROOM)
    return Stretch(centre - half, centre + half)


def _areas(
    names: Sequence[str], stretches: Sequence[Stretch], y: alt.Y, scale: alt.Scale, tokens: Tokens
) -> alt.Chart:
    lows, highs = [each.low for each in stretches], [each.high for each in stretches]
    table = pd.DataFrame({"name": list(names), "low": lows, "high": highs})
    area = alt.Chart(table).mark_rect(color=tokens["band"], opacity=0.55)
    drawn: alt.Chart = area.encode(y=y, x=alt.X("low:Q", scale=scale), x2="high:Q")
    return drawn


def _unit(words: EvidenceWords, fit: str) -> float:
    return PERCENT if words.is_chance(fit) else 1.0


def _ticks(least: float, most: float) -> list[float]:
    """Return three to six round numbers from the least to the most, 0 among them."""
    step = 10.0 ** np.floor(np.log10(max(most - least, 1e-9)))
    steps = (step / 5, step / 2, step, 2 * step)
    chosen = next((each for each in steps if (most - least) / each <= MOST_TICKS), 2 * step)
    first, last = int(np.ceil(least / chosen)), int(np.floor(most / chosen))
    return [round(i * chosen, 12) for i in range(first, last + 1)]
