"""What follows contacts: ratings, orders, complaints, returns, after the run (rule M8).

Every chance is compared with a uniform number that belongs to the class, the customer and the
attempt: under another staffing plan the same customers meet the same numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain.outcomes import OutcomeLogit, Outcomes
from engine.domain.scenario import Scenario
from engine.simulation.conventions import Outcome
from engine.simulation.draws import stream
from engine.simulation.measuring.contact_facts import ContactFacts, Flags
from engine.simulation.measuring.rounds import Rounds
from engine.simulation.measuring.time_bins import Times

DRAWS = ("invited", "rates", "satisfied", "orders", "complains", "returns")
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """What followed each contact, each (n,).

    ``asked`` marks the contact by which a customer's order is decided, ``wanted`` whether the
    customer would have ordered had the answer come in the counterfactual's time.
    """

    answered: Flags
    invited: Flags
    rated: Flags
    satisfied: Flags
    asked: Flags
    ordered: Flags
    silent: Flags
    wanted: Flags
    returned: Flags
    offered: Flags
    complained: Flags


def outcomes_of(
    scenario: Scenario, facts: ContactFacts, rounds: Rounds, *, seed: int, replication: int
) -> Followed | None:
    """Return what followed the contacts of a log; None where the scenario models nothing of it.

    Notes
    -----
    *Answered* contacts got the first reply while the customer was there; only they are invited to
    rate. A customer orders at most once, decided at the last contact that was answered, else at
    the last one. Contacts that the bot ended take no part.
    """
    models = scenario.outcomes
    if models is None:
        return None
    drawn = _uniforms(scenario, facts, seed, replication)
    there, offered = facts.there, facts.offered
    response_s = np.where(np.isfinite(facts.response_s), facts.response_s, _waited(scenario, facts))
    mean_s = np.where(np.isfinite(facts.response_s), _mean_responses(facts, rounds), response_s)
    solved = facts.solved.astype(np.float64)
    invited = there & (drawn["invited"] < models.invite_rate)
    rated = invited & (drawn["rates"] < models.rating_rate)
    happy = _chance(scenario, models.satisfaction, facts, (response_s, mean_s, solved))
    angry = _chance(scenario, models.complaint, facts, (response_s, mean_s, solved * there))
    asked, chance, wanted = _orders(scenario, models, facts, (response_s, mean_s))
    ordered = asked & (drawn["orders"] < chance)
    return Followed(
        answered=there,
        invited=invited,
        rated=rated,
        satisfied=rated & (drawn["satisfied"] < happy),
        asked=asked,
        ordered=ordered,
        silent=ordered & ~there,
        wanted=asked & (drawn["orders"] < wanted),
        returned=ordered & (drawn["returns"] < models.return_rate),
        offered=offered,
        complained=offered & (drawn["complains"] < angry),
    )


def _orders(
    scenario: Scenario, models: Outcomes, facts: ContactFacts, responses: tuple[Times, Times]
) -> tuple[Flags, Times, Times]:
    """Return by which contacts orders are decided, their chance, and the counterfactual's."""
    none = np.zeros(facts.arrival_s.size)
    if models.conversion is None:
        return none.astype(np.bool_), none, none
    names = models.conversion_classes
    of = np.array([not names or kind.id in names for kind in scenario.classes])
    asked = _deciding(facts) & of[facts.contact_class]
    solved = facts.solved.astype(np.float64)
    chance = _chance(scenario, models.conversion, facts, (*responses, solved))
    chance = np.where(facts.there, chance, models.silent_conversion)
    usual = np.array([kind.repeat.solved_probability for kind in scenario.classes])
    solved = np.where(facts.there, solved, usual[facts.contact_class])
    soon = tuple(np.minimum(each, models.counterfactual_frt_s) for each in responses)
    wanted = _chance(scenario, models.conversion, facts, (soon[0], soon[1], solved))
    return asked, chance, wanted


