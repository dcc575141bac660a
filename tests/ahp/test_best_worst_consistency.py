"""Consistency of best-worst answers: published tables and cases worked by hand."""

import json
from pathlib import Path

import pytest

from engine.ahp.best_worst_consistency import (
    best_worst_consistency,
    consistency_index,
    input_threshold,
)
from engine.domain.elicitation import BestWorst

FILE = Path(__file__).parents[1] / "cases" / "ahp.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}


def answers(from_best: list[float], to_worst: list[float]) -> BestWorst:
    """Return answers whose best item is the first and whose worst is the last."""
    items = tuple("abcdefghi"[: len(from_best)])
    return BestWorst(items, 0, len(items) - 1, tuple(from_best), tuple(to_worst))


def test_the_index_is_the_published_table() -> None:
    case = CASES["bwm-ci-table"]

    found = [consistency_index(a) for a in case["input"]["a_BW"]]

    assert found == pytest.approx(case["expected"]["CI"], abs=case["tolerance"]["CI"])
    assert found == pytest.approx(case["recomputed"]["CI"], abs=1e-9)


def test_the_ratios_of_the_transport_mode_are_the_recomputed_ones() -> None:
    told = CASES["bwm-2015-transport"]
    found = best_worst_consistency(
        BestWorst(("a", "b", "c"), 2, 0, (8.0, 2.0, 1.0), (1.0, 5.0, 8.0))
    )

    assert found.output_ratio == pytest.approx(told["recomputed"]["CR_output"], abs=1e-6)
    assert found.input_ratio == pytest.approx(2 / 56, rel=1e-14)  # |2 * 5 - 8| / (64 - 8)
    assert found.input_threshold == 0.1309
    assert found.findings == ()


def test_consistent_answers_have_ratios_of_zero() -> None:
    found = best_worst_consistency(answers([1.0, 2.0, 4.0, 8.0], [8.0, 4.0, 2.0, 1.0]))

    assert found.input_ratio == 0
    assert found.output_ratio == 0
    assert found.beyond_worst == ()


def test_an_item_beyond_the_worst_and_a_great_ratio_are_told() -> None:
    found = best_worst_consistency(answers([1.0, 6.0, 4.0], [4.0, 4.0, 1.0]))

    assert found.beyond_worst == ("b",)
    assert found.input_ratio == pytest.approx((24 - 4) / 12)
    keys = [finding.sentence.key for finding in found.findings]
    assert keys == ["finding.best_worst.beyond", "finding.best_worst.inconsistent"]


def test_nothing_can_be_told_where_best_and_worst_matter_equally_but_others_do_not() -> None:
    found = best_worst_consistency(answers([1.0, 3.0, 1.0], [1.0, 3.0, 1.0]))

    assert found.consistency_index == 0
    assert found.input_ratio is None
    assert found.output_ratio is None
    assert found.beyond_worst == ("b",)


def test_two_items_cannot_contradict_each_other() -> None:
    found = best_worst_consistency(answers([1.0, 9.0], [9.0, 1.0]))

    assert (found.input_ratio, found.output_ratio) == (0, 0)
    assert found.input_threshold is None


@pytest.mark.parametrize(
    ("a_bw", "items", "limit"),
    [(3, 5, 0.1667), (9, 3, 0.1359), (9, 9, 0.3662), (2, 4, 0.0), (9, 10, None), (2.5, 4, None)],
)
def test_the_threshold_is_published_for_whole_numbers_and_three_to_nine_items(
    a_bw: float, items: int, limit: float | None
) -> None:
    assert input_threshold(a_bw, items) == limit
