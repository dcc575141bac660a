"""The package's script and the checkout's are one."""

from streamlit.testing.v1 import AppTest

from tests.app.conftest import ROOT, TIMEOUT_S, page_html


def test_script_of_the_package_draws_the_same_page_as_the_checkouts() -> None:
    pages = [
        AppTest.from_file(ROOT / script, default_timeout=TIMEOUT_S).run()
        for script in ("app.py", "engine/app/script.py")
    ]

    assert page_html(pages[0]) == page_html(pages[1])
    assert not pages[1].exception
