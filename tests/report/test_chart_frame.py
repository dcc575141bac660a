"""What charts share: tokens in the configuration, distinct row names."""

import altair as alt
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from engine.report.chart_frame import distinct, finished, left_edge, named_rows, set_colours
from engine.report.tokens import DARK, LIGHT, ORIGINS


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=8))
def test_distinct_names_are_distinct_and_in_order(names: list[str]) -> None:
    told = distinct(names)

    assert len(set(told)) == len(names)
    assert [text[0] for text in told] == names


def test_chart_is_transparent_and_as_wide_as_its_container() -> None:
    layer = alt.Chart(pd.DataFrame({"x": [1]})).mark_point().encode(x="x:Q")

    spec = finished([layer], DARK, height=80).to_dict()

    assert spec["width"] == "container"
    assert spec["height"] == 80
    assert spec["config"]["background"] == "transparent"
    assert spec["config"]["axis"]["labelColor"] == DARK["ink2"]


def test_weight_sets_have_their_token_in_lane_order() -> None:
    scale = set_colours(LIGHT).to_dict()

    assert scale["domain"] == [str(origin) for origin in ORIGINS]
    assert scale["range"] == [LIGHT[origin] for origin in ORIGINS]


def test_rows_keep_the_order_given() -> None:
    assert named_rows(["b", "a"], LIGHT).to_dict()["sort"] == ["b", "a"]


def test_left_edge_is_fixed() -> None:
    edge = left_edge()

    assert edge["minExtent"] == edge["maxExtent"]
