"""The stylesheet and Streamlit's theme take their colours from the tokens."""

import tomllib
from pathlib import Path

from engine.app.style import _FRAME, _MARKS, _PHONE, _TABLE, _TEXT
from engine.report.tokens import DARK, LIGHT

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def test_every_colour_of_the_stylesheet_is_a_token() -> None:
    sheet = _FRAME + _TEXT + _TABLE + _MARKS + _PHONE
    used = {part.split(")")[0] for part in sheet.split("var(--h-")[1:]}

    assert used <= {name.replace("_", "-") for name in LIGHT}
    assert "#" not in sheet


def test_streamlit_theme_agrees_with_the_tokens() -> None:
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]

    for mode, tokens in (("light", LIGHT), ("dark", DARK)):
        assert theme[mode]["backgroundColor"] == tokens["bg"]
        assert theme[mode]["textColor"] == tokens["ink"]
        assert theme[mode]["primaryColor"] == tokens["primary"]
    assert set(theme) == {"light", "dark"}  # a font under [theme] alone kills automatic dark mode
