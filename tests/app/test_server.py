"""The headers and closed paths are requested from a real server in tests/browser."""

import tomllib
from pathlib import Path

from engine.app.server import SECURITY_HEADERS, SecurityHeaders, app

ROOT = Path(__file__).parents[2]
PACKAGED = ROOT / "engine" / "app" / ".streamlit" / "config.toml"


def test_checkout_and_package_have_the_same_configuration() -> None:
    assert (ROOT / ".streamlit" / "config.toml").read_bytes() == PACKAGED.read_bytes()


def test_configuration_is_local_and_silent() -> None:
    options = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))

    assert options["server"]["address"] == "127.0.0.1"
    assert options["server"]["allowedHosts"] == ["localhost", "127.0.0.1"]
    assert options["browser"]["gatherUsageStats"] is False
    assert options["client"] == {
        "showErrorDetails": "none",
        "showErrorLinks": "false",
        "toolbarMode": "minimal",
    }


def test_server_runs_the_package_script() -> None:
    assert app.script_path.name == "script.py"
    assert SecurityHeaders in [entry.cls for entry in app._user_middleware]


def test_embedding_is_forbidden() -> None:
    assert (b"x-frame-options", b"DENY") in SECURITY_HEADERS