def _deciding(facts: ContactFacts) -> Flags:
    """Mark each customer's last answered contact, or the last one where none was answered."""
    among = np.flatnonzero(facts.offered)
    rank = facts.attempt[among] + np.where(facts.there[among], 1 << 30, 0)
    order = among[np.lexsort((rank, facts.customer[among]))]
    customer = facts.customer[order]
    last = np.ones(order.size, np.bool_)
    last[:-1] = customer[1:] != customer[:-1]
    found = np.zeros(facts.arrival_s.size, np.bool_)
    found[order[last]] = True
    return found


def _chance(
    scenario: Scenario,
    model: OutcomeLogit | None,
    facts: ContactFacts,
    given: tuple[Times, Times, Times],
) -> Times:
    """Return the chance of an outcome: first response, mean response and solved are given."""
    if model is None:
        return np.zeros(facts.arrival_s.size)
    response_s, mean_s, solved = given
    terms = dict(model.classes)
    by_class = np.array([terms.get(kind.id, 0.0) for kind in scenario.classes])
    log_odds = (
        model.intercept
        + model.log_frt * np.log1p(response_s)
        + model.art_min * mean_s / MINUTE_S
        + model.solved * solved
        + by_class[facts.contact_class]
    )
    chance: Times = np.where(
        log_odds >= 0,
        1 / (1 + np.exp(-np.abs(log_odds))),
        np.exp(-np.abs(log_odds)) / (1 + np.exp(-np.abs(log_odds))),
    )
    return chance


def _waited(scenario: Scenario, facts: ContactFacts) -> Times:
    """Return how long the never answered waited, at most to the horizon; 0 for all others."""
    until_s = np.where(
        facts.ended(Outcome.OPEN), np.maximum(scenario.horizon_s, facts.entry_s), facts.end_s
    )
    return np.where(facts.offered, until_s - facts.entry_s, 0.0)


def _mean_responses(facts: ContactFacts, rounds: Rounds) -> Times:
    """Return the mean response of each contact's answered rounds; nan where there were none."""
    answered = np.isfinite(rounds.replied_s)
    contact, count = rounds.contact[answered], facts.arrival_s.size
    waits_s = (rounds.replied_s - rounds.asked_s)[answered]
    total_s, replies = np.bincount(contact, waits_s, count), np.bincount(contact, minlength=count)
    mean_s = np.full(count, np.nan)
    np.divide(total_s, replies, out=mean_s, where=replies > 0)
    return mean_s


def _uniforms(
    scenario: Scenario, facts: ContactFacts, seed: int, replication: int
) -> dict[str, Times]:
    """Return a uniform number for each contact and draw, keyed by class, customer and attempt."""
    drawn = np.zeros((facts.arrival_s.size, len(DRAWS)))
    place = _place_in_class(facts)
    for number, kind in enumerate(scenario.classes):
        of_class = facts.contact_class == number
        for attempt in range(int(facts.attempt[of_class].max(initial=-1)) + 1):
            rows = np.flatnonzero(of_class & (facts.attempt == attempt))
            source = stream(seed, replication, "outcomes", kind.id, attempt)
            places = place[facts.customer[rows]]
            table = source.random((int(places.max(initial=-1)) + 1, len(DRAWS)))
            drawn[rows] = table[places]
    return {name: drawn[:, column] for column, name in enumerate(DRAWS)}


def _place_in_class(facts: ContactFacts) -> NDArray[np.int64]:
    """Return each customer's number among those of the class, in order of arrival."""
    first = np.flatnonzero(facts.attempt == 0)
    classes = facts.contact_class[first]
    order = np.argsort(classes, kind="stable")
    counts = np.bincount(classes)
    starts = np.cumsum(counts) - counts
    place = np.empty(first.size, np.int64)
    place[facts.customer[first][order]] = np.arange(first.size) - np.repeat(starts, counts)
    return place
