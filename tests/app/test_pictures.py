"""Charts are drawn in our colours."""

import json

from tests.app.conftest import OpenPage
from tests.app.sample import full_pack


def test_charts_keep_our_colours_and_are_described(open_page: OpenPage) -> None:
    charts = open_page("peak", full_pack(), "en").get("vega_lite_chart")

    specs = [json.loads(chart.proto.spec) for chart in charts]

    assert [chart.proto.theme for chart in charts] == ["", ""]
    assert all(spec["config"]["background"] == "transparent" for spec in specs)
