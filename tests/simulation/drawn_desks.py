"""Desks drawn at random, small and with every feature that a log can show."""

from typing import Any

import numpy as np

from engine.domain.durations import Duration
from engine.domain.outcomes import OutcomeLogit, Outcomes
from engine.domain.scenario import Scenario
from engine.domain.staffing import AgentGroup
from engine.domain.traffic import (
    Bot,
    Channel,
    ContactClass,
    Dispatch,
    Offline,
    Repeat,
    Retry,
    Transfer,
    Until,
)
from engine.files.platform_file import shipped_platforms
from engine.simulation import reference
from engine.simulation.contact_log import ContactLog
from engine.simulation.desk_plan import desk_of
from engine.simulation.sampling import sampled_contacts
from tests.simulation.desks import desk, exponential, fixed, kind, team, turns

OUTCOMES = Outcomes(
    source="scenario",
    invite_rate=0.8,
    rating_rate=0.6,
    satisfaction=OutcomeLogit(2.0, log_frt=-0.4, art_min=-0.1, solved=1.0),
    conversion=OutcomeLogit(0.5, log_frt=-0.3, solved=0.5, classes=(("b", 0.2),)),
    conversion_classes=("a", "b"),
    silent_conversion=0.1,
    order_value_cny=100.0,
    complaint=OutcomeLogit(-3.0, log_frt=0.3, solved=-1.0),
    return_rate=0.1,
)


def drawn_desk(seed: int, **others: object) -> Scenario:
    """Return three classes on two groups over three hours, about 150 contacts, all by chance."""
    rng = np.random.default_rng(seed)
    whole = bool(rng.random() < 0.5)
    groups = [_drawn_group(rng, name) for name in ("one", "two")]
    return desk(
        kinds=[_drawn_kind(rng, name, whole=whole) for name in ("a", "b", "c")],
        groups=groups,
        horizon_s=10_800.0,
        interval_s=_pick(rng, [900.0, 1_800.0, 5_000.0]),
        warm_up_s=_pick(rng, [0.0, 1_000.0]),
        absence=0.2,
        by_turns=bool(rng.random() < 0.5),
        platform_rules=shipped_platforms(),
        outcomes=OUTCOMES,
        **others,
    )


def drawn_log(scenario: Scenario, seed: int) -> ContactLog:
    """Return the log of replication 0."""
    sampled = sampled_contacts(scenario, seed=seed, replication=0)
    return reference.contact_log(desk_of(scenario, seed=seed, replication=0), sampled)


def _drawn_kind(rng: np.random.Generator, name: str, *, whole: bool) -> ContactClass:
    def lasting(mean_s: float) -> Duration:
        return fixed(round(mean_s)) if whole and rng.random() < 0.7 else exponential(mean_s)

    likely = rng.random() < 0.5
    fields: dict[str, Any] = {
        "channel": Channel.PHONE if name == "c" and rng.random() < 0.5 else Channel.CHAT,
        "work": lasting(200.0),
        "wrap_up": lasting(20.0) if rng.random() < 0.5 else None,
        "retry": Retry(0.5, lasting(400.0)),
        "repeat": Repeat(0.7, 0.5, lasting(900.0)),
        "bot": Bot(0.2, lasting(15.0), Repeat(0.5, 0.5, lasting(300.0))) if likely else Bot(),
        "waiting_room": int(rng.integers(0, 4)) if rng.random() < 0.4 else None,
        "offline": _pick(rng, list(Offline)),
        "dispatch": _pick(rng, list(Dispatch)),
        "latest_agent_first": bool(rng.random() < 0.5),
        "turns": turns(2.5, 60.0, 25.0),
        "transfers": (Transfer("two", 0.3, ("one",)),) if rng.random() < 0.6 else (),
        "priority": int(rng.integers(0, 2)),
    }
    return kind(
        name,
        groups=_pick(rng, [("one",), ("one", "two"), ("two", "one")]),
        rate_per_h=float(rng.integers(8, 30)),
        stays=bool(rng.random() < 0.4),
        patience_s=float(rng.integers(30, 400)) if rng.random() < 0.8 else None,
        until=_pick(rng, list(Until)),
        message_after_s=100.0 if rng.random() < 0.3 else None,
        **fields,
    )


def _drawn_group(rng: np.random.Generator, name: str) -> AgentGroup:
    split = rng.random() < 0.5
    slots = int(rng.integers(1, 4))
    return team(
        name,
        agents=int(rng.integers(1, 3)),
        slots=slots,
        push_cap=slots + 1 if rng.random() < 0.5 else None,
        shifts=[(600.0, 5_000.0), (6_000.0, 9_000.0)] if split else [(0.0, 12_000.0)],
        breaks=[] if split else [(1_800.0, 2_400.0)],
        cost_per_h=float(rng.integers(10, 40)),
        cost_per_contact=1.5,
    )


def _pick(rng: np.random.Generator, values: Any) -> Any:
    return values[int(rng.integers(len(values)))]
