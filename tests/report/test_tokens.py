"""The look's measured promises: contrast by WCAG, distance under two colour-vision deficiencies."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.report.tokens import DARK, GLYPHS, LIGHT, ORIGINS, SHAPES, Tokens, css_variables

MODES = {"light": LIGHT, "dark": DARK}
TEXT_PAIRS = [
    ("ink", "bg", 7.0),
    ("ink2", "bg", 4.5),
    ("ink3", "bg", 4.5),
    ("ink2", "panel", 4.5),
    ("ink3", "panel", 4.5),
    ("accent", "bg", 4.5),
    ("accent", "accent_soft", 4.5),
    ("ink2", "accent_soft", 4.5),
    ("alarm", "bg", 4.5),
    ("alarm", "alarm_soft", 4.5),
    ("on_alarm", "alarm", 4.5),
]
MARK_PAIRS = [(name, "bg", 3.0) for name in (*ORIGINS, "fill")]
# Dichromat matrices on linear RGB: Machado, Oliveira and Fernandes 2009, table 1, severity 1.0.
DEFICIENCIES = {
    "deutan": np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    "protan": np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
}
XYZ = np.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]])


def linear(colour: str) -> NDArray[np.float64]:
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(first: str, second: str) -> float:
    levels = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (first, second))
    return (levels[1] + 0.05) / (levels[0] + 0.05)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    x = np.clip(rgb, 0, 1) @ XYZ / [0.9505, 1, 1.089]
    f = np.where(x > 0.008856, np.cbrt(x), 7.787 * x + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("front", "back", "least"), TEXT_PAIRS + MARK_PAIRS)
def test_contrast_reaches_the_limit(mode: str, front: str, back: str, least: float) -> None:
    tokens = MODES[mode]

    ratio = contrast(tokens[front], tokens[back])

    assert ratio >= least


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_weight_sets_stay_apart_for_colour_blind_readers(mode: str, deficiency: str) -> None:
    tokens: Tokens = MODES[mode]
    seen = {n: lab(DEFICIENCIES[deficiency] @ linear(tokens[n])) for n in (*ORIGINS, "alarm")}

    nearest = min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen.values(), 2))

    assert nearest >= 17


def test_both_modes_have_the_same_tokens() -> None:
    assert list(LIGHT) == list(DARK)


def test_each_weight_set_has_a_glyph_and_a_shape_of_its_own() -> None:
    assert len(set(GLYPHS.values())) == len(set(SHAPES.values())) == len(ORIGINS) == 4


def test_css_variables_name_every_token() -> None:
    variables = css_variables(LIGHT)

    assert variables.count("--h-") == len(LIGHT)
    assert "--h-accent-soft:#E4EFF6" in variables
