"""How a number is written in each language: the one place for per cent, minus signs and ranges.

Chinese writes a range with a full-width wave and the unit both times, English with an en dash
and the unit once; both use the true minus sign and per cent without a space.
"""

import math
from datetime import datetime

from engine.domain.texts import Language

MINUS, TIMES = "\u2212", "\u00d7"  # the true minus and multiplication signs
WAVE, DASH, NONE = "\uff5e", "\u2013", "\u2014"  # full-width wave, en dash, em dash
NEARLY_CERTAIN, NEARLY_NEVER = 0.99, 0.01
MYRIAD = 10_000
MINUTE_S, HOUR_S = 60, 3600
SHARE, SCORE = "share", "score"


def number(value: float | None, decimals: int = 0) -> str:
    """Return a number with grouped thousands and a true minus sign; none is a dash."""
    if value is None or not math.isfinite(value):
        return NONE
    written = f"{abs(value):,.{decimals}f}"
    negative = value < 0 and any(digit in written for digit in "123456789")
    return (MINUS if negative else "") + written


def large_number(value: float, language: Language) -> str:
    """Return a count for a headline: in Chinese in units of 万 from ten thousand on."""
    if language == "zh" and abs(value) >= MYRIAD:
        return f"{number(value / MYRIAD, 1)} 万"
    return number(value)


def signed(value: float | None, decimals: int = 1) -> str:
    """Return a change with its sign; what rounds to nothing is ±0."""
    if value is None or not math.isfinite(value):
        return NONE
    written = number(abs(value), decimals)
    if not any(digit in written for digit in "123456789"):
        return f"±{written}"
    return ("+" if value > 0 else MINUS) + written


def share(value: float | None, decimals: int = 1) -> str:
    """Return a share of 0..1 in per cent."""
    return (
        NONE if value is None or not math.isfinite(value) else f"{number(100 * value, decimals)}%"
    )


def points(value: float | None, language: Language, decimals: int = 1) -> str:
    """Return the change of a share (0.07) in percentage points."""
    if value is None or not math.isfinite(value):
        return NONE
    return f"{signed(100 * value, decimals)} {'个百分点' if language == 'zh' else 'pp'}"


def probability(value: float) -> str:
    """Return a probability in whole per cent; beyond 1 % and 99 % only that it is beyond."""
    if value > NEARLY_CERTAIN:
        return "> 99%"
    return "< 1%" if value < NEARLY_NEVER else f"{value:.0%}"


def money(value: float, language: Language, *, with_sign: bool = False) -> str:
    """Return an amount in yuan, whole."""
    sign = MINUS if round(value) < 0 else "+" if with_sign and round(value) > 0 else ""
    return f"{sign}{'¥' if language == 'zh' else 'CNY'} {abs(value):,.0f}"


def yuan(value: float, language: Language) -> str:
    """Return a small amount in yuan, to the hundredth, for what one contact is worth."""
    written = number(abs(value), 2)
    sign = MINUS if value < 0 else ""
    return f"{sign}{written} 元" if language == "zh" else f"{sign}CNY {written}"


def times(factor: float) -> str:
    """Return a multiple, with the multiplication sign before it."""
    return f"{TIMES}{factor:g}"


def clock(seconds: float) -> str:
    """Return an instant of the simulated day: 20:00; the next day's hours go on after 24:00."""
    minutes = round(seconds / MINUTE_S)
    return f"{minutes // MINUTE_S}:{minutes % MINUTE_S:02d}"


def clock_range(start_s: float, end_s: float, language: Language) -> str:
    """Return a stretch of the simulated day, from clock to clock."""
    return f"{clock(start_s)}{WAVE if language == 'zh' else DASH}{clock(end_s)}"


def instant(created: str) -> str:
    """Return a record's date and time to the minute, as 2026-09-14 10:22 (UTC)."""
    return f"{datetime.fromisoformat(created):%Y-%m-%d %H:%M}"


def quantity(value: float | None, unit: str, language: Language) -> str:
    """Return a value in its unit, rounded for reading.

    Units: s, min, h, share, points, score, count, CNY, per_h; another unit is left unsaid.
    """
    if value is None or not math.isfinite(value):
        return NONE
    if unit == "CNY":
        return money(value, language)
    return _plain(value, unit) + unit_text(unit, language)


def limit(value: float, unit: str, language: Language) -> str:
    """Return a threshold as it was promised: no decimals but those it has."""
    if unit == SHARE:
        return f"{100 * value:.10g}%"
    if unit == "CNY":
        return money(value, language)
    return f"{value:,.10g}" + unit_text(unit, language)


def quantity_range(low: float | None, high: float | None, unit: str, language: Language) -> str:
    """Return an interval of a quantity; none is a dash."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return NONE
    if language == "zh" or unit == "CNY":
        mark = WAVE if language == "zh" else " to "
        return f"{quantity(low, unit, language)}{mark}{quantity(high, unit, language)}"
    low_text, high_text = _plain(low, unit).removesuffix("%"), _plain(high, unit)
    return f"{low_text}{_dash(low, high)}{high_text}{unit_text(unit, language)}"


def points_range(low: float | None, high: float | None, language: Language) -> str:
    """Return an interval of a change of a share in percentage points; none is a dash."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
        return NONE
    mark = WAVE if language == "zh" else " to "
    unit = "个百分点" if language == "zh" else "pp"
    ends = [signed(100 * end).removeprefix("\u00b1") for end in (low, high)]
    return f"{mark.join(ends)} {unit}"


def _dash(low: float, high: float) -> str:
    """Return the English range's mark: a dash between minus signs would be unreadable."""
    return " to " if low < 0 or high < 0 else DASH


def _plain(value: float, unit: str) -> str:
    if unit == SHARE:
        return share(value)
    if unit == SCORE:
        return number(value, 1)
    if unit in _WHOLE_UNITS:
        return number(value, 0 if abs(value) >= _WHOLE_FROM else 1)
    return number(value, 0 if abs(value) >= _TENFOLD * _WHOLE_FROM else 2)


def unit_text(unit: str, language: Language) -> str:
    """Return a unit as it follows a number, with its space; nothing for a unit left unsaid."""
    return _UNITS[language].get(unit, "")


_WHOLE_UNITS = {"s", "h", "min", "count", "per_h", "per h"}
_WHOLE_FROM, _TENFOLD = 10, 10
_UNITS: dict[Language, dict[str, str]] = {
    "zh": {
        "s": " 秒",
        "h": " 小时",
        "min": " 分钟",
        "points": " 分",
        "per_h": " 次/小时",
        "per h": " 次/小时",
    },
    "en": {
        "s": " s",
        "h": " h",
        "min": " min",
        "points": "",
        "per_h": " an hour",
        "per h": " an hour",
    },
}
