"""What must hold in every world, whatever the numbers: conservation, Little's law, symmetry."""

import time
import tracemalloc
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.domain.traffic import Offline
from engine.simulation import kernel, reference
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import Outcome
from engine.simulation.desk import Records
from engine.simulation.desk_plan import desk_of
from engine.simulation.engines import Engine as EngineName
from engine.simulation.kernel import play
from engine.simulation.replications import Machinery, SimulationResult, replication_log, simulate
from engine.simulation.sampling import sampled_contacts
from tests.simulation.broken_rules import TIES
from tests.simulation.desks import HOUR_S, Engine, desk, exponential, fixed, kind, team, turns
from tests.simulation.drawn_scenarios import odd_scenario, world
from tests.simulation.mutants import planted
from tests.simulation.test_agreement import differences

ODD = range(12)
ENDS = ("served", "abandoned", "late_messages", "blocked", "messages", "cleared", "still_open")


def column(result: SimulationResult, id_: str) -> NDArray[np.float64]:
    """Return a measure in every replication and scope."""
    return result.table[:, :, result.plan.ids.index(id_)]


def played(scenario: Scenario, engine: Engine = reference.contact_log, seed: int = 1) -> ContactLog:
    return engine(
        desk_of(scenario, seed=seed, replication=0),
        sampled_contacts(scenario, seed=seed, replication=0),
    )


# --- nothing is lost ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", ODD)
def test_every_contact_ends_in_one_way_in_every_scope(seed: int) -> None:
    result = simulate(odd_scenario(seed, 200), seed, 1)

    assert any(scope.stretch.startswith("interval:") for scope in result.plan.scopes)
    arrived, ended = column(result, "arrived"), column(result, "bot_ended")
    assert np.array_equal(arrived, ended + column(result, "offered"))
    assert np.array_equal(arrived, ended + sum(column(result, id_) for id_ in ENDS))


@pytest.mark.parametrize("seed", range(24))
def test_times_of_a_log_are_in_order(seed: int) -> None:
    log = reference.contact_log(*world(seed, 200))
    contacts, legs = log.contacts, log.legs

    for earlier, later in (("arrival_s", "entry_s"), ("entry_s", "start_s"), ("entry_s", "gone_s"),
                           ("start_s", "replied_s"), ("start_s", "end_s"), ("replied_s", "end_s"),
                           ("end_s", "back_s")):  # fmt: skip
        assert not (contacts[earlier] > contacts[later]).any(), (earlier, later)
    assert (legs["start_s"] <= legs["end_s"]).all()
    assert (legs["end_s"] <= legs["released_s"]).all()
    assert np.array_equal(np.isnan(contacts["end_s"]), contacts["outcome"] == Outcome.OPEN)
    assert not (log.rounds["asked_s"] > log.rounds["replied_s"]).any()


# --- Little's law, on the path --------------------------------------------------------------------


@pytest.mark.parametrize("by_turns", [False, True])
def test_littles_law_holds_on_the_path(by_turns: bool) -> None:
    """All come in the first of six hours and are gone at the end: L = lambda W, to 1e-9."""
    busy = kind(rate_per_h=300.0, patience_s=300.0, turns=turns())
    arrivals = replace(busy.arrivals, rates_per_h=(300.0, *[0.0] * 5))
    scenario = desk(
        kinds=[replace(busy, arrivals=arrivals)], groups=[team(agents=3, slots=2)],
        horizon_s=6 * HOUR_S, by_turns=by_turns,
    )  # fmt: skip
    log = played(scenario)
    result = simulate(scenario, 1, 1)
    day = {id_: float(result.values("day", id_)[0]) for id_ in result.measure_ids}
    assert np.nanmax(log.legs["released_s"]) < scenario.horizon_s
    assert day["wait_mean_s"] > 0

    waits = day["effective_rate_per_h"] / HOUR_S * day["wait_mean_s"]
    assert day["queue_mean"] == pytest.approx(waits, rel=1e-9)
    in_work_s = (log.legs["end_s"] - log.legs["start_s"]).sum()
    assert day["open_chats_mean"] == pytest.approx(in_work_s / scenario.horizon_s, rel=1e-9)
    held_s = (log.legs["released_s"] - log.legs["start_s"]).sum()
    assert day["busy_slots_mean"] == pytest.approx(held_s / scenario.horizon_s, rel=1e-9)


# --- names and orders do not matter ---------------------------------------------------------------


