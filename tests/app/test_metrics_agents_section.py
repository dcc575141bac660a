"""Agents by one indicator: better ones first, interval and sample beside every figure."""

from tests.app.conftest import has_fault, page_html
from tests.app.metrics_drawn import drawn

AGENTS = "from engine.app.metrics_agents_section import put_agents\nput_agents(reader, words)"
SHOP = "from engine.app.metrics_agents_section import put_shop\nput_shop(reader, words)"


def test_better_agents_stand_first_and_small_samples_are_marked() -> None:
    html = page_html(drawn(AGENTS, "en"))

    # frt: lower is better; 7.5 s, 20 s, 30 s
    assert html.index("=A3") < html.index(">A1<") < html.index(">A2<")
    assert html.count("small sample</span>") == 2
    assert "2.0 s<small>± 1.0 s</small>" in html


def test_agents_without_a_figure_stand_last_whatever_the_direction() -> None:
    page = drawn(AGENTS, "en")

    page.selectbox[0].set_value("fcr").run()

    html = page_html(page).split("<table")[1]
    assert html.index(">A1<") < html.index(">A2<") < html.index("=A3")
    assert "90.0%<small>82.6–94.5%</small>" in html
    assert not has_fault(page)


def test_shop_figures_have_interval_sample_and_denominator() -> None:
    html = page_html(drawn(SHOP))

    assert "86.0%<small>79.0%～91.0%</small>" in html
    assert "110<small>Wilson</small>" in html
    assert "越高越好" in html
    assert "<small>—</small>" not in html


def test_every_indicator_of_agents_and_groups_is_folded() -> None:
    page = drawn("from engine.app.metrics_agents_section import put_all\nput_all(reader, words)")

    assert [each.label for each in page.expander] == ["全部客服的全部指标", "按组别"]
    assert "fcr" not in page_html(page)
    assert "50.0%*" in page_html(page)
