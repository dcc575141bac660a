"""The report on recommended weights on the page *Decision*, in a real browser."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.app.weights_sample import weights_pack
from tests.browser.conftest import Served, served
from tests.browser.test_pages import LATIN_IN_CHINESE, go, settle

pytestmark = pytest.mark.browser
NewPage = Callable[..., Any]
NAMES = {
    *("frt", "fcr"),  # ids of indicators in formulas of rules
    *("keyboard", "arrow", "down", "right"),  # signs of folds, drawn by an icon font
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server"), weights_pack()) as running:
        yield running


def test_chosen_emphasis_moves_the_weights_on_a_phone(server: Served, new_page: NewPage) -> None:
    page = new_page(390, "dark")
    go(page, server, "", "zh")
    page.locator(".vega-embed .marks").nth(4).wait_for()

    page.get_by_text("大促", exact=True).first.click()

    page.get_by_text("大促：变动（百分点）").wait_for()
    page.locator(".vega-embed .marks").nth(5).wait_for()
    settle(page)
    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0
    text = page.locator("[data-testid=stMain]").inner_text()
    words = {word for word in re.findall(r"[A-Za-z]{2,}", text) if not word.isupper()}
    assert words - LATIN_IN_CHINESE - NAMES == set()
    told = server.log.read_text(encoding="utf-8")
    assert "Traceback" not in told
    assert "Warning" not in told
