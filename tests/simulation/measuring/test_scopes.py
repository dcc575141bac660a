"""What measures are taken over."""

from dataclasses import replace

import pytest

from engine.domain.targets import Comparison, Target
from engine.domain.traffic import Wave
from engine.errors import InputError
from engine.simulation.measuring.scopes import scopes_of, target_keys
from tests.simulation.desks import HOUR_S, NAME, desk, kind

THREE_HOURS = desk(
    horizon_s=3 * HOUR_S,
    warm_up_s=HOUR_S,
    kinds=[kind("a"), kind("b")],
    waves=(Wave("opening", NAME, 1.5 * HOUR_S, 9 * HOUR_S, 2.0),),
)


def target(**others: str) -> Target:
    return Target("frt_mean_s", Comparison.AT_MOST, 60.0, **others)  # type: ignore[arg-type]  # texts only


def keys(*targets: Target) -> tuple[str, ...]:
    return tuple(scope.key for scope in scopes_of(replace(THREE_HOURS, targets=targets)))


def test_day_classes_groups_waves_and_intervals_are_always_measured() -> None:
    assert keys() == (
        "day",
        "day/class:a",
        "day/class:b",
        "day/channel:chat",
        "day/group:team",
        "wave:opening",
        *(f"interval:{number}" for number in (2, 3, 4, 5)),
    )


def test_the_warm_up_is_left_out_and_nothing_passes_the_horizon() -> None:
    spans = {scope.key: (scope.start_s, scope.end_s) for scope in scopes_of(THREE_HOURS)}

    assert spans["day"] == (HOUR_S, 3 * HOUR_S)
    assert spans["wave:opening"] == (1.5 * HOUR_S, 3 * HOUR_S)


def test_a_target_of_every_hour_adds_the_hours() -> None:
    found = keys(target(scope="hour", contact_class="a"))

    assert target_keys(target(scope="hour", contact_class="a"), found) == (
        "hour:1/class:a",
        "hour:2/class:a",
    )
    assert target_keys(target(scope="hour"), found) == ()


def test_a_target_of_one_hour_and_group_adds_that_scope() -> None:
    one = target(scope="hour:2", group="team")

    assert target_keys(one, keys(one)) == ("hour:2/group:team",)


def test_days_are_measured_where_there_are_several_and_where_a_target_names_them() -> None:
    one = target(scope="each_day")
    longer = replace(THREE_HOURS, horizon_s=50 * HOUR_S, warm_up_s=0.0)
    several = tuple(scope.key for scope in scopes_of(longer))

    assert not any(key.startswith("day:") for key in keys())
    assert target_keys(one, keys(one)) == ("day:0",)
    assert target_keys(one, several) == ("day:0", "day:1", "day:2")
    spans = {scope.key: (scope.start_s, scope.end_s) for scope in scopes_of(longer)}
    assert spans["day:2"] == (48 * HOUR_S, 50 * HOUR_S)


def test_rolling_windows_hold_thirty_whole_days() -> None:
    one = target(scope="30d")
    month = replace(
        THREE_HOURS, horizon_s=32.5 * 24 * HOUR_S, interval_s=24 * HOUR_S, targets=(one,)
    )

    spans = {scope.key: (scope.start_s, scope.end_s) for scope in scopes_of(month)}

    # the first day is cut by the warm-up
    assert target_keys(one, tuple(spans)) == ("30d:30", "30d:31")
    assert spans["30d:31"] == (2 * 24 * HOUR_S, 32 * 24 * HOUR_S)


@pytest.mark.parametrize(
    "unknown",
    [
        {"scope": "wave:none"},
        {"scope": "hour:3"},
        {"scope": "30d"},
        {"contact_class": "c"},
        {"group": "c"},
    ],
)
def test_a_target_of_something_that_is_not_there_is_refused(unknown: dict[str, str]) -> None:
    with pytest.raises(InputError, match=next(iter(unknown.values()))):
        keys(target(**unknown))


def test_a_wave_within_the_warm_up_is_not_measured() -> None:
    early = Wave("early", NAME, 0.0, HOUR_S, 2.0)

    found = scopes_of(replace(THREE_HOURS, waves=(early,)))

    assert all(scope.start_s < scope.end_s for scope in found)
    assert "wave:early" not in [scope.key for scope in found]
