"""Trees with unique ids, schemes whose weights fit their leaves, curves that ascend."""

from typing import Any

import pytest

from engine.domain.grades import GradeRule
from engine.domain.indicators import (
    Controllability,
    Direction,
    Indicator,
    IndicatorNode,
    IndicatorTree,
    Population,
    Rater,
    Scheme,
    ScoreCurve,
    Source,
)
from engine.domain.texts import Text
from engine.errors import InputError

NAME = Text("名", "name")


def leaf(id_: str) -> Indicator:
    return Indicator(
        id_, NAME, "share", Direction.HIGHER, Population.ALL, "month", Controllability.AGENT,
        Source.MEASURED, ScoreCurve(((0.0, 0.0), (1.0, 100.0))),
    )  # fmt: skip


def tree() -> IndicatorTree:
    """Speed has two leaves, one of them in a group of its own; fcr hangs from the root."""
    chat = IndicatorNode("chat", NAME, (leaf("art"),))
    speed = IndicatorNode("speed", NAME, (leaf("frt"), chat))
    return IndicatorTree(IndicatorNode("root", NAME, (speed, leaf("fcr"))))


def scheme(**changes: Any) -> Scheme:
    stated: dict[str, Any] = {
        "id": "s", "name": NAME, "note": NAME, "tree": tree(),
        "incumbent": {"frt": 0.5, "art": 0.3, "fcr": 0.2}, "published": True,
        "grades": GradeRule((90.0,), ("A", "B")),
    }  # fmt: skip
    return Scheme(**(stated | changes))


class TestTree:
    def test_leaves_and_groups_come_in_file_order(self) -> None:
        assert tree().leaf_ids == ("frt", "art", "fcr")
        assert [group.id for group in tree().groups] == ["root", "speed", "chat"]

    def test_a_leaf_is_found_by_its_id(self) -> None:
        assert tree().leaf("art").id == "art"

    def test_an_unknown_leaf_is_named(self) -> None:
        with pytest.raises(InputError, match="nps"):
            tree().leaf("nps")

    def test_the_top_level_group_of_a_leaf_is_a_child_of_the_root(self) -> None:
        assert tree().group_of("art").id == "speed"
        assert tree().group_of("fcr").id == "root"

    def test_every_id_that_stands_twice_is_named(self) -> None:
        root = IndicatorNode(
            "root", NAME, (IndicatorNode("frt", NAME, (leaf("frt"),)), leaf("a"), leaf("a"))
        )

        with pytest.raises(InputError, match=r"tree\.invalid") as raised:
            IndicatorTree(root)

        assert sorted(fault.place for fault in raised.value.faults) == ["a", "frt"]


class TestScheme:
    def test_weights_over_the_leaves_that_sum_to_one_are_accepted(self) -> None:
        assert sum(scheme().incumbent.values()) == pytest.approx(1)

    def test_all_faults_are_named_at_once(self) -> None:
        with pytest.raises(InputError, match=r"scheme\.invalid") as raised:
            scheme(incumbent={"frt": 0.5, "nps": 0.48}, raters=(Rater("self", NAME, 0.3),))

        assert [(fault.code, fault.place) for fault in raised.value.faults] == [
            ("tree.unknown_indicator", "weights.nps"),
            ("scheme.weight_missing", "weights.art"),
            ("scheme.weight_missing", "weights.fcr"),
            ("scheme.weight_sum", "weights"),
            ("scheme.rater_sum", "raters"),
        ]

    def test_raters_are_optional(self) -> None:
        assert scheme().raters == ()


class TestCurve:
    @pytest.mark.parametrize(
        "points", [((0.0, 0.0),), ((1.0, 0.0), (1.0, 9.0)), ((2.0, 0.0), (1.0, 9.0))]
    )
    def test_values_must_ascend(self, points: tuple[tuple[float, float], ...]) -> None:
        with pytest.raises(InputError, match=r"curve\.not_ascending"):
            ScoreCurve(points)

    @pytest.mark.parametrize("score", [-1.0, 100.5])
    def test_scores_lie_between_zero_and_a_hundred(self, score: float) -> None:
        with pytest.raises(InputError, match=r"curve\.score_range"):
            ScoreCurve(((0.0, 0.0), (1.0, score)))
