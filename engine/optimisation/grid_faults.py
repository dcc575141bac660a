"""A publishable step that the policy's own shares do not fit."""

import math
from collections.abc import Iterator

from engine.domain.indicators import IndicatorTree
from engine.domain.policy import WeightPolicy
from engine.domain.weights import WeightSet
from engine.errors import Fault
from engine.optimisation.policy_rules import free_leaves
from engine.optimisation.rules import SHARE_TOLERANCE

SMALLEST_GRID = 1e-4  # finer ones ask for more digits than the solvers' tolerances leave


def grid_faults(
    policy: WeightPolicy, tree: IndicatorTree, incumbent: WeightSet | None
) -> tuple[Fault, ...]:
    """Return why no multiples of the step can meet single rules, or sum to one.

    The step does not divide one, or is too fine for a proof; a fixed group or a ring-fenced share
    is no multiple of it; a range holds no multiple; or the multiples inside the floors and caps
    cannot sum to one.
    """
    if policy.grid is None:
        return ()
    if not 0 < policy.grid <= 1 or not is_whole(1 / policy.grid):
        return (Fault("policy.grid_not_one", "grid", f"{policy.grid:g}"),)
    if policy.grid < SMALLEST_GRID:
        values = {"smallest": SMALLEST_GRID}
        return (Fault("policy.grid_too_fine", "grid", f"{policy.grid:g}", values),)
    return (
        *_group_faults(policy, policy.grid),
        *_ring_fenced_faults(policy, policy.grid, incumbent),
        *_leaf_faults(policy, tree, policy.grid),
    )


def is_whole(number: float) -> bool:
    """Return whether a number of steps is whole, but for the arithmetic of decimals."""
    return abs(number - round(number)) <= SHARE_TOLERANCE * max(1.0, abs(number))


def _group_faults(policy: WeightPolicy, grid: float) -> Iterator[Fault]:
    for id_, (least, greatest) in policy.group_shares.items():
        place = f"group_shares.{id_}"
        if abs(greatest - least) <= SHARE_TOLERANCE:
            if not is_whole(least / grid):
                values = {"group": id_, "grid": grid}
                yield Fault("policy.group_off_grid", place, f"{least:g}", values)
        elif least < greatest and _least_steps(least, grid) > _most_steps(greatest, grid):
            values = {"subject": id_, "grid": grid}
            yield Fault("policy.no_step_between", place, f"{least:g}..{greatest:g}", values)


def _ring_fenced_faults(
    policy: WeightPolicy, grid: float, incumbent: WeightSet | None
) -> Iterator[Fault]:
    for i, id_ in enumerate(policy.ring_fenced):
        if incumbent is None or id_ not in incumbent.indicators:
            continue
        share = incumbent.share(id_)
        if not is_whole(share / grid):
            values = {"indicator": id_, "share": share, "grid": grid}
            yield Fault("policy.ring_fenced_off_grid", f"ring_fenced[{i}]", f"{share:g}", values)


def _leaf_faults(policy: WeightPolicy, tree: IndicatorTree, grid: float) -> Iterator[Fault]:
    free = free_leaves(policy, tree)
    ranges = {
        id_: (
            policy.floors.get(id_, policy.default_floor),
            policy.caps.get(id_, policy.default_cap),
        )
        for id_ in free
    }
    if any(not 0 <= floor <= cap <= 1 for floor, cap in ranges.values()):
        return  # told as a range; nothing more can be said of its steps
    steps = {id_: (_least_steps(f, grid), _most_steps(c, grid)) for id_, (f, c) in ranges.items()}
    empty = [id_ for id_, (least, most) in steps.items() if least > most]
    for id_ in empty:
        value = "{:g}..{:g}".format(*ranges[id_])
        values = {"subject": id_, "grid": grid}
        yield Fault("policy.no_step_between", f"floors.{id_}", value, values)
    if not empty:
        yield from _sum_faults(policy, ranges, steps, grid)


def _sum_faults(
    policy: WeightPolicy,
    ranges: dict[str, tuple[float, float]],
    steps: dict[str, tuple[int, int]],
    grid: float,
) -> Iterator[Fault]:
    """Return the fault of floors or caps that leave room for one, but not for whole steps."""
    least, most = (sum(each[end] for each in steps.values()) * grid for end in (0, 1))
    floors, caps = (sum(each[end] for each in ranges.values()) for end in (0, 1))
    if least > 1 + SHARE_TOLERANCE >= floors:
        values = {"grid": grid, "total": least}
        yield Fault("policy.floors_above_one_in_steps", "grid", f"{least:.6g}", values)
    if not policy.ring_fenced and most < 1 - SHARE_TOLERANCE <= caps:
        values = {"grid": grid, "total": most}
        yield Fault("policy.caps_below_one_in_steps", "grid", f"{most:.6g}", values)


def _least_steps(share: float, grid: float) -> int:
    steps = share / grid
    return round(steps) if is_whole(steps) else math.ceil(steps)


def _most_steps(share: float, grid: float) -> int:
    steps = share / grid
    return round(steps) if is_whole(steps) else math.floor(steps)