@pytest.mark.parametrize("seed", ODD)
def test_the_order_of_classes_and_groups_does_not_matter(seed: int) -> None:
    """The customers' side bit for bit; sums over other orders to a last bit."""
    scenario = odd_scenario(seed, 200)
    groups = replace(scenario.staffing, groups=scenario.staffing.groups[::-1])
    turned = replace(scenario, classes=scenario.classes[::-1], staffing=groups)
    logs = [played(each, seed=seed) for each in (scenario, turned)]

    back = len(scenario.classes) - 1 - logs[1].contacts["contact_class"]
    assert np.array_equal(logs[0].contacts["contact_class"], back)
    for part in ("contacts", "legs", "rounds"):
        one, other = (getattr(log, part) for log in logs)
        for name in set(one.dtype.names) - {"contact_class", "agent"}:
            assert np.array_equal(one[name], other[name], equal_nan=True), name

    first, second = (simulate(each, seed, 1) for each in (scenario, turned))
    lines = [second.scope_keys.index(key) for key in first.scope_keys]
    columns = [second.measure_ids.index(id_) for id_ in first.measure_ids]
    same = second.table[:, lines][:, :, columns]
    assert np.allclose(first.table, same, rtol=1e-12, atol=1e-12, equal_nan=True)


HIGHEST_FIRST = next(mutant for mutant in TIES if mutant.name.startswith("agents changed at one"))


