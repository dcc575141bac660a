"""A real server on a free port and a real browser: nothing is downloaded for either."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.domain.pack import DecisionPack
from engine.files.pack_file import write_pack

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "engine" / "app" / "server.py"
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
START_WITHIN_S = 60
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass(frozen=True)
class Served:
    """A running server: its address and what it has written."""

    url: str
    log: Path


@contextmanager
def served(folder: Path, pack: DecisionPack | None, *options: str) -> Iterator[Served]:
    """Start the package's server with an environment of its own; end it by its own process."""
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"HENG_DATA": str(folder / "data")}
    environment.pop("HENG_PACK", None)
    if pack is not None:
        write_pack(pack, folder / "pack.json")
        environment["HENG_PACK"] = str(folder / "pack.json")
    command = [sys.executable, "-m", "streamlit", "run", str(SERVER), "--server.port", str(port)]
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [*command, *options], cwd=folder, env=environment, stdout=log, stderr=log
        )
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/_stcore/health")
            yield Served(f"http://127.0.0.1:{port}", folder / "server.log")
        finally:
            server.terminate()
            server.wait(20)


def _wait_until_healthy(url: str) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: object) -> Iterator[Callable[..., object]]:
    """Return a function that opens a page of a given width and mode in a context of its own."""
    contexts = []

    def opened(width: int = 1440, mode: str = "light", locale: str = "zh-CN") -> object:
        context = browser.new_context(  # type: ignore[attr-defined] # playwright may be absent
            viewport={"width": width, "height": 900}, color_scheme=mode, locale=locale
        )
        context.set_default_timeout(60_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
