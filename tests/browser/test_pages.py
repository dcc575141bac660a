"""Both pages in a real browser: language, modes, widths, silence on the network, refusal."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.sample import full_pack, hostile_pack
from tests.browser.conftest import Served, served

pytestmark = pytest.mark.browser
NewPage = Callable[..., Any]
PATHS = {"decision": "", "peak": "peak"}
# Proper names, units and ids of the sample that a Chinese page keeps in Latin letters.
LATIN_IN_CHINESE = {
    *("Heng", "UTC", "HiGHS", "Saaty", "CR", "EN", "example", "toml", "panel", "csv"),
    *("abababababab", "cdcdcdcdcdcd"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server"), full_pack()) as running:
        yield running


def go(page: Any, server: Served, path: str, language: str = "zh") -> None:
    page.goto(f"{server.url}/{path}?lang={language}")
    page.locator(".h-head h1").wait_for()
    settle(page)


def settle(page: Any) -> None:
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_function("!document.querySelector('[data-stale=true]')")


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize(("width", "mode"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_page_fits_and_follows_the_mode(
    server: Served, new_page: NewPage, path: str, width: int, mode: str, tmp_path: Path
) -> None:
    page = new_page(width, mode)

    go(page, server, path)
    page.locator(".vega-embed .marks").nth(1).wait_for()
    page.screenshot(path=tmp_path / "page.png", full_page=True)

    main = "document.querySelector('[data-testid=stMain]')"
    background = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0
    assert page.evaluate(background) == (
        "rgb(17, 22, 28)" if mode == "dark" else "rgb(255, 255, 255)"
    )
    assert (tmp_path / "page.png").stat().st_size > 20_000


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_chinese_page_has_no_english_left(server: Served, new_page: NewPage, path: str) -> None:
    page = new_page()
    go(page, server, path)

    text = page.locator("[data-testid=stMain]").inner_text()

    words = {word for word in re.findall(r"[A-Za-z]{2,}", text) if not word.isupper()}
    assert words - LATIN_IN_CHINESE == set()


def test_toggle_changes_the_language_and_keeps_the_load(server: Served, new_page: NewPage) -> None:
    page = new_page()
    go(page, server, "peak")
    page.get_by_role("radio", name="平日").or_(page.get_by_text("平日", exact=True)).first.click()
    page.get_by_role("heading", name=re.compile("^平日")).wait_for()

    page.get_by_text("EN", exact=True).click()
    page.get_by_role("heading", name=re.compile("^Ordinary day: all 4")).wait_for()

    page.get_by_text("Do the targets hold?").wait_for()


def test_navigation_leads_from_one_page_to_the_other(server: Served, new_page: NewPage) -> None:
    page = new_page()
    go(page, server, "")

    page.get_by_role("link", name="高峰").first.click()
    page.get_by_role("heading", name=re.compile("^618 大促")).wait_for()

    assert page.url.split("?")[0].endswith("/peak")


def test_chosen_option_is_dark_enough_in_dark_mode(server: Served, new_page: NewPage) -> None:
    page = new_page(mode="dark")
    go(page, server, "peak")

    chosen = page.locator("[data-testid=stButtonGroup] button[aria-checked=true]").first
    colour = chosen.evaluate("element => getComputedStyle(element).color")

    assert colour == "rgb(230, 235, 240)"


def test_no_request_leaves_this_computer(server: Served, new_page: NewPage) -> None:
    page = new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    for path in PATHS.values():
        go(page, server, path)

    assert {host.split(":")[0] for host in hosts if host} == {"127.0.0.1"}


def test_markup_in_names_neither_runs_nor_links(tmp_path: Path, new_page: NewPage) -> None:
    dialogs: list[str] = []
    with served(tmp_path / "hostile", hostile_pack()) as hostile:
        page = new_page()
        page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
        for path in PATHS.values():
            go(page, hostile, path)
            assert page.locator("[data-testid=stMain] img").count() == 0
            assert page.locator("[data-testid=stMain] a[href^=javascript]").count() == 0

    assert dialogs == []


def test_answers_forbid_embedding_and_internals_are_closed(server: Served) -> None:
    with urllib.request.urlopen(server.url) as answer:
        headers = answer.headers

    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    for closed in ("metrics", "agent/openapi.json"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{server.url}/_stcore/{closed}")


def test_server_on_every_address_is_refused(tmp_path: Path, new_page: NewPage) -> None:
    everywhere = ("--server.address", "0.0.0.0")
    with served(tmp_path / "open", full_pack(), *everywhere) as running:
        page = new_page()
        page.goto(f"{running.url}/?lang=zh")
        page.get_by_text("服务器没有绑定在本机").wait_for()
        text = page.locator("[data-testid=stMain]").inner_text()

    assert "heng app" in text
    assert "618" not in text


def test_server_log_holds_no_fault(server: Served, new_page: NewPage) -> None:
    page = new_page()
    for path in PATHS.values():
        go(page, server, path)

    log = server.log.read_text(encoding="utf-8")

    assert "Traceback" not in log
    assert "H-" not in log
    assert "Warning" not in log
