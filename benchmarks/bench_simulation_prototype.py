"""Simulation: the kernel on the days of its prototype, where that lies beside the project.

The prototype draws every leg of every possible attempt; here these are pools, one per customer.
It hands a freed slot on at once where the rules now wait for MATCH, so that a few contacts fare
otherwise: the answers agree in size only, and the ratio of times is per event.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.harness import Duel, SkippedError, duel
from benchmarks.simulation_desks import Day
from engine.simulation import desk as layout
from engine.simulation.conventions import OfflineRule
from engine.simulation.desk import Desk
from engine.simulation.kernel import contact_log
from engine.simulation.sampled import CUSTOMER, DRAW, PAUSE, POOL, ROUND, SampledContacts

FOLDER = Path(__file__).parents[2] / "shared" / "prototypes" / "simulation2"
DAYS: dict[str, dict[str, Any]] = {
    "turns": {"n": 40_000, "agents": 60},
    "rate": {"n": 40_000, "agents": 60, "turns": False},
}


def _rows(kind: np.dtype[np.void], count: int, **columns: Any) -> np.ndarray:
    rows = np.zeros(count, kind)
    for name, column in columns.items():
        rows[name] = column
    return rows


def converted(plan: Any) -> Day:
    """Return a prototype's plan as desk and sampled contacts."""
    return Day(_desk(plan), _sampled(plan))


def _desk(plan: Any) -> Desk:
    classes, agents = plan.cls.size, plan.agent
    groups = int(agents["group"].max()) + 1
    most = int(agents["slots"].max())
    routes = _rows(
        layout.ROUTE,
        plan.route.size,
        contact_class=-1,
        priority=plan.route["priority"],
        room=plan.route["room"],
        levels=plan.route["levels"],
    )
    routes["contact_class"][:classes] = np.arange(classes)
    rank = np.asarray(plan.rank, np.int32)
    return Desk(
        classes=_rows(
            layout.CLASS,
            classes,
            solved_probability=0.0,  # who comes back stands in the draws
            offline=OfflineRule.WAITS,
            turns=plan.cls["turns"],
            stays=plan.cls["stays"],
            until_reply=plan.cls["until_reply"],
        ),
        routes=routes,
        route_groups=plan.route_group.astype(np.int32),
        route_opens_s=plan.route_open.astype(float),
        transfer_probability=plan.transfer_p.astype(float),
        transfer_route=plan.transfer_to.astype(np.int32),
        groups=_rows(layout.GROUP, groups, first_messages_first=bool(plan.policy[0])),
        speed=np.tile(plan.speed[: most + 1].astype(float), (groups, 1)),
        pressure=np.ones((groups, most + 1)),
        skill=np.ones((groups, classes)),
        solved_factor=np.ones((groups, classes)),
        agents=_rows(
            layout.AGENT,
            agents.size,
            group=agents["group"],
            slots=agents["slots"],
            cap=agents["slots"],
            efficiency=agents["eff"],
            solved_factor=1.0,
            first_duty=agents["first"],
            duties=agents["turns"],
            present=True,
        ),
        duties=_rows(layout.DUTY, plan.duty.size, time_s=plan.duty["time"], on=plan.duty["on"]),
        rank=np.where(rank < 0, rank.max() + 1, rank),  # a full agent
        horizon_s=np.inf,
        max_attempts=plan.att.size // plan.cust.size,
    )


def _sampled(plan: Any) -> SampledContacts:
    count = plan.cust.size
    legs = 2 * plan.att.size // count
    later = _rows(
        DRAW,
        plan.leg.size,
        work_s=plan.leg["work"],
        reply_s=plan.leg["work"],
        wrap_up_s=plan.leg["wrap"],
        patience_s=plan.leg["patience"],
        first_round=plan.leg["first"],
        rounds=plan.leg["rounds"],
    )
    pauses = _rows(PAUSE, plan.leg.size, short_s=plan.leg["short"])
    for here, there in {
        "bot_s": "bot",
        "transfer": "u_transfer",
        "contained": "contained",
        "bot_returns": "bot_repeats",
        "retries": "retries",
        "returns": "repeats",
    }.items():
        later[here] = np.repeat(plan.att[there], 2)
    later["contained"] &= later["bot_s"] > 0  # there, who meets no bot is not contained
    pauses["retry_delay_s"] = np.repeat(plan.att["d_retry"], 2)
    pauses["return_delay_s"] = np.repeat(plan.att["d_repeat"], 2)
    pauses["bot_return_delay_s"] = pauses["return_delay_s"]
    return SampledContacts(
        customers=_rows(
            CUSTOMER,
            count,
            arrival_s=plan.cust["arr"],
            contact_class=plan.cust["cls"],
            pool=np.arange(count),
        ),
        first=later[::legs].copy(),
        pools=_rows(POOL, count, first=legs * np.arange(count), size=legs),
        later=later,
        pauses=pauses,
        rounds=_rows(ROUND, plan.rnd.size, think_s=plan.rnd["think"], reply_s=plan.rnd["reply"]),
    )


def _plan(name: str) -> tuple[Any, Day]:
    if not FOLDER.is_dir():
        raise SkippedError("the prototype is not here")
    sys.path.insert(0, str(FOLDER))
    try:
        import plain

        plan = plain.erlang_a(200_000) if name == "Erlang A" else plain.shop(**DAYS[name])
    finally:
        sys.path.remove(str(FOLDER))
    return plan, converted(plan)


def _attempts(plans: Any) -> int:
    return contact_log(*plans[1]).contacts.size


def _attempts_of_prototype(plans: Any) -> int:
    kernel = sys.modules.get("kernel")
    if kernel is None:
        sys.path.insert(0, str(FOLDER))
        import kernel
    return int(np.isfinite(kernel.run(plans[0]).att["arr"]).sum())


def _about_as_many(ours: Any, other: Any) -> bool:
    return bool(abs(ours - other) <= 0.01 * other)


for case in (*DAYS, "Erlang A"):
    duel(
        Duel(
            f"the prototype's day, {case}: its kernel / ours",
            lambda case=case: _plan(case),
            _attempts,
            _attempts_of_prototype,
            _about_as_many,
            rounds=9,
            least_ratio=0.9,
        )
    )
