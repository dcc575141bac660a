"""Plans and intervals as sentences."""

from dataclasses import replace

from engine.cli.quality_plan_text import interval_text, plan_text
from engine.metrics.proportions import clopper_pearson, finite_share
from engine.studies.sample_plan import SampleWish, sample_plan

WISH = SampleWish(0.95, 0.8, 0.05, 0.5)


def test_18_of_20_passed_means_68_to_99_per_cent() -> None:
    found = [clopper_pearson(18, 20, 0.95), finite_share(18, 20, 100, 0.95)]

    text = interval_text(18, found, 0.95, "en")

    assert "18 of 20 passed: 90.0%." in text
    assert "68.3% to 98.8%" in text
    assert "71.0% to 98.0%" in text


def test_a_plan_tells_every_formula_and_its_table() -> None:
    wish = replace(WISH, population=1000, deviation=8.0, points_half_width=2.0, difference=3.0)

    text = plan_text(wish, sample_plan(wish), "zh")

    assert "常用公式：278" in text
    assert "标准差 8" in text
    assert "相差 3 分" in text
    assert text.count("\n") > 10


def test_shares_apart_are_told_as_shares() -> None:
    wish = replace(WISH, difference=0.1)

    assert "shares apart that differ by 0.1" in plan_text(wish, sample_plan(wish), "en")
