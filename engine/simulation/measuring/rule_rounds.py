"""A log's rounds as one platform rule sees them: which count, how long they waited.

The same judgement as :mod:`engine.metrics.rule_rounds` makes of recorded messages; a test
compares the two. A simulated chat reads: the customer writes on arrival; a bot, if there is one,
answers at once; who is handed over asks for a person at entry into the human queue; then the
rounds of the log.
"""

from dataclasses import dataclass

import numpy as np

from engine.domain.platform import PlatformRule
from engine.domain.scenario import Scenario
from engine.domain.traffic import Channel
from engine.simulation.conventions import NOBODY, Outcome
from engine.simulation.measuring.contact_facts import ContactFacts, Flags
from engine.simulation.measuring.rounds import Rounds
from engine.simulation.measuring.scopes import DAY_S
from engine.simulation.measuring.time_bins import Numbers, Times


@dataclass(frozen=True, slots=True, eq=False)
class RuleRounds:
    """Rounds under a rule, each (r,).

    ``counted_s`` is the moment that hours are asked of, ``counts`` whether the round counts,
    ``met`` whether it was in time, ``wait_s`` its wait (nan: no answer that counts), ``mean_s``
    the wait as it enters a mean; ``contact``, ``leg`` and ``first`` as in :class:`Rounds`.
    """

    counted_s: Times
    counts: Flags
    met: Flags
    wait_s: Times
    mean_s: Times
    contact: Numbers
    leg: Numbers
    first: Flags


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Questions that a rule looks at: as :class:`Rounds`, and whether left while all were away."""

    asked_s: Times
    answered_s: Times
    contact: Numbers
    leg: Numbers
    first: Flags
    offline: Flags


def chat_rounds(scenario: Scenario, facts: ContactFacts, rounds: Rounds) -> Rounds:
    """Return the rounds of chats: platforms count no calls and no tickets."""
    of_chat = _is_chat(scenario, facts)
    if of_chat.all():
        return rounds
    kept = of_chat[rounds.contact]
    return Rounds(
        rounds.asked_s[kept],
        rounds.replied_s[kept],
        rounds.contact[kept],
        rounds.leg[kept],
        rounds.first[kept],
    )


def rule_rounds(
    scenario: Scenario, rule: PlatformRule, facts: ContactFacts, rounds: Rounds
) -> RuleRounds:
    """Return the rounds of chats (see :func:`chat_rounds`) as a rule counts them."""
    asked = _asked(scenario, rule, facts, rounds)
    arrival_s = facts.arrival_s[asked.contact]
    counted_s = arrival_s if rule.hours_of == "session_start" else asked.asked_s
    wait_s = asked.answered_s - asked.asked_s
    if rule.same_day_only:
        wait_s[asked.answered_s // DAY_S != asked.asked_s // DAY_S] = np.nan
    if rule.offline == "failed":
        wait_s[asked.offline] = np.nan
    mean_s = _in_mean(rule, asked.asked_s, wait_s)
    counts = _in_hours(rule, counted_s)
    if rule.hours_of == "asked_or_answered":
        counts |= np.isfinite(wait_s) & _in_hours(rule, asked.answered_s)
    if rule.offline == "excluded":
        counts &= ~asked.offline
    if rule.quantity == "mean":
        counts &= np.isfinite(mean_s)
    if not rule.zero_wait_counts:
        counts &= wait_s != 0
    met = wait_s <= rule.threshold_s
    of_round = (asked.contact, asked.leg, asked.first)
    return RuleRounds(counted_s, counts, met, wait_s, mean_s, *of_round)


def _asked(scenario: Scenario, rule: PlatformRule, facts: ContactFacts, rounds: Rounds) -> _Asked:
    """Return the questions to people, with those to the bot where the rule looks at them."""
    contact, first, asked_s = rounds.contact, rounds.first, rounds.asked_s
    offline = first & facts.offline[contact]
    plain = _Asked(asked_s, rounds.replied_s, contact, rounds.leg, first, offline)
    settled = rule.asks == "asked_person" or rule.bot_settles
    with_bot = ((facts.entry_s > facts.arrival_s) | ~facts.offered) & _is_chat(scenario, facts)
    if settled or not with_bot.any():
        return plain
    if rule.bot_reply_counts:
        told = np.flatnonzero(with_bot)
        return _with_bot(plain, facts, told, facts.arrival_s[told])
    return _unanswered_by_bot(rule, facts, plain, with_bot)


def _unanswered_by_bot(
    rule: PlatformRule, facts: ContactFacts, plain: _Asked, with_bot: Flags
) -> _Asked:
    """Return the questions where a bot's reply is none: they wait for a person."""
    first_unanswered = rule.clock_start == "first_unanswered"
    again = plain.first & with_bot[plain.contact]  # asked on arrival and again at entry
    early_s = facts.arrival_s[plain.contact]
    if rule.unit == "message":
        told = plain.contact[again]
        asked_s = early_s[again] if first_unanswered else plain.asked_s[again]
        plain = _with_bot(plain, facts, told, plain.answered_s[again], asked_s)
    elif first_unanswered:
        asked_s = np.where(again, early_s, plain.asked_s)
        plain = _Asked(
            asked_s, plain.answered_s, plain.contact, plain.leg, plain.first, plain.offline
        )
    ended = np.flatnonzero(with_bot & facts.ended(Outcome.BOT_ENDED))
    return _with_bot(plain, facts, ended, np.full(ended.size, np.nan))


