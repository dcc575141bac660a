"""Replications: the same for any number of workers, and what they say together."""

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import InputError
from engine.simulation.engines import Engine
from engine.simulation.replications import Machinery, extended, replication_log, simulate
from tests.simulation.desks import HOUR_S, desk, kind, team

SMALL = desk(
    kinds=[kind(rate_per_h=80.0, patience_s=120.0), kind("other", rate_per_h=20.0, stays=True)],
    groups=[team(agents=3, slots=2)],
    horizon_s=2 * HOUR_S,
    busyness_shape=10.0,
)
ON_THE_REFERENCE = Machinery(engine=Engine.REFERENCE)


def test_any_number_of_workers_gives_identical_bytes() -> None:
    alone, *shared = (simulate(SMALL, 7, 7, Machinery(workers)) for workers in (1, 2, 3))

    for each in shared:
        assert alone.tables.measures.tobytes() == each.tables.measures.tobytes()
        assert alone.tables.parts.tobytes() == each.tables.parts.tobytes()
        assert alone.tables.attempts.tobytes() == each.tables.attempts.tobytes()


def test_both_engines_give_identical_bytes() -> None:
    compiled, reference = simulate(SMALL, 7, 3), simulate(SMALL, 7, 3, ON_THE_REFERENCE)

    assert compiled.table.tobytes() == reference.table.tobytes()
    assert reference.engine is Engine.REFERENCE


@pytest.mark.slow
def test_processes_give_identical_bytes() -> None:
    shared = simulate(SMALL, 7, 4, Machinery(workers=2, engine=Engine.REFERENCE))

    assert shared.table.tobytes() == simulate(SMALL, 7, 4).table.tobytes()


def test_more_replications_begin_with_the_same_ones() -> None:
    few, many = simulate(SMALL, 7, 2), simulate(SMALL, 7, 4)

    assert few.table.tobytes() == many.table[:2].tobytes()


def test_extended_is_the_same_as_at_once() -> None:
    grown, at_once = extended(simulate(SMALL, 7, 2), 5, Machinery(2)), simulate(SMALL, 7, 5)

    assert grown.table.tobytes() == at_once.table.tobytes()
    assert grown.tables.parts.tobytes() == at_once.tables.parts.tobytes()
    assert grown.attempts == at_once.attempts
    assert extended(grown, 5) is grown


def test_reordering_classes_leaves_all_measures() -> None:
    turned = replace(SMALL, classes=SMALL.classes[::-1])

    first, second = simulate(SMALL, 7, 2), simulate(turned, 7, 2)

    for key in first.scope_keys:
        for id_ in first.measure_ids:
            assert np.array_equal(first.values(key, id_), second.values(key, id_), equal_nan=True)


def test_values_estimates_and_intervals_are_found_by_name() -> None:
    result = simulate(SMALL, 7, 3)

    arrived = result.values("day", "arrived")

    assert result.estimate("day", "arrived").mean == arrived.mean()
    assert result.by_interval("arrived").shape == (3, 4)
    assert np.array_equal(result.by_interval("arrived").sum(axis=1), arrived)
    assert result.interval_starts_s == (0.0, 1_800.0, 3_600.0, 5_400.0)
    assert result.interval_ends_s == (1_800.0, 3_600.0, 5_400.0, 7_200.0)
    assert result.attempts == arrived.sum()


def test_interval_means_are_over_the_days_that_measured() -> None:
    result = simulate(replace(SMALL, factor=0.03), 7, 6)

    values = result.by_interval("wait_mean_s")

    assert np.isnan(values).any()
    assert np.isfinite(values).any()
    for found, days in zip(result.interval_means("wait_mean_s"), values.T, strict=True):
        known = days[np.isfinite(days)]
        assert np.isnan(found) if known.size == 0 else found == pytest.approx(known.mean())


def test_pooled_weighs_contacts_and_the_mean_weighs_days() -> None:
    result = simulate(SMALL, 7, 5)

    found = result.pooled("day", "abandonment")

    abandoned, offered = (result.values("day", id_) for id_ in ("abandoned", "offered"))
    assert found.ratio == pytest.approx(abandoned.sum() / offered.sum(), rel=1e-12)
    assert found.ratio != result.estimate("day", "abandonment").mean
    assert result.pooled("day", "arrived").ratio == result.estimate("day", "arrived").mean
    with pytest.raises(InputError, match="not_measured"):
        result.pooled("interval:0", "abandonment")


def test_many_intervals_are_looked_up_without_searching() -> None:
    long = simulate(desk(kinds=[kind(rate_per_h=0.0)], horizon_s=2000 * HOUR_S), 1, 1)

    assert (
        long.scope_keys is long.scope_keys
    )  # built once: 4,000 names for each figure took minutes


def test_a_log_can_be_played_again() -> None:
    log = replication_log(SMALL, 7, 1)

    assert log.contacts.size == simulate(SMALL, 7, 2).values("day", "arrived")[1]


def test_an_empty_scenario_measures_nothing_and_does_not_fail() -> None:
    result = simulate(replace(SMALL, factor=0.0), 7, 2)

    assert result.values("day", "arrived").tolist() == [0.0, 0.0]
    assert result.estimate("day", "frt_mean_s").n == 0
    assert np.isnan(result.pooled("day", "frt_mean_s").ratio)


@pytest.mark.parametrize(
    ("seed", "replications", "workers", "code"),
    [(-1, 1, 1, "seed"), (1, 0, 1, "replications"), (1, 1, 0, "workers")],
)
def test_senseless_orders_are_refused(
    seed: int, replications: int, workers: int, code: str
) -> None:
    with pytest.raises(InputError, match=code):
        simulate(SMALL, seed, replications, Machinery(workers))


def test_what_was_not_measured_is_refused() -> None:
    result = simulate(SMALL, 7, 1)

    with pytest.raises(InputError, match="not_measured"):
        result.values("wave:none", "arrived")
    with pytest.raises(InputError, match="not_measured"):
        result.by_interval("csat")
