"""The two engines give the same log, bit for bit.

Reference and kernel were written from the same rules by different hands. A difference in any field
of any row means that one of them breaks a rule, or that a rule can be read in two ways. What the
comparison cannot see it cannot judge, so each feature of the model has to turn up often enough;
``test_mutations.py`` shows that planted errors are seen.
"""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.simulation import kernel, reference
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import Outcome
from tests.simulation.drawn_scenarios import World, world

Flags = NDArray[np.bool_]
WORLDS = 100
WORLDS_IN_FULL = 1_000

# how often each feature must turn up in the worlds of ``make test``: a third of what there is
ENOUGH = {
    "outcome OPEN": 1_000, "outcome BOT_ENDED": 3_000, "outcome SERVED": 3_500,
    "outcome ABANDONED": 6_000, "outcome LATE": 2_500, "outcome BLOCKED": 5_000,
    "outcome MESSAGE": 1_200, "outcome CLEARED": 700,
    "waited for an agent": 5_500, "taken at once": 900, "taken at one instant": 1_300,
    "hung up after an agent took it": 190, "hung up in the next inbox": 5,
    "no patience at all": 900, "gone from the inbox": 120, "gone on entry": 1_300,
    "gone at closing": 200, "cleared on entry": 600, "cleared at closing": 110,
    "offline and waits": 1_000, "blocked by no room": 1_900, "blocked by a full room": 3_000,
    "arrived at 0": 130, "arrived as duty changes": 800, "arrived with another": 4_500,
    "bot without time": 1_600, "handed over by the bot": 5_500,
    "by rounds": 3_300, "at rate level": 3_700, "several rounds": 1_700,
    "agent at both levels": 25, "overflowed": 2_800, "given past the slots": 1_200,
    "shared attention": 5_000, "wrap-up": 1_800, "passed on and taken": 300,
    "passed on within the group": 200, "no time at all": 550, "agent away": 25,
    "other slots in the group": 35, "group without agents": 6, "group without a route": 1,
    "back": 7_000, "back many times": 150, "back to the same agent": 110,
    "back to another agent": 160, "back after the horizon": 800, "capped": 2_600,
    "solved": 2_500, "solved by the bot": 1_700,
}  # fmt: skip


def differences(one: ContactLog, other: ContactLog) -> list[str]:
    """Return what differs, by name: fields with the number of rows, sizes, events."""
    found = [] if one.events == other.events else [f"events {one.events}, {other.events}"]
    for part in ("contacts", "legs", "rounds"):
        mine, theirs = getattr(one, part), getattr(other, part)
        if mine.size != theirs.size:
            found.append(f"{part} {mine.size}, {theirs.size}")
            continue
        for name in mine.dtype.names:
            both = mine[name], theirs[name]
            same = (both[0] == both[1]) | ((both[0] != both[0]) & (both[1] != both[1]))
            if not same.all():
                found.append(f"{part}.{name} in {np.count_nonzero(~same)}")
    return found


def features(of: World, log: ContactLog) -> Counter[str]:
    """Return how often each feature of the model turns up in a log."""
    seen = Counter({f"outcome {outcome.name}": 0 for outcome in Outcome})
    for number in log.contacts["outcome"]:
        seen[f"outcome {Outcome(number).name}"] += 1
    for counts in (_of_queues(of, log), _of_agents(of, log), _of_returns(of, log)):
        seen.update({name: int(np.count_nonzero(rows)) for name, rows in counts.items()})
    return seen


def _of_queues(of: World, log: ContactLog) -> dict[str, Flags]:
    desk, sampled = of
    contacts = log.contacts
    kinds = desk.classes[contacts["contact_class"]]
    taken = contacts["leg"] >= 0
    outcome, waited_s = contacts["outcome"], contacts["start_s"] - contacts["entry_s"]
    hung_up = outcome == Outcome.ABANDONED
    before = contacts["entry_s"] < contacts["end_s"]
    room = desk.routes["room"][contacts["contact_class"]]
    gone = np.isfinite(contacts["gone_s"])
    duty_s = desk.duties["time_s"]
    return {
        "waited for an agent": waited_s > 0,
        "taken at once": waited_s == 0,
        "hung up after an agent took it": hung_up & taken,
        "hung up in the next inbox": hung_up & _passed_on(log),
        "no patience at all": hung_up & (contacts["entry_s"] == contacts["end_s"]),
        "gone from the inbox": gone & taken & (contacts["gone_s"] > contacts["start_s"]),
        "gone on entry": gone & (contacts["gone_s"] == contacts["entry_s"]),
        "gone at closing": gone & kinds["offline"].astype(bool) & ~contacts["offline"]
        & np.isin(contacts["gone_s"], duty_s),
        "cleared on entry": (outcome == Outcome.CLEARED) & contacts["offline"],
        "cleared at closing": (outcome == Outcome.CLEARED) & ~contacts["offline"] & before,
        "offline and waits": contacts["offline"] & (kinds["offline"] == 0),
        "blocked by no room": (outcome == Outcome.BLOCKED) & (room == 0),
        "blocked by a full room": (outcome == Outcome.BLOCKED) & (room > 0),
        "arrived at 0": contacts["arrival_s"] == 0,
        "arrived as duty changes": np.isin(contacts["arrival_s"], duty_s[duty_s > 0]),
        "arrived with another": contacts["arrival_s"][1:] == contacts["arrival_s"][:-1],
        "bot without time": sampled.first["contained"] & (sampled.first["bot_s"] == 0),
        "handed over by the bot": contacts["entry_s"] > contacts["arrival_s"],
    }  # fmt: skip


