"""Which pack is shown: the run asked for, the file named, the run saved last."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.app.session import View
from engine.files.pack_file import write_pack
from engine.report.tokens import LIGHT
from engine.services.packs import save_pack
from tests.app.conftest import ROOT, TIMEOUT_S, OpenPage, page_html
from tests.app.sample import bands_pack, full_pack


def app(**address: str) -> AppTest:
    page = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT_S)
    for name, value in {"lang": "en", **address}.items():
        page.query_params[name] = value
    return page.run()


def test_run_saved_last_is_shown() -> None:
    save_pack(full_pack())
    save_pack(bands_pack())

    assert "Support contacts" in page_html(app())


def test_run_named_in_the_address_is_shown() -> None:
    first = save_pack(full_pack())
    save_pack(bands_pack())

    assert "Weight review for 618" in page_html(app(run=str(first.id)))


@pytest.mark.parametrize("asked", ["77", "x", "-1", "1; drop table run", "²"])
def test_unknown_run_is_told_without_a_traceback(asked: str) -> None:
    save_pack(full_pack())

    page = app(run=asked)

    assert not page.exception
    assert "h-note bad" in page_html(page)


def test_file_named_by_the_environment_goes_before_the_store(open_page: OpenPage) -> None:
    save_pack(bands_pack())

    assert "Weight review for 618" in page_html(open_page("decision", full_pack(), "en"))


def test_rewritten_file_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pack.json"
    monkeypatch.setenv("HENG_PACK", str(file))
    write_pack(full_pack(), file)
    before = page_html(app())
    write_pack(bands_pack(), file)

    after = page_html(app())

    assert "Weight review for 618" in before
    assert "Support contacts" in after


def test_damaged_file_names_the_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pack.json"
    file.write_text("{", encoding="utf-8")
    monkeypatch.setenv("HENG_PACK", str(file))

    page = app()

    assert not page.exception
    assert "The result file cannot be read" in page_html(page)


def test_view_speaks_the_readers_language() -> None:
    assert View(full_pack(), "zh", LIGHT).say("app.page.peak") == "高峰"
    assert View(full_pack(), "en", LIGHT).say("app.page.peak") == "Peak"
