"""Turn level: one agent among a fixed number of chats is the machine-repair model, solved exactly.

Think times of 20 s and replies of 10 s, both exponential; rounds so many that no chat ends in the
stretch that is counted. A message finds the agent's inbox as the same desk with one chat less has
it over time (arrival theorem), so a response is a known mixture of Erlang laws. Mean
response, replies a second, shares within 30 s and 3 minutes, by t over 20 replications, at a
false-alarm probability of 1e-3 / 68 each.

Lavenberg, S. S., Reiser, M. (1980). Stationary state probabilities at arrival instants for closed
queueing networks with multiple types of customers. Journal of Applied Probability 17, 1048-1061.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import gammainc

from engine.domain.durations import Rounds, RoundsShape
from engine.domain.platform import PlatformRule
from engine.domain.scenario import Scenario
from engine.domain.traffic import ArrivalProfile, Turns
from engine.files.platform_file import read_platform
from engine.queueing.machine_repair import closed_chats
from engine.simulation.estimates import half_width
from engine.simulation.measuring.measurement import measure_plan, measured
from engine.simulation.replications import replication_log
from tests.simulation.desks import HOUR_S, desk, exponential, kind, team
from tests.statistical.case_figures import FALSE_ALARM, FOLDER

THINK_S, REPLY_S = 20.0, 10.0
MOST_CHATS = 8
ROUNDS, REPLICATIONS, SEED = 12_000, 20, 7
FROM_S = 1_000.0  # warm-up: 30 cycles and more
WITHIN_S = (30.0, 180.0)
RULE = FOLDER.parents[2] / "scenarios" / "platforms" / "taobao-3min.toml"


@pytest.mark.statistical
@pytest.mark.slow
@pytest.mark.parametrize("chats", [1, 2, 3, 5, MOST_CHATS])
def test_responses_and_throughput_are_exact(chats: int) -> None:
    """Sees an error of 1.5 % in the mean response."""
    exact = closed_chats(REPLY_S, THINK_S, chats)
    expected = [exact.response_s, exact.replies_per_s]
    # with fewer chats hardly a response takes 180 s: nothing for a t interval
    limits_s = WITHIN_S if chats == MOST_CHATS else WITHIN_S[:1]
    expected += [share_answered_within(limit_s, chats) for limit_s in limits_s]

    found = np.array([replicated(closed_desk(chats), each) for each in range(REPLICATIONS)])

    for column, value in enumerate(expected):
        width = half_width(found[:, column], 1 - FALSE_ALARM)
        assert abs(found[:, column].mean() - value) <= width, column
    assert half_width(found[:, 0], 1 - FALSE_ALARM) <= 0.015 * exact.response_s


@pytest.mark.statistical
@pytest.mark.parametrize("within_s", WITHIN_S)
def test_platform_rate_counts_these_rounds(within_s: float) -> None:
    scenario = closed_desk(MOST_CHATS, within_s)
    log = replication_log(scenario, SEED, 0)
    plan = measure_plan(scenario)

    rate = measured(scenario, plan, log, seed=SEED, replication=0)[
        0, plan.ids.index("platform_rate:whole-day")
    ]

    responses_s = log.rounds["replied_s"] - log.rounds["asked_s"]
    assert rate == np.mean(responses_s <= within_s)
    assert rate == pytest.approx(share_answered_within(within_s, MOST_CHATS), abs=0.03)


def closed_desk(chats: int, within_s: float = 180.0) -> Scenario:
    """Return one agent with as many slots as there are chats, all from the start."""
    turns = Turns(
        Rounds(RoundsShape.FIXED, ROUNDS), exponential(THINK_S), exponential(REPLY_S), None
    )
    chat = kind(
        work=exponential(REPLY_S * ROUNDS),
        reply_work=exponential(REPLY_S),
        turns=turns,
        arrivals=ArrivalProfile(HOUR_S, (float(chats),), (0.0,) * chats),
    )
    return desk(
        kinds=[chat],
        groups=[team(slots=chats)],
        by_turns=True,
        platform_rules=(whole_day(within_s),),
    )


@cache
def whole_day(within_s: float) -> PlatformRule:
    """Return the rule by rounds, without its hours."""
    rule = read_platform(RULE)
    return replace(rule, id="whole-day", threshold_s=within_s, hours_start_s=0, hours_end_s=86_400)


def replicated(scenario: Scenario, replication: int) -> list[float]:
    """Return mean response, replies a second and shares in time while every chat is open."""
    log = replication_log(scenario, SEED, replication)
    to_s = float(log.contacts["end_s"].min())
    asked_s, replied_s = log.rounds["asked_s"], log.rounds["replied_s"]
    responses_s = (replied_s - asked_s)[(asked_s >= FROM_S) & (asked_s < to_s)]
    replies = np.count_nonzero((replied_s >= FROM_S) & (replied_s < to_s))
    shares = [float(np.mean(responses_s <= limit_s)) for limit_s in WITHIN_S]
    return [float(responses_s.mean()), replies / (to_s - FROM_S), *shares]


def share_answered_within(limit_s: float, chats: int) -> float:
    """Return the exact share of responses within a limit."""
    others = np.arange(chats)  # at the agent when a message comes: 0 .. chats - 1
    shares = inbox_shares(chats - 1)
    return float(shares @ gammainc(others + 1, limit_s / REPLY_S))


def inbox_shares(chats: int) -> NDArray[np.float64]:
    """Return how much of the time 0 .. chats messages are at the agent."""
    ratios = (chats - np.arange(chats)) * REPLY_S / THINK_S
    weights = np.concatenate(([1.0], np.cumprod(ratios)))
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares
