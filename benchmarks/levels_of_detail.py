"""Where the rate level agrees with the turn level: the table of ``docs/contact-model.md``.

``python -m benchmarks.levels_of_detail`` plays one desk at both levels, with the speed curve of
mean value analysis at rate level, and prints each figure with its 95 % half width.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from engine.domain.durations import Duration, Rounds, RoundsShape, Shape
from engine.domain.scenario import Fidelity, Scenario
from engine.domain.staffing import AgentGroup, Shift, StaffingPlan
from engine.domain.texts import Text
from engine.domain.traffic import (
    ArrivalProfile,
    Channel,
    ContactClass,
    OnPatience,
    Patience,
    Turns,
)
from engine.queueing.machine_repair import speed_curve
from engine.simulation.contact_log import ContactLog
from engine.simulation.conventions import Outcome
from engine.simulation.desk_plan import desk_of
from engine.simulation.kernel import contact_log
from engine.simulation.sampling import sampled_contacts

SEED, REPLICATIONS, HOURS, WARM_UP_S = 618, 100, 9, 3_600.0
AGENTS, SLOTS = 20, 4
ROUNDS, THINK_S, REPLY_S, PATIENCE_S = 4.0, 40.0, 20.0, 180.0
IN_TIME_S = 60.0
# a chat of k answers has k - 1 waits for the customer
THINK_PER_ANSWER_S = THINK_S * (ROUNDS - 1) / ROUNDS
SPEED = tuple(speed_curve(REPLY_S, THINK_PER_ANSWER_S, SLOTS).tolist())
MOST_PER_H = 3_600 * AGENTS * SLOTS * SPEED[-1] / (ROUNDS * REPLY_S)
# alone, the first reply takes as long as at turn level; or: as long as observed at medium load
REPLY_WORKS_S = (REPLY_S * SPEED[0], 10.8)
LOADS = {"light": 0.5, "medium": 0.8, "heavy": 0.95, "overload": 1.1}


def exponential(mean_s: float) -> Duration:
    """Return the exponential duration."""
    return Duration(Shape.EXPONENTIAL, mean_s)


def desk(load: float, fidelity: Fidelity, reply_work_s: float) -> Scenario:
    """Return the desk under a share of the chats that it can answer with all slots taken."""
    name = Text("客服台", "desk")
    chat = ContactClass(
        id="chat",
        name=name,
        channel=Channel.CHAT,
        arrivals=ArrivalProfile(3_600.0, (load * MOST_PER_H,) * HOURS),
        # a geometric number of exponential replies is exponential
        work=exponential(ROUNDS * REPLY_S),
        reply_work=exponential(reply_work_s),
        patience=Patience(exponential(PATIENCE_S), OnPatience.HANGS_UP),
        groups=("team",),
        turns=Turns(
            Rounds(RoundsShape.GEOMETRIC, ROUNDS), exponential(THINK_S), exponential(REPLY_S)
        ),
    )
    shifts = (Shift(0.0, (HOURS + 3) * 3_600.0, AGENTS),)
    team = AgentGroup("team", name, SLOTS, SPEED, shifts)
    staffing = StaffingPlan((team,))
    return Scenario("desk", name, HOURS * 3_600.0, (chat,), staffing, (), fidelity=fidelity)


def figures(log: ContactLog) -> list[float]:
    """Return what a planner reads of one replication."""
    contacts = log.contacts[log.contacts["arrival_s"] >= WARM_UP_S]
    answered = contacts[contacts["outcome"] == Outcome.SERVED]
    waits_s = answered["start_s"] - answered["entry_s"]
    first_s = answered["replied_s"] - answered["entry_s"]
    held_s = log.legs["end_s"] - log.legs["start_s"]
    held_s = held_s[log.contacts["arrival_s"][log.legs["contact"]] >= WARM_UP_S]
    return [
        float(first_s.mean()),
        float(np.quantile(first_s, 0.9)),
        100 * np.count_nonzero(first_s <= IN_TIME_S) / contacts.size,
        float(waits_s.mean()),
        100 * float(held_s.sum()) / (AGENTS * SLOTS * (HOURS * 3_600.0 - WARM_UP_S)),
        100 * np.count_nonzero(contacts["outcome"] == Outcome.ABANDONED) / contacts.size,
    ]


def table(scenario: Scenario) -> NDArray[np.float64]:
    """Return the figures of each replication."""
    return np.array(
        [
            figures(
                contact_log(
                    desk_of(scenario, seed=SEED, replication=number),
                    sampled_contacts(scenario, seed=SEED, replication=number),
                )
            )
            for number in range(REPLICATIONS)
        ]
    )


def main() -> None:
    """Print the table."""
    print("speed", np.round(SPEED, 4), "chats per hour at most", round(MOST_PER_H, 1))
    quantile = stats.t.ppf(0.975, REPLICATIONS - 1)
    print("load, level, first response mean, p90, within 60 s %, wait, slots taken %, hung up %")
    variants = [(Fidelity.TURNS, REPLY_WORKS_S[0])]
    variants += [(Fidelity.RATE, reply_work_s) for reply_work_s in REPLY_WORKS_S]
    for name, load in LOADS.items():
        for fidelity, reply_work_s in variants:
            rows = table(desk(load, fidelity, reply_work_s))
            means = rows.mean(axis=0)
            halves = quantile * rows.std(axis=0, ddof=1) / np.sqrt(REPLICATIONS)
            cells = [f"{mean:.1f} ± {half:.1f}" for mean, half in zip(means, halves, strict=True)]
            print(f"| {name} {load} | {fidelity.value} {reply_work_s:.1f} |", " | ".join(cells))


if __name__ == "__main__":
    main()
