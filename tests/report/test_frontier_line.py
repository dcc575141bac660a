"""Which sets of a frontier are corners, what they are called, and points that change hands."""

from dataclasses import replace

import pytest

from engine.domain.weights_report import FrontierPart, FrontierPoint
from engine.report.frontier_line import (
    is_off,
    is_single,
    marks,
    points_apart,
    recommended_is_off,
)
from tests.app.weights_sample import frontier


def test_points_apart_are_half_the_sum_of_differences() -> None:
    moved = [0.05, -0.03, -0.02]

    assert points_apart(sum(map(abs, moved))) == pytest.approx(5.0)


def test_sets_are_named_for_what_they_are() -> None:
    kinds = [mark.kinds for mark in marks(frontier())]

    assert kinds == [
        ("nearest_judged",),
        ("knee",),
        ("recommended_point",),
        ("nearest_evidence",),
    ]


def test_recommended_set_above_the_line_is_no_corner() -> None:
    part = frontier()

    assert [mark.corner for mark in marks(part)] == [True, True, False, True]
    assert recommended_is_off(part)


def test_recommended_set_hardly_above_the_line_is_not_called_off_it() -> None:
    part = frontier()
    on_line = 0.18 - 0.02 * (0.06 / 0.16)
    near = replace(part.points[2], distance_evidence=on_line + 1e-4)

    close = replace(part, points=(*part.points[:2], near, part.points[3]))

    assert is_off(close, near)
    assert not recommended_is_off(close)


@pytest.mark.parametrize("place", [0, 1, 3])
def test_recommended_corner_stays_a_corner(place: int) -> None:
    corners = [replace(point, recommended=False) for point in frontier().points]
    del corners[2]
    chosen = min(place, 2)
    corners[chosen] = replace(corners[chosen], recommended=True)
    part = FrontierPart(tuple(corners), True)

    assert all(mark.corner for mark in marks(part))
    assert "recommended_point" in marks(part)[chosen].kinds


def test_one_corner_is_the_nearest_to_both() -> None:
    corner = FrontierPoint(0.5, 0.15, 0.07, {})
    recommended = FrontierPoint(0.5, 0.16, 0.12, {}, recommended=True)
    part = FrontierPart((corner, recommended), True)

    assert is_single(part)
    assert [mark.kinds for mark in marks(part)] == [("nearest_both",), ("recommended_point",)]


def test_recommended_set_alone_is_the_whole_frontier() -> None:
    part = FrontierPart((FrontierPoint(0.5, 0.15, 0.07, {}, recommended=True),), True)

    assert marks(part)[0].kinds == ("recommended_point", "nearest_both")
    assert not recommended_is_off(part)
