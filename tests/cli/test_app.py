"""The app is served to this computer only, and a port in use is named."""

import os
import signal
import socket
import subprocess
import sys
import time
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


@pytest.mark.slow
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX systems do")
def test_stopping_the_command_stops_the_server(sent: signal.Signals, code: int) -> None:
    port = free_port()
    command = [sys.executable, "-c", f"{CALL}(['app', '--port', '{port}', '--lang', 'en']))"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as run:
        try:
            wait_until(port, open_=True)
            run.send_signal(sent)
            told = run.communicate(timeout=30)[1]
        finally:
            run.kill()

    assert run.returncode == code
    assert f"http://localhost:{port}/" in told
    assert "Traceback" not in told
    wait_until(port, open_=False)


# a shell that starts a command in the background lets it ignore Ctrl-C: undo that here
HEAR_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
CALL = HEAR_CTRL_C + "import sys; from engine.cli import main; sys.exit(main"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(port: int, *, open_: bool) -> None:
    """Wait until the port answers, or does so no more; at most half a minute."""
    for _ in range(300):
        with socket.socket() as probe:
            if (probe.connect_ex(("127.0.0.1", port)) == 0) is open_:
                return
        time.sleep(0.1)
    pytest.fail(f"port {port} is still {'closed' if open_ else 'open'}")
