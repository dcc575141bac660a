"""The evidence page in a real browser: both languages, both modes, both widths."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.app.sample import full_pack
from tests.browser.conftest import Served, served
from tests.browser.test_pages import LATIN_IN_CHINESE, go, settle

pytestmark = pytest.mark.browser
NewPage = Callable[..., Any]
# names of methods and measures, and of files, that a Chinese page keeps in Latin letters
NAMES = {
    *("Brier", "Wald", "Benjamini", "Hochberg", "Shapley", "McFadden", "logit", "ln", "frt"),
    *("effects", "csv", "coefficients", "evidence", "xlsx", "scheme"),
    *("keyboard", "arrow", "down", "right"),  # signs of folds, drawn by an icon font
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server"), full_pack()) as running:
        yield running


@pytest.mark.parametrize(
    ("width", "mode", "language"), [(1440, "dark", "en"), (390, "light", "zh")]
)
def test_page_fits_and_draws_its_pictures(
    server: Served, new_page: NewPage, width: int, mode: str, language: str
) -> None:
    page = new_page(width, mode)

    go(page, server, "evidence", language)
    page.locator(".vega-embed .marks").nth(4).wait_for()
    settle(page)

    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0
    told = server.log.read_text(encoding="utf-8")
    assert "Traceback" not in told
    assert "H-" not in told


def test_chinese_page_has_no_english_left(server: Served, new_page: NewPage) -> None:
    page = new_page()
    go(page, server, "evidence")

    text = page.locator("[data-testid=stMain]").inner_text()

    words = {word for word in re.findall(r"[A-Za-z]{2,}", text) if not word.isupper()}
    assert words - LATIN_IN_CHINESE - NAMES == set()