@pytest.mark.parametrize("by_turns", [False, True])
def test_which_of_identical_agents_serves_does_not_matter(
    by_turns: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Numbered the other way round, identical agents do the same to every customer."""
    often = kind(
        rate_per_h=140.0, patience_s=120.0, turns=turns(), wrap_up=fixed(15.0),
        latest_agent_first=True,
    )  # fmt: skip
    scenario = desk(
        kinds=[replace(often, repeat=replace(often.repeat, solved_probability=0.5,
                                             return_probability=0.8, delay=exponential(300.0)))],
        groups=[team(agents=4, slots=2, breaks=[(600.0, 800.0)])], by_turns=by_turns,
        horizon_s=1_800.0,
    )  # fmt: skip
    log = played(scenario)
    with planted(HIGHEST_FIRST, tmp_path, monkeypatch) as other_numbers:
        turned = played(scenario, other_numbers)

    assert [what.split(" in ")[0] for what in differences(log, turned)] == ["legs.agent"]


def test_a_shift_may_be_written_in_two_parts() -> None:
    often = kind(rate_per_h=200.0, patience_s=60.0)
    whole = desk(kinds=[often], groups=[team(agents=5)])
    shifts = whole.staffing.groups[0].shifts
    parts = tuple(replace(shifts[0], agents=agents) for agents in (2, 0, 3))
    group = replace(whole.staffing.groups[0], shifts=parts)

    split = replace(whole, staffing=replace(whole.staffing, groups=(group,)))

    one, other = played(whole), played(split)

    assert differences(one, other) == []


# --- more help, less waiting ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_one_agent_more_never_lengthens_a_wait(seed: int) -> None:
    """Identical agents, one class, one slot, nobody hangs up or comes back."""
    starts = [
        played(desk(kinds=[kind(rate_per_h=150.0)], groups=[team(agents=agents)]), seed=seed)
        .contacts["start_s"]
        for agents in range(3, 8)
    ]  # fmt: skip

    for fewer, more in pairwise(starts):
        assert (more <= fewer).all()


# --- seeds, workers, memory, size -----------------------------------------------------------------


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_whoever_works() -> None:
    scenario = odd_scenario(6, 150)
    tables = [
        simulate(scenario, 3, 4, Machinery(workers, engine)).table.tobytes()
        for workers, engine in (
            (1, EngineName.COMPILED), (2, EngineName.COMPILED), (3, EngineName.COMPILED),
            (1, EngineName.REFERENCE), (2, EngineName.REFERENCE),
        )
    ]  # fmt: skip

    assert len(set(tables)) == 1


def test_a_log_does_not_depend_on_what_was_played_before() -> None:
    """The kernel keeps arrays from one replication to the next."""
    worlds = [world(seed, customers) for seed, customers in ((3, 60), (4, 900), (5, 20), (6, 300))]
    before = [kernel.contact_log(*of) for of in worlds]

    for of, log in reversed(list(zip(worlds, before, strict=True))):
        assert differences(log, kernel.contact_log(*of)) == []


@pytest.mark.parametrize("seed", range(24))
def test_a_log_does_not_depend_on_what_the_memory_held(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel begins with rows of whatever contents, and again as its arrays grow."""
    rng, rows_in_lines = np.random.default_rng(seed), play.in_lines

    def soiled(rows: Records) -> Records:
        memory = rows.view(np.uint8)
        memory[:] = rng.integers(0, 256, memory.size, np.uint8)
        return rows

    monkeypatch.setattr(play, "in_lines", lambda *what: soiled(rows_in_lines(*what)))
    of = world(seed, 150)
    centre = play.new_centre(*of)
    for rows in (*centre.log, centre.live, centre.places, centre.events):
        soiled(rows)

    assert differences(reference.contact_log(*of), play.played(centre)) == []


@pytest.mark.parametrize("engine_log", [reference.contact_log, kernel.contact_log])
def test_memory_grows_with_the_attempts_and_no_faster(engine_log: Engine) -> None:
    bytes_each = []
    for hours in (10, 100):
        busy = kind(rate_per_h=40.0, patience_s=120.0)
        scenario = desk(kinds=[busy], groups=[team(slots=2)], horizon_s=hours * HOUR_S)
        today = desk_of(scenario, seed=1, replication=0)
        sampled = sampled_contacts(scenario, seed=1, replication=0)
        engine_log(today, sampled)
        tracemalloc.start()
        engine_log(today, sampled)
        bytes_each.append(tracemalloc.get_traced_memory()[1] / sampled.customers.size)
        tracemalloc.stop()

    assert bytes_each[1] < 1.2 * bytes_each[0]


def test_ten_times_the_traffic_comes_to_an_end() -> None:
    base = odd_scenario(0, 150)
    log = played(replace(base, factor=10.0))

    assert log.contacts.size > 1_000
    assert differences(log, played(replace(base, factor=10.0), kernel.contact_log)) == []


@pytest.mark.full
def test_a_million_contacts() -> None:
    scenario = desk(
        kinds=[kind(rate_per_h=1e5 / 24, patience_s=120.0)],
        groups=[team(agents=150, slots=2)], horizon_s=240 * HOUR_S,
    )  # fmt: skip
    kernel.compile_now()
    began = time.perf_counter()
    log = replication_log(scenario, 1, 0)
    spent_s = time.perf_counter() - began
    print(f"{log.contacts.size} contacts in {spent_s:.1f} s")  # noqa: T201 - for the record

    assert log.contacts.size > 990_000
    assert (log.contacts["outcome"] != Outcome.OPEN).all()


# --- nobody there ---------------------------------------------------------------------------------


def test_nobody_is_taken_while_nobody_is_on_duty(engine: Engine) -> None:
    scenario = desk(
        kinds=[kind(rate_per_h=100.0)],
        groups=[team(agents=2, shifts=[(0.0, 1_200.0), (2_400.0, 1e9)])],
    )
    log = played(scenario, engine)

    starts_s = log.contacts["start_s"]
    assert not ((starts_s >= 1_200.0) & (starts_s < 2_400.0)).any()
    assert np.isfinite(starts_s).all()


def test_no_patience_at_all_is_no_waiting(engine: Engine) -> None:
    hasty = kind(rate_per_h=100.0)
    hasty = replace(hasty, patience=replace(hasty.patience, duration=fixed(0.0)))
    contacts = played(desk(kinds=[hasty]), engine).contacts

    waited_s = np.fmin(contacts["start_s"], contacts["end_s"]) - contacts["entry_s"]
    assert (waited_s == 0).all()
    assert set(contacts["outcome"]) == {Outcome.SERVED, Outcome.ABANDONED}


@pytest.mark.parametrize(
    ("offline", "outcome"),
    [
        (Offline.WAITS, Outcome.OPEN),
        (Offline.MESSAGE, Outcome.OPEN),
        (Offline.CLEARED, Outcome.CLEARED),
    ],
)
def test_a_class_that_nobody_serves(engine: Engine, offline: Offline, outcome: Outcome) -> None:
    kinds = [kind(), kind("alone", groups=("empty",), offline=offline)]
    groups = [team(agents=1), team("empty", agents=0), team("idle", agents=3)]
    log = played(desk(kinds=kinds, groups=groups), engine)

    alone = log.contacts[log.contacts["contact_class"] == 1]
    assert alone.size > 30
    assert (alone["outcome"] == outcome).all()
    assert alone["offline"].all()
    assert set(log.legs["agent"]) == {0}


def test_a_class_without_any_group(engine: Engine) -> None:
    log = played(desk(kinds=[kind(groups=())], groups=[team(agents=3)]), engine)

    assert log.legs.size == 0
    assert (log.contacts["outcome"] == Outcome.OPEN).all()
