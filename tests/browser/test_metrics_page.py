"""The metrics page in a real browser: exports in, report out, at both widths and in both modes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.metrics_drawn import ODD
from tests.browser.conftest import Served, served
from tests.browser.test_pages import settle

pytestmark = pytest.mark.browser
NewPage = Callable[..., Any]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("server"), None) as running:
        yield running


@pytest.mark.parametrize(("width", "mode"), [(1440, "dark"), (390, "light")])
def test_uploaded_log_is_confirmed_and_computed(
    server: Served, new_page: NewPage, width: int, mode: str, tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    log.write_text(ODD, encoding="utf-8")
    page = new_page(width, mode)
    page.goto(f"{server.url}/metrics?lang=zh")
    page.locator("input[type=file]").set_input_files(log)

    page.get_by_role("button", name="确认这个文件的表头").click()
    page.get_by_text("6 / 6").wait_for()
    page.get_by_role("button", name="计算指标").click()
    page.get_by_role("button", name="report.xlsx").wait_for()
    settle(page)

    main = "document.querySelector('[data-testid=stMain]')"
    assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0
    text = page.locator("[data-testid=stMain]").inner_text()
    assert "2026-05：" in text
    assert "张三" not in text
    told = server.log.read_text(encoding="utf-8")
    assert "H-" not in told
    assert "Traceback" not in told
