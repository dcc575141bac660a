"""Downloads: made when asked for, under pseudonyms like the page."""

from tests.app.metrics_drawn import drawn

PART = """
from engine.app.metrics_downloads_section import put_downloads
from engine.app.metrics_session import Computed
from engine.services.indicators import ShopIndicators
from engine.services.pseudonyms import own_names
found = ShopIndicators(report(), sources(), (), (), own_names(()), {})
put_downloads(reader, Computed(found, "", {"contacts": "a = 1"}))
"""


def test_agents_report_and_each_confirmed_map_have_a_button() -> None:
    page = drawn(PART)

    assert not page.exception
    labels = [each.proto.label for each in page.get("download_button")]
    assert labels == ["agents.csv", "report.xlsx", "表头映射 contacts.toml"]
