"""A decision hierarchy's criteria, from the top down."""

from engine.domain.hierarchy import Criterion

COST = Criterion("cost", None, (Criterion("price"), Criterion("fuel")))
ROOT = Criterion("goal", None, (COST, Criterion("style")))


def test_lowest_criteria_come_in_file_order() -> None:
    assert [criterion.name for criterion in ROOT.lowest()] == ["price", "fuel", "style"]


def test_inner_criteria_come_from_the_top_down() -> None:
    assert [criterion.name for criterion in ROOT.inner()] == ["goal", "cost"]


def test_a_criterion_alone_is_its_own_lowest() -> None:
    assert [criterion.name for criterion in Criterion("goal").lowest()] == ["goal"]
    assert list(Criterion("goal").inner()) == []
