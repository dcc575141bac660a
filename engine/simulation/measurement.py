"""A contact log becomes a table of measures by scope (rule M11)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.scenario import Scenario
from engine.simulation.arrivals import HOUR_S
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.measures import (
    CONTACT,
    TIME_MEASURES,
    Contacts,
    contact_formula,
    measure_ids,
)
from engine.simulation.presence import (
    Times,
    merged,
    present_at,
    seconds_before,
    staffed_until,
)
from engine.simulation.sampling import Records
from engine.simulation.scopes import Scope, scopes_of

# what a measure of contacts takes from the log as it stands
_COPIED = (
    "arrival_s", "entry_s", "start_s", "end_s", "released_s", "agent", "outcome", "solved",
    "returns", "contact_class",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeasurePlan:
    """What is measured: a table of scopes by measures, the same in every replication."""

    scopes: tuple[Scope, ...]
    ids: tuple[str, ...]


def measure_plan(scenario: Scenario) -> MeasurePlan:
    """Return what is measured for a scenario and its targets.

    Raises
    ------
    InputError
        If a target names a measure, stretch, class or group that does not exist.
    """
    return MeasurePlan(scopes_of(scenario), measure_ids(scenario))


def measured(scenario: Scenario, plan: MeasurePlan, log: ContactLog) -> NDArray[np.float64]:
    """Return the measures of one replication, (scopes, ids); nan where nothing is counted."""
    rows = contact_rows(scenario, log)
    edges = np.unique([edge for scope in plan.scopes for edge in (scope.start_s, scope.end_s)])
    presences = _Presences(rows, log.agents, edges)
    contact_ids = [id_ for id_ in plan.ids if id_ not in TIME_MEASURES]
    formulas = [contact_formula(id_) for id_ in contact_ids]
    numbers = _Numbers.of(scenario)
    table = np.full((len(plan.scopes), len(plan.ids)), np.nan)
    columns = {id_: column for column, id_ in enumerate(plan.ids)}
    for line, scope in enumerate(plan.scopes):
        chosen = _rows_of(scope, rows, numbers)
        contacts = Contacts.of(chosen)
        for id_, formula in zip(contact_ids, formulas, strict=True):
            table[line, columns[id_]] = formula(contacts)
        for id_, value in presences.measures(scope, numbers, chosen).items():
            table[line, columns[id_]] = value
    return table


def contact_rows(scenario: Scenario, log: ContactLog) -> Records:
    """Return the attempts made, in order of arrival, as measures read them (``CONTACT``)."""
    made = log.made[np.argsort(log.made["arrival_s"], kind="stable")]
    rows = np.empty(made.size, CONTACT)
    for name in _COPIED:
        rows[name] = made[name]
    left_s = np.where(np.isnan(made["start_s"]), made["end_s"], made["start_s"])
    rows["left_s"] = np.where(made["outcome"] == Outcome.OPEN, np.inf, left_s)
    rows["wait_s"] = rows["left_s"] - made["entry_s"]
    rows["response_s"] = made["replied_s"] - made["entry_s"]
    rows["handle_s"] = made["released_s"] - made["start_s"]
    rows["first"] = made["attempt"] == 0
    numbers = _Numbers.of(scenario)
    preferred = [
        numbers.groups[kind.groups[0]] if kind.groups else NOBODY for kind in scenario.classes
    ]
    taken = made["agent"] != NOBODY
    rows["group"] = np.array(preferred, dtype=np.int32)[made["contact_class"]]
    rows["group"][taken] = log.agents["group"][made["agent"][taken]]
    return rows


@dataclass(frozen=True, slots=True)
class _Numbers:
    """The numbers that classes and groups have in a log."""

    classes: dict[str, int]
    groups: dict[str, int]

    @classmethod
    def of(cls, scenario: Scenario) -> "_Numbers":
        classes = {kind.id: number for number, kind in enumerate(scenario.classes)}
        groups = {group.id: number for number, group in enumerate(scenario.staffing.groups)}
        return cls(classes, groups)


def _rows_of(scope: Scope, rows: Records, numbers: _Numbers) -> Records:
    first, last = np.searchsorted(rows["arrival_s"], (scope.start_s, scope.end_s))
    return _filtered(scope, rows[first:last], numbers)


def _filtered(scope: Scope, rows: Records, numbers: _Numbers) -> Records:
    chosen = np.ones(rows.size, dtype=np.bool_)
    if scope.contact_class:
        chosen &= rows["contact_class"] == numbers.classes[scope.contact_class]
    if scope.group:
        chosen &= rows["group"] == numbers.groups[scope.group]
    return rows if chosen.all() else rows[chosen]


class _Presences:
    """Who and what was there, and for how long, at every edge of a scope."""

    def __init__(self, rows: Records, agents: Records, edges_s: Times) -> None:
        self.rows, self.edges_s = rows, edges_s
        present = np.flatnonzero(agents["present"])
        held = rows[rows["agent"] != NOBODY]
        owner, start_s, end_s = merged(held["agent"], held["start_s"], held["released_s"])
        self.busy = (agents["group"][owner.astype(np.int64)], start_s, end_s)
        until_s = staffed_until(agents, owner, end_s)[present]
        self.staffed = (agents["group"][present], agents["start_s"][present], until_s)
        self.slots = agents["slots"][present]
        self.known: dict[tuple[str, str], dict[str, Times]] = {}

    def measures(self, scope: Scope, numbers: _Numbers, chosen: Records) -> dict[str, float]:
        """Return a scope's measures of time; ``chosen`` are the contacts that arrive in it."""
        totals = self._totals(scope, numbers)
        first, last = np.searchsorted(self.edges_s, (scope.start_s, scope.end_s))
        spent = {name: float(seconds[last] - seconds[first]) for name, seconds in totals.items()}
        length_s = scope.end_s - scope.start_s
        staffed_h = spent.get("staffed", np.nan) / HOUR_S
        answered = float((chosen["agent"] != NOBODY).sum())
        busy_s = spent.get("busy", np.nan)
        return {
            "queue_mean": spent["queue"] / length_s,
            "open_chats_mean": spent["open"] / length_s,
            "backlog": float(totals["backlog"][last]),
            "staffed_h": staffed_h,
            "occupancy": _ratio(busy_s, staffed_h * HOUR_S),
            "slot_occupancy": _ratio(spent["held"], spent.get("slots", np.nan)),
            "concurrency": _ratio(spent["held"], busy_s),
            "contacts_per_agent_h": _ratio(answered, staffed_h),
        }

    def _totals(self, scope: Scope, numbers: _Numbers) -> dict[str, Times]:
        key = (scope.contact_class, scope.group)
        if key not in self.known:
            totals = self._of_contacts(_filtered(scope, self.rows, numbers))
            if not scope.contact_class:  # an agent serves several classes: no time of one alone
                totals |= self._of_agents(numbers.groups.get(scope.group))
            self.known[key] = totals
        return self.known[key]

    def _of_contacts(self, rows: Records) -> dict[str, Times]:
        queued, held = rows[~np.isnan(rows["entry_s"])], rows[rows["agent"] != NOBODY]
        at = self.edges_s
        return {
            "queue": seconds_before(queued["entry_s"], queued["left_s"], at),
            "backlog": present_at(queued["entry_s"], queued["left_s"], at),
            "open": seconds_before(held["start_s"], held["end_s"], at),
            "held": seconds_before(held["start_s"], held["released_s"], at),
        }

    def _of_agents(self, group: int | None) -> dict[str, Times]:
        busy = _of_group(self.busy, group)
        staffed = _of_group(self.staffed, group)
        slots = self.slots if group is None else self.slots[self.staffed[0] == group]
        by_slot = (np.repeat(staffed[0], slots), np.repeat(staffed[1], slots))
        return {
            "busy": seconds_before(*busy, self.edges_s),
            "staffed": seconds_before(*staffed, self.edges_s),
            "slots": seconds_before(*by_slot, self.edges_s),
        }


def _of_group(presences: tuple[Records, Times, Times], group: int | None) -> tuple[Times, Times]:
    groups, start_s, end_s = presences
    chosen = np.ones(groups.size, np.bool_) if group is None else groups == group
    return start_s[chosen], end_s[chosen]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else float("nan")
