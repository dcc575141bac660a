"""The measures once more, plainly and slowly: contact by contact, second by second of each scope.

Written from ``docs/measures.md`` alone, with none of the program's shortcuts.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from engine.domain.scenario import Scenario
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import Outcome
from engine.simulation.desk_plan import desk_plan
from engine.simulation.measuring.scopes import Scope

Span = tuple[float, float]
NAN = float("nan")


class Plain:
    """A log, to be measured over one scope at a time."""

    def __init__(self, scenario: Scenario, log: ContactLog) -> None:
        self.scenario, self.log = scenario, log
        self.groups = [group.id for group in scenario.staffing.groups]
        self.contacts = [_named(row) for row in log.contacts]
        self.legs = [_named(row) for row in log.legs]
        for leg in self.legs:
            leg["group"] = self.groups[int(log.agents["group"][leg["agent"]])]
            leg["of"] = self.contacts[leg["contact"]]
        for contact in self.contacts:
            kind = scenario.classes[contact["contact_class"]]
            first = self.legs[contact["leg"]] if contact["leg"] >= 0 else None
            contact["class"], contact["channel"] = kind.id, kind.channel.value
            contact["group"] = first["group"] if first else (kind.groups or ("",))[0]
            contact["first_leg"] = first
            contact["kept"] = (
                first is not None
                and not math.isnan(contact["replied_s"])
                and contact["outcome"]
                in (Outcome.ABANDONED, Outcome.MESSAGE, Outcome.CLEARED, Outcome.OPEN)
            )

    def measures(self, scope: Scope) -> dict[str, float]:
        return {**self._of_contacts(scope), **self._of_time(scope)}

    def _belongs(self, scope: Scope, contact: dict[str, Any], group: str) -> bool:
        return (
            scope.contact_class in ("", contact["class"])
            and scope.channel in ("", contact["channel"])
            and scope.group in ("", group)
        )

    def _of_contacts(self, scope: Scope) -> dict[str, float]:
        inside = [c for c in self.contacts if scope.start_s <= c["arrival_s"] < scope.end_s]
        mine = [c for c in inside if self._belongs(scope, c, c["group"])]
        offered = [c for c in mine if c["outcome"] != Outcome.BOT_ENDED]
        entered = [c for c in offered if c["outcome"] != Outcome.BLOCKED]
        waits = [_wait(c) for c in entered]
        responses = [c["replied_s"] - c["entry_s"] for c in mine if not math.isnan(c["replied_s"])]
        answered = [w for w, c in zip(waits, entered, strict=True) if _answered(c)]
        served = [c for c in mine if c["outcome"] == Outcome.SERVED]
        first = [c for c in served if c["attempt"] == 0]
        taken = [c for c in mine if c["first_leg"]]
        known = {id(c) for c in inside}
        legs = [
            leg
            for leg in self.legs
            if id(leg["of"]) in known and self._belongs(scope, leg["of"], leg["group"])
        ]
        rounds = list(self._responses(scope, inside))
        solved = [c for c in mine if c["solved"]]
        count = {
            name: sum(c["outcome"] == outcome for c in mine)
            for name, outcome in {
                "bot_ended": Outcome.BOT_ENDED,
                "served": Outcome.SERVED,
                "abandoned": Outcome.ABANDONED,
                "late_messages": Outcome.LATE,
                "blocked": Outcome.BLOCKED,
                "messages": Outcome.MESSAGE,
                "cleared": Outcome.CLEARED,
                "still_open": Outcome.OPEN,
            }.items()
        }
        hours = (scope.end_s - scope.start_s) / 3_600
        found = {
            **count,
            "arrived": len(mine),
            "offered": len(offered),
            "offline_messages": sum(c["offline"] for c in mine),
            "capped": sum(c["capped"] for c in mine),
            "contacts_per_customer": _share(len(mine), sum(c["attempt"] == 0 for c in mine)),
            "effective_rate_per_h": len(entered) / hours,
            "frt_mean_s": _mean(responses),
            "frt_p50_s": _quantile(responses, 0.5),
            "frt_p90_s": _quantile(responses, 0.9),
            "frt_p95_s": _quantile(responses, 0.95),
            "frt_max_s": max(responses, default=NAN),
            "art_mean_s": _mean(rounds),
            "art_p90_s": _quantile(rounds, 0.9),
            "wait_mean_s": _mean([w for w in waits if w < math.inf]),
            "wait_served_mean_s": _mean(answered),
            "wait_probability": _share(sum(w > 0 for w in waits), len(waits)),
            "reply_rate": _share(len(responses), len(offered)),
            "abandonment": _share(count["abandoned"], len(offered)),
            "blocking": _share(count["blocked"], len(offered)),
            "late_share": _share(count["late_messages"], len(offered)),
            "transfer": _share(sum(_passed_on(c) for c in taken), len(taken)),
            "handle_mean_s": _mean([leg["released_s"] - leg["start_s"] for leg in legs]),
            "resolution_mean_s": _mean(
                [c["end_s"] - self.contacts[c["customer"]]["arrival_s"] for c in solved]
            ),
            "fcr": _share(sum(c["solved"] for c in first), len(first)),
            "repeat": _share(sum(not math.isnan(c["back_s"]) for c in served), len(served)),
            "legs": len(legs),
        }
        for threshold in (30, 60, 180):
            found |= _within(threshold, offered, responses)
        return found

    def _responses(self, scope: Scope, inside: list[dict[str, Any]]) -> Iterator[float]:
        for contact in inside:
            own = [leg for leg in self.legs if leg["of"] is contact]
            if not any(leg["rounds"] for leg in own):
                if not math.isnan(contact["replied_s"]) and self._belongs(
                    scope, contact, contact["group"]
                ):
                    yield contact["replied_s"] - contact["entry_s"]
                continue
            for leg in own:
                rows = self.log.rounds[leg["first_round"] : leg["first_round"] + leg["rounds"]]
                if self._belongs(scope, contact, leg["group"]):
                    yield from (
                        float(row["replied_s"] - row["asked_s"])
                        for row in rows
                        if np.isfinite(row["replied_s"])
                    )

    def _of_time(self, scope: Scope) -> dict[str, float]:
        length = scope.end_s - scope.start_s
        mine = [c for c in self.contacts if self._belongs(scope, c, c["group"])]
        legs = [leg for leg in self.legs if self._belongs(scope, leg["of"], leg["group"])]
        queues = [span for c in mine for span in self._queue_spans(c)]
        held = [(leg["start_s"], leg["released_s"]) for leg in legs]
        waiting_at = {
            at: sum(start < at <= end for start, end in queues)
            for at in (scope.start_s, scope.end_s)
        }
        begun = [leg for leg in legs if scope.start_s <= leg["start_s"] < scope.end_s]
        delays = [(c["end_s"], c["back_s"]) for c in mine if not math.isnan(c["back_s"])]
        found = {
            "queue_mean": _seconds(queues, scope) / length,
            "queue_max": _most(queues, scope),
            "backlog": waiting_at[scope.end_s],
            "backlog_growth_per_h": 3_600
            * (waiting_at[scope.end_s] - waiting_at[scope.start_s])
            / length,
            "open_chats_mean": _seconds([(x["start_s"], x["end_s"]) for x in legs], scope) / length,
            "busy_slots_mean": _seconds(held, scope) / length,
            "concurrency_max": max((leg["load"] for leg in begun), default=0),
            "return_delay_mean": _seconds(delays, scope) / length,
        }
        names = (
            *("staffed_h", "occupancy", "occupancy_scheduled", "slot_occupancy", "busy_mean"),
            *("concurrency", "contacts_per_agent_h", "empty_probability", "all_busy_probability"),
            "cost_cny",
        )
        if scope.contact_class or scope.channel:
            return found | dict.fromkeys(names, NAN)
        return found | self._of_agents(scope, queues, held)

    def _queue_spans(self, contact: dict[str, Any]) -> list[Span]:
        if contact["outcome"] in (Outcome.BOT_ENDED, Outcome.BLOCKED):
            return []
        until = math.inf if contact["outcome"] == Outcome.OPEN else contact["end_s"]
        first = contact["first_leg"]
        spans = [(contact["entry_s"], first["start_s"] if first else until)]
        if _passed_on(contact):
            last = self.legs[contact["last_leg"]]
            spans.append((first["end_s"], until if last is first else last["start_s"]))
        return [(start, end) for start, end in spans if start < end]

    def _of_agents(self, scope: Scope, queues: list[Span], held: list[Span]) -> dict[str, float]:
        desk = desk_plan(self.scenario).full
        length = scope.end_s - scope.start_s
        on, busy, staffed, slots, free, cost = [], [], 0.0, 0.0, [], 0.0
        for number, agent in enumerate(self.log.agents):
            group = self.scenario.staffing.groups[int(agent["group"])]
            if scope.group not in ("", group.id):
                continue
            own = [leg for leg in self.legs if leg["agent"] == number]
            duty = _duties(desk, number) if agent["present"] else []
            taken = [(leg["start_s"], leg["released_s"]) for leg in own]
            seconds = _covered([*duty, *taken], scope)
            staffed += seconds
            slots += seconds * group.slots
            cost += seconds / 3_600 * group.cost_per_h
            on, busy = on + duty, [*busy, *_union(taken)]
            free += _free(duty, taken, group.slots)
        answered = [
            leg
            for leg in self.legs
            if scope.group in ("", leg["group"])
            and scope.start_s <= leg["of"]["arrival_s"] < scope.end_s
        ]
        prices = {group.id: group.cost_per_contact for group in self.scenario.staffing.groups}
        beyond = (
            Scope("", scope.start_s, math.inf) if scope.end_s == self.scenario.horizon_s else scope
        )
        busy_s, manned = _seconds(busy, scope), _covered(on, scope)
        return {
            "staffed_h": staffed / 3_600,
            "occupancy": _share(busy_s, staffed),
            "occupancy_scheduled": _share(_seconds(busy, beyond), _seconds(on, scope)),
            "slot_occupancy": _share(_seconds(held, scope), slots),
            "busy_mean": busy_s / length,
            "concurrency": _share(_seconds(held, scope), busy_s),
            "contacts_per_agent_h": _share(len(answered), staffed / 3_600),
            "empty_probability": 1 - _covered([*queues, *busy], scope) / length,
            "all_busy_probability": _share(manned - _covered(free, scope), manned),
            "cost_cny": cost + sum(prices[leg["group"]] for leg in answered),
        }


def _named(row: Any) -> dict[str, Any]:
    return {name: row[name].item() for name in row.dtype.names}


def _answered(contact: dict[str, Any]) -> bool:
    left = contact["outcome"] in (
        Outcome.ABANDONED, Outcome.MESSAGE, Outcome.CLEARED, Outcome.OPEN,
    )  # fmt: skip
    return contact["first_leg"] is not None and not (left and math.isnan(contact["replied_s"]))


def _passed_on(contact: dict[str, Any]) -> bool:
    return contact["last_leg"] != contact["leg"] or contact["kept"]


def _wait(contact: dict[str, Any]) -> float:
    if _answered(contact):
        return float(contact["start_s"] - contact["entry_s"])
    if contact["outcome"] == Outcome.OPEN:
        return math.inf
    return float(contact["end_s"] - contact["entry_s"])


def _within(
    threshold: int, offered: list[dict[str, Any]], responses: list[float]
) -> dict[str, float]:
    entered = [c for c in offered if c["outcome"] != Outcome.BLOCKED]
    good = sum(_answered(c) and _wait(c) <= threshold for c in entered)
    early = sum(
        not _answered(c)
        and c["outcome"] in (Outcome.ABANDONED, Outcome.MESSAGE)
        and _wait(c) <= threshold
        for c in entered
    )
    return {
        f"answered_within_{threshold}_s": good,
        f"service_level_{threshold}_s": _share(good, len(entered) - early),
        f"service_level_offered_{threshold}_s": _share(good, len(offered)),
        f"frt_attainment_{threshold}_s": _share(
            sum(value <= threshold for value in responses), len(offered)
        ),
    }


def _duties(desk: Any, number: int) -> list[Span]:
    first, count = desk.agents["first_duty"][number], desk.agents["duties"][number]
    times = desk.duties["time_s"][first : first + count].tolist()
    return list(zip(times[::2], times[1::2], strict=True))


def _free(duty: list[Span], taken: list[Span], slots: int) -> list[Span]:
    """Return when an agent on duty has a free slot."""
    moments = sorted({time for span in (*duty, *taken) for time in span})
    return [
        (start, end)
        for start, end in pairwise(moments)
        if any(a <= start and end <= b for a, b in duty)
        and sum(a <= start and end <= b for a, b in taken) < slots
    ]


def _union(spans: list[Span]) -> list[Span]:
    found: list[list[float]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        elif start < end:
            found.append([start, end])
    return [(start, end) for start, end in found]


def _covered(spans: list[Span], scope: Scope) -> float:
    return _seconds(_union(spans), scope)


def _seconds(spans: list[Span], scope: Scope) -> float:
    return math.fsum(
        max(0.0, min(end, scope.end_s) - max(start, scope.start_s)) for start, end in spans
    )


def _most(spans: list[Span], scope: Scope) -> int:
    moments = [scope.start_s, *(s for s, _ in spans if scope.start_s <= s < scope.end_s)]
    return max(sum(start <= at < end for start, end in spans) for at in moments)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else NAN


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values) if values else NAN


def _quantile(values: list[float], share: float) -> float:
    return float(np.quantile(values, share)) if values else NAN
