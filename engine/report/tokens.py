"""The colours, fonts and marks of Heng's look: one table feeds charts, pages and documents.

Contrasts and colour-blind distances are asserted by this module's tests; how the tokens are used
(good is quiet, one accent, people never in the alarm colour) is the pages' affair.
"""

from collections.abc import Mapping
from types import MappingProxyType

from engine.domain.weights import Origin

FONT = (
    "'HarmonyOS Sans SC','PingFang SC','Microsoft YaHei UI','Microsoft YaHei',"
    "'Noto Sans CJK SC','Source Han Sans SC',sans-serif"
)

Tokens = Mapping[str, str]

LIGHT: Tokens = MappingProxyType(
    {
        "bg": "#FFFFFF",
        "panel": "#F4F6F8",
        "line": "#DDE2E8",
        "grid": "#EBEEF2",
        "ink": "#17212B",
        "ink2": "#4D5966",
        "ink3": "#667280",
        "accent": "#155E8A",
        "accent_soft": "#E4EFF6",
        "fill": "#155E8A",
        "primary": "#155E8A",
        "alarm": "#B23C12",
        "alarm_soft": "#FBEBE4",
        "on_alarm": "#FFFFFF",
        "incumbent": "#667280",
        "judged": "#B88714",
        "evidence": "#9B2FBF",
        "recommended": "#155E8A",
        "band": "#CBD3DB",
    }
)

DARK: Tokens = MappingProxyType(
    {
        "bg": "#11161C",
        "panel": "#1A212A",
        "line": "#2E3844",
        "grid": "#232C36",
        "ink": "#E6EBF0",
        "ink2": "#B0BAC5",
        "ink3": "#8B96A3",
        "accent": "#7CBFEA",
        "accent_soft": "#173247",
        "fill": "#4A9BD0",
        "primary": "#2C79AB",
        "alarm": "#F2916B",
        "alarm_soft": "#3A2118",
        "on_alarm": "#2A120A",
        "incumbent": "#8B96A3",
        "judged": "#E3AC3B",
        "evidence": "#C450EB",
        "recommended": "#7CBFEA",
        "band": "#46525F",
    }
)

ORIGINS: tuple[str, ...] = (
    Origin.INCUMBENT,
    Origin.JUDGED,
    Origin.EVIDENCE,
    Origin.RECOMMENDED,
)
"""The lane order of the four weight sets, the same in every chart and table."""

GLYPHS: Mapping[str, str] = MappingProxyType(
    {
        Origin.INCUMBENT: "■",
        Origin.JUDGED: "○",
        Origin.EVIDENCE: "▲",
        Origin.RECOMMENDED: "◆",
    }
)

SHAPES: Mapping[str, str] = MappingProxyType(
    {
        Origin.INCUMBENT: "square",
        Origin.JUDGED: "circle",
        Origin.EVIDENCE: "triangle-up",
        Origin.RECOMMENDED: "diamond",
    }
)

VERDICT_GLYPHS: Mapping[str, str] = MappingProxyType({"held": "✓", "missed": "✕", "undecided": "?"})


def css_variables(tokens: Tokens) -> str:
    """Return the tokens as CSS custom properties, ``--h-ink2:#4D5966;..``, underscores as hyphens.

    >>> css_variables({"accent_soft": "#E4EFF6"})
    '--h-accent-soft:#E4EFF6'
    """
    return ";".join(f"--h-{name.replace('_', '-')}:{value}" for name, value in tokens.items())
