"""``heng app``: the pages in the browser, served to this computer only."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import engine
from engine.cli.output import LanguageOption, chosen_language, message
from engine.domain.texts import Language
from engine.errors import InputError

ADDRESS = "127.0.0.1"
DEFAULT_PORT = 8501
STOP_WITHIN_S = 10
TERMINATED = 128 + signal.SIGTERM

PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port of this computer.")]


def app(port: PortOption = DEFAULT_PORT, lang: LanguageOption = None) -> None:
    """Open the app on the run saved last; stop it with Ctrl-C.

    It answers on this computer only (127.0.0.1).
    """
    serve(port, chosen_language(lang))


def serve(port: int, language: Language, pack: Path | None = None) -> None:
    """Serve the pages until Ctrl-C, on a pack file or on the run saved last.

    Raises
    ------
    InputError
        ``cli.port_taken`` when another program listens on the port.
    """
    from engine.i18n.translate import render

    if _is_taken(port):
        raise InputError("cli.port_taken", port=port)
    environment = dict(os.environ)
    if pack is not None:
        environment["HENG_PACK"] = str(pack.resolve())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that the server ends too
    server = subprocess.Popen(server_command(port), env=environment)
    message(render("cli.serving", {"url": f"http://localhost:{port}/?lang={language}"}, language))
    try:
        code = server.wait()
    finally:
        _stop(server)
    if code != 0:
        raise InputError("cli.server_stopped", code=code)


def server_command(port: int) -> list[str]:
    """Return the command of the server: local address, no telemetry, no browser of its own."""
    script = Path(engine.__file__).parent / "app" / "server.py"
    return [
        *(sys.executable, "-m", "streamlit", "run", str(script)),
        *("--server.address", ADDRESS),
        *("--server.port", str(port)),
        *("--server.headless", "true"),
        *("--browser.gatherUsageStats", "false"),
        *("--client.showErrorDetails", "none"),
    ]


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((ADDRESS, port)) == 0


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server when the command ends, however it ends."""
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            server.kill()
