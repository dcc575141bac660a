"""The app is served to this computer only, and a port in use is named."""

import socket
from pathlib import Path

import pytest

from engine.cli import main
from engine.cli.app import server_command


def test_server_listens_on_this_computer_only() -> None:
    command = server_command(8600)

    assert command[command.index("--server.address") + 1] == "127.0.0.1"
    assert command[command.index("--server.port") + 1] == "8600"
    assert command[command.index("--browser.gatherUsageStats") + 1] == "false"


def test_server_script_is_in_the_package() -> None:
    script = Path(server_command(8600)[4])

    assert script.is_file()
    assert script.parent.name == "app"


def test_port_in_use_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code = main(["app", "--port", str(port), "--lang", "en"])

    assert code == 2
    assert f"Port {port} is in use" in capsys.readouterr().err
