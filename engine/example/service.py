"""How a contact is served: rounds, windows open at once, reply times, the agent's own work."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.example.arrivals import BOT_ENDED, PRESALE, Arrivals
from engine.example.calendar import DAY_S, HOUR_S
from engine.example.world import World

MOST_ROUNDS = 40
ROUND_ESTIMATE_S = 70.0  # of one round, to tell which windows are still open
MOST_OPEN = 25

_LATER_ROUNDS = np.array([5.5, 5.0, 4.5, 6.0, 5.0, 7.0, 4.5, 8.0, 11.0])  # mean, by class
_ROUNDS_SHAPE = 3.0
_GROUP_PACE = np.array([0.66, 1.18, 0.72, 1.15])  # vip groups answer faster: with value, a trap
_PACE_ALONE, _PACE_PER_OPEN_CHAT = 0.62, 0.22
_LOOKED_AWAY = 0.035
_FIRST_REPLY = {"attentive": (3.0, 0.62), "away": (4.9, 0.70)}  # mean and sd of ln(seconds)
_LATER_REPLY = (3.0, 0.70)
_GAP_MEAN_S, _GAP_LEAST_S = 38.0, 4.0
_ATTENTION_SHAPE, _ATTENTION_SCALE_S = 2.2, 10.5  # per round
_LONGEST_FIRST_S, _LONGEST_REPLY_S, _LONGEST_GAP_S = 3600, 3000, 540
_BOT_REPLY_S = 1
_VIP_PARTS = (0.46, 0.54)  # of a population's contacts, between vip and general


@dataclass(frozen=True, slots=True, eq=False)
class Service:
    """What the clock shows of each contact, each field (n,) but the last two.

    Seconds are whole. ``art_s`` is the mean over a contact's replies; ``open_chats`` the other
    windows open at its start; ``later_reply_s`` and ``later_gap_s`` hold the rounds after the
    first, contact by contact, ``rounds - 1`` each.
    """

    rounds: NDArray[np.int64]
    open_chats: NDArray[np.int64]
    frt_s: NDArray[np.int64]
    art_s: NDArray[np.float64]
    handle_s: NDArray[np.int64]
    attention_s: NDArray[np.int64]
    later_reply_s: NDArray[np.int16]
    later_gap_s: NDArray[np.int16]


def rounds_of(arrivals: Arrivals, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw the rounds of each contact, (n,): a gamma-mixed Poisson by class; the bot has one."""
    mean = rng.gamma(_ROUNDS_SHAPE, _LATER_ROUNDS[arrivals.contact_class] / _ROUNDS_SHAPE)
    rounds = (1 + rng.poisson(mean)).clip(1, MOST_ROUNDS)
    rounds[arrivals.bot_ended] = 1
    return np.asarray(rounds, dtype=np.int64)


def open_chats(arrivals: Arrivals, rounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many other windows the agent has open when each contact starts, (n,)."""
    counted = np.zeros(len(arrivals), dtype=np.int64)
    rows = np.flatnonzero(arrivals.answered)
    lane = arrivals.agent[rows].astype(np.int64) * 10**9  # keeps agents apart on one time axis
    start = lane + arrivals.start_s[rows]
    end = start + (rounds[rows] * ROUND_ESTIMATE_S).astype(np.int64)
    begun = np.searchsorted(np.sort(start), start, side="left")
    ended = np.searchsorted(np.sort(end), start, side="right")
    counted[rows] = begun - ended
    return np.asarray(counted.clip(0, MOST_OPEN), dtype=np.int64)


def open_chats_at_full_load(
    world: World, arrivals: Arrivals, contacts: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw the windows a sampled contact would meet were all ``contacts`` there, (n,)."""
    day, hour = arrivals.start_s // DAY_S, arrivals.start_s % DAY_S // HOUR_S
    calendar = world.calendar
    hourly = calendar.day_shares[day] * calendar.hour_shares[calendar.peak[day].astype(int), hour]
    group_shares = np.outer((PRESALE, 1 - PRESALE), _VIP_PARTS).ravel()
    pool = world.roster.sizes[arrivals.group, arrivals.shift, day]
    per_second = contacts * (1 - BOT_ENDED) * hourly / HOUR_S
    mean_length_s = ROUND_ESTIMATE_S * (1 + _LATER_ROUNDS.mean())
    load = per_second * group_shares[arrivals.group] / pool * mean_length_s
    return np.asarray(rng.poisson(load).clip(0, MOST_OPEN), dtype=np.int64)


def serve(
    world: World,
    arrivals: Arrivals,
    rounds: NDArray[np.int64],
    open_at_start: NDArray[np.int64],
    rng: np.random.Generator,
) -> Service:
    """Draw reply times, gaps and work; more open windows and a slower agent stretch replies."""
    n = len(arrivals)
    slowdown = _PACE_ALONE + _PACE_PER_OPEN_CHAT * open_at_start
    pace = world.agents.pace[arrivals.agent] * _GROUP_PACE[arrivals.group] * slowdown
    frt_s = _first_replies(pace, rng)
    frt_s[arrivals.bot_ended] = _BOT_REPLY_S
    owner = np.repeat(np.arange(n), rounds - 1)
    replies = _whole_seconds(rng.lognormal(*_LATER_REPLY, owner.size) * pace[owner])
    later_reply_s = replies.clip(1, _LONGEST_REPLY_S)
    gaps = _whole_seconds(rng.exponential(_GAP_MEAN_S, owner.size) + _GAP_LEAST_S)
    later_gap_s = gaps.clip(1, _LONGEST_GAP_S)
    replying_s = frt_s + np.bincount(owner, later_reply_s, n).astype(np.int64)
    thinking_s = np.bincount(owner, later_gap_s, n).astype(np.int64)
    attention = rng.gamma(rounds * _ATTENTION_SHAPE, _ATTENTION_SCALE_S)
    return Service(
        rounds=rounds,
        open_chats=open_at_start,
        frt_s=frt_s,
        art_s=np.round(replying_s / rounds, 1),
        handle_s=replying_s + thinking_s,
        attention_s=_whole_seconds(attention).clip(5, None),
        later_reply_s=later_reply_s.astype(np.int16),
        later_gap_s=later_gap_s.astype(np.int16),
    )


def _first_replies(pace: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw first response times: mostly prompt, now and then the agent looked away."""
    away = rng.random(len(pace)) < _LOOKED_AWAY
    centre = np.where(away, _FIRST_REPLY["away"][0], _FIRST_REPLY["attentive"][0])
    spread = np.where(away, _FIRST_REPLY["away"][1], _FIRST_REPLY["attentive"][1])
    return _whole_seconds(rng.lognormal(centre, spread) * pace).clip(1, _LONGEST_FIRST_S)


def _whole_seconds(seconds: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(seconds).astype(np.int64)