def _with_bot(
    plain: _Asked,
    facts: ContactFacts,
    told: Numbers,
    answered_s: Times,
    asked_s: Times | None = None,
) -> _Asked:
    """Return the questions with those that contacts asked on arrival, before all others."""
    begins = np.zeros(facts.arrival_s.size, np.bool_)
    begins[told] = True
    return _Asked(
        np.concatenate((plain.asked_s, facts.arrival_s[told] if asked_s is None else asked_s)),
        np.concatenate((plain.answered_s, answered_s)),
        np.concatenate((plain.contact, told)),
        np.concatenate((plain.leg, np.full(told.size, NOBODY))),
        np.concatenate((plain.first & ~begins[plain.contact], np.ones(told.size, np.bool_))),
        np.concatenate((plain.offline, facts.offline[told])),
    )


def _is_chat(scenario: Scenario, facts: ContactFacts) -> Flags:
    chat = np.array([kind.channel is Channel.CHAT for kind in scenario.classes])
    found: Flags = chat[facts.contact_class]
    return found


def _in_hours(rule: PlatformRule, moments_s: Times) -> Flags:
    clock_s = _clock_s(moments_s)
    begun, over = clock_s >= rule.hours_start_s, clock_s < rule.hours_end_s
    return begun & over if rule.hours_start_s < rule.hours_end_s else begun | over


def _clock_s(moments_s: Times) -> Times:
    """Return seconds since midnight; for speed without a remainder, which takes ten times as long.

    A quotient may round up to the next day by a last bit.
    """
    clock_s = moments_s - DAY_S * np.floor(moments_s / DAY_S)
    found: Times = np.where(clock_s < 0, clock_s + DAY_S, clock_s)
    return found


def _in_mean(rule: PlatformRule, asked_s: Times, wait_s: Times) -> Times:
    """Return the waits as they enter a mean: the never answered may wait until hours end."""
    mean_s = wait_s
    if rule.never_answered == "in":
        passed_s = (DAY_S + asked_s % DAY_S - rule.hours_end_s) % DAY_S
        to_end_s = np.where(_in_hours(rule, asked_s), DAY_S - passed_s, np.nan)
        mean_s = np.where(np.isfinite(wait_s), wait_s, to_end_s)
    return mean_s if rule.round_cap_s is None else np.minimum(mean_s, rule.round_cap_s)
