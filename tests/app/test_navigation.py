"""What stands around the pages: refusal, first page, language."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from engine.services.packs import save_pack
from tests.app.conftest import ROOT, TIMEOUT_S, page_html
from tests.app.sample import full_pack


@pytest.fixture
def app() -> AppTest:
    page = AppTest.from_file(ROOT / "app.py", default_timeout=TIMEOUT_S)
    page.query_params["lang"] = "zh"
    return page


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.4", None])
def test_server_open_to_others_shows_nothing_but_the_refusal(
    app: AppTest, address: str | None
) -> None:
    save_pack(full_pack())
    configured = st.get_option("server.address")
    st.config.set_option("server.address", address)

    try:
        html = page_html(app.run())
    finally:
        st.config.set_option("server.address", configured)

    assert "服务器没有绑定在本机" in html
    assert "618" not in html
    assert not app.get("button_group")


def test_first_page_is_the_decision(app: AppTest) -> None:
    save_pack(full_pack())

    html = page_html(app.run())

    assert "<div class='eb'>决策</div>" in html


def test_language_toggle_changes_every_sentence(app: AppTest) -> None:
    save_pack(full_pack())
    app.run()

    app.get("button_group")[0].set_value("en").run()

    assert "Who moves" in page_html(app)
    assert "谁在变" not in page_html(app)
