"""Cells add up to scopes, whatever the scopes are."""

from dataclasses import replace

import numpy as np

from engine.domain.targets import Comparison, Target
from engine.domain.traffic import Channel, Wave
from engine.simulation.measuring.scope_layout import OUTSIDE, ScopeLayout, scope_layout
from engine.simulation.measuring.scopes import Scope, scopes_of
from tests.simulation.desks import HOUR_S, NAME, desk, kind, team

TARGET = Target("frt_mean_s", Comparison.AT_MOST, 60.0, scope="hour", contact_class="b", group="y")
SCENARIO = desk(
    kinds=[kind("a", groups=["x", "y"]), kind("b", groups=["y"], channel=Channel.PHONE)],
    groups=[team("x"), team("y")],
    horizon_s=3 * HOUR_S,
    warm_up_s=600.0,
    interval_s=1_500.0,
    waves=(Wave("one", NAME, 2_000.0, 8_000.0, 2.0), Wave("two", NAME, 7_000.0, 9_000.0, 2.0)),
    targets=[TARGET],
)
SCOPES = scopes_of(SCENARIO)
LAYOUT = scope_layout(SCENARIO, SCOPES)
CLASSES, GROUPS = ("a", "b"), ("x", "y", "")


def points(count: int = 500) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    return rng.uniform(0, 3.5 * HOUR_S, count), rng.integers(0, LAYOUT.width, count)


def inside(scope: Scope, time_s: float, kind_: int) -> bool:
    name, group = CLASSES[kind_ // 3], GROUPS[kind_ % 3]
    channel = {"a": "chat", "b": "phone"}[name]
    return (
        scope.start_s <= time_s < scope.end_s
        and scope.contact_class in ("", name)
        and scope.group in ("", group)
        and scope.channel in ("", channel)
    )


def cells(layout: ScopeLayout) -> np.ndarray:
    times_s, kinds = points()
    return layout.cells(layout.bins.bin_of(times_s), kinds)


def test_sums_over_scopes_are_sums_over_what_lies_in_them() -> None:
    times_s, kinds = points()

    found = LAYOUT.over_scopes(LAYOUT.summed(cells(LAYOUT), times_s)[None])[0]

    for scope, total in zip(SCOPES, found, strict=True):
        wanted = [t for t, k in zip(times_s, kinds, strict=True) if inside(scope, t, int(k))]
        assert np.isclose(total, sum(wanted), rtol=1e-12)


def test_what_lies_before_the_warm_up_or_after_the_horizon_is_in_no_cell() -> None:
    times_s, _ = points()

    outside = (times_s < 600.0) | (times_s >= 3 * HOUR_S)

    assert ((cells(LAYOUT) == OUTSIDE) == outside).all()


def test_families_hold_every_scope_once_and_no_cell_twice() -> None:
    times_s, kinds = points()
    seen = []
    for lines, places in LAYOUT.families:
        seen += lines.tolist()
        place = places[cells(LAYOUT)]
        for number, line in enumerate(lines.tolist()):
            mine = [inside(SCOPES[line], t, int(k)) for t, k in zip(times_s, kinds, strict=True)]
            assert ((place == number) == mine).all()

    assert sorted(seen) == list(range(len(SCOPES)))


def test_a_class_and_a_channel_have_no_agents_of_their_own() -> None:
    tables = np.ones((1, LAYOUT.bins.count, 2))

    found = LAYOUT.over_agents(tables)[0]

    for scope, total in zip(SCOPES, found, strict=True):
        assert np.isnan(total) == bool(scope.contact_class or scope.channel)


def test_one_class_alone_is_still_a_class() -> None:
    alone = replace(SCENARIO, classes=SCENARIO.classes[:1], targets=())
    layout = scope_layout(alone, scopes_of(alone))

    agents = dict(
        zip([s.key for s in layout.scopes], layout.of_agents[layout.part_of], strict=True)
    )

    assert agents["day"]
    assert not agents["day/class:a"]


def test_families_hold_more_scopes_than_16_bits_count() -> None:
    count = 2**15 + 1
    minutes = tuple(Scope(f"interval:{n}", 60.0 * n, 60.0 * (n + 1)) for n in range(count))
    layout = scope_layout(desk(), minutes)

    ((lines, places),) = layout.families

    assert np.array_equal(lines, np.arange(count))
    assert np.array_equal(places[1:].reshape(count, -1)[:, 0], np.arange(count))