def _of_agents(of: World, log: ContactLog) -> dict[str, Flags]:
    desk, _ = of
    legs, number_of = log.legs, np.arange(desk.agents.size)
    agents = desk.agents[legs["agent"]]
    turns = desk.classes["turns"][log.contacts["contact_class"][legs["contact"]]]
    passed_on = log.contacts[_passed_on(log)]
    groups = [desk.agents["group"][legs["agent"][passed_on[name]]] for name in ("leg", "last_leg")]
    of_group = [desk.agents["slots"][desk.agents["group"] == n] for n in range(desk.groups.size)]
    levels = [np.isin(number_of, legs["agent"][of]) for of in (turns, ~turns)]
    return {
        "by rounds": turns,
        "at rate level": ~turns,
        "several rounds": legs["rounds"] > 1,
        "agent at both levels": levels[0] & levels[1],
        "overflowed": legs["level"] > 0,
        "given past the slots": legs["load"] > agents["slots"],
        "shared attention": legs["load"] > 1,
        "wrap-up": legs["released_s"] > legs["end_s"],
        "passed on and taken": _passed_on(log),
        "passed on within the group": groups[0] == groups[1],
        "taken at one instant": np.diff(legs["start_s"]) == 0,
        "no time at all": legs["end_s"] == legs["start_s"],
        "agent away": ~desk.agents["present"],
        "other slots in the group": np.array([len(set(slots)) > 1 for slots in of_group]),
        "group without agents": np.array([slots.size == 0 for slots in of_group]),
        "group without a route": ~np.isin(np.arange(desk.groups.size), desk.route_groups),
    }


def _of_returns(of: World, log: ContactLog) -> dict[str, Flags]:
    desk, _ = of
    contacts = log.contacts
    again = contacts["attempt"] > 0
    order = np.lexsort((contacts["attempt"], contacts["customer"]))
    before = np.full(contacts.size, -1)
    before[order[1:]] = order[:-1]
    known = np.where(again, contacts["last_leg"][before], -1)
    wished = again & (known >= 0) & (contacts["leg"] >= 0)
    wished &= desk.classes["latest_first"][contacts["contact_class"]]
    same = np.zeros(contacts.size, bool)
    agents = log.legs["agent"]
    same[wished] = agents[known[wished]] == agents[contacts["leg"][wished]]
    return {
        "back": again,
        "back many times": contacts["attempt"] >= 6,
        "back to the same agent": same,
        "back to another agent": wished & ~same,
        "back after the horizon": contacts["back_s"] >= desk.horizon_s,
        "capped": contacts["capped"],
        "solved": contacts["solved"],
        "solved by the bot": contacts["solved"] & (contacts["outcome"] == Outcome.BOT_ENDED),
    }


def _passed_on(log: ContactLog) -> Flags:
    return log.contacts["last_leg"] != log.contacts["leg"]


def _compared(seeds: range, customers: Callable[[int], int]) -> tuple[list[str], Counter[str]]:
    """Return the differences and the features of many worlds."""
    found: list[str] = []
    seen: Counter[str] = Counter()
    for seed in seeds:
        of = world(seed, customers(seed))
        log = reference.contact_log(*of)
        found += [f"world {seed}: {what}" for what in differences(log, kernel.contact_log(*of))]
        seen += features(of, log)
        seen.update(attempts=log.contacts.size, events=log.events)
    counts = [f"{number:9} {name}" for name, number in sorted(seen.items())]
    print(f"{len(seeds)} worlds", *counts, sep="\n")  # noqa: T201 - what the comparison has seen
    return found, seen


@pytest.mark.slow
def test_the_engines_agree_on_everything() -> None:
    found, seen = _compared(range(WORLDS), lambda _: 500)

    assert not found
    assert {name: seen[name] for name, least in ENOUGH.items() if seen[name] < least} == {}


def _some_are_large(seed: int) -> int:
    return 2_500 if seed % 25 == 0 else 500


@pytest.mark.full
def test_the_engines_agree_on_a_thousand_worlds() -> None:
    found, seen = _compared(range(WORLDS, WORLDS + WORLDS_IN_FULL), _some_are_large)

    assert not found
    assert {name: seen[name] for name, least in ENOUGH.items() if seen[name] < 5 * least} == {}
