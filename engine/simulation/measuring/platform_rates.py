"""The rates and mean responses that platforms count, of a simulated log (rule M11)."""

import numpy as np
from numpy.typing import NDArray

from engine.domain.platform import PlatformRule
from engine.simulation.measuring.contact_facts import ContactFacts, LegFacts
from engine.simulation.measuring.rounds import kinds_of
from engine.simulation.measuring.rule_rounds import RuleRounds
from engine.simulation.measuring.scope_layout import ScopeLayout
from engine.simulation.measuring.scopes import DAY_S
from engine.simulation.measuring.time_bins import Numbers, Times

_BY_THE_CONTACT = ("contact", "session")


def platform_parts(
    layout: ScopeLayout,
    rule: PlatformRule,
    facts: ContactFacts,
    legs: LegFacts,
    rounds: RuleRounds,
) -> tuple[Times, Times]:
    """Return what a rule's figure is of, over each scope: numerator and denominator, (S,) each.

    Units in time and units for a rate; the units' seconds and units for a mean. A unit of several
    rounds is made of those in the scope: of one group, those that its agents were asked.

    Parameters
    ----------
    rounds
        As the rule counts them.
    """
    by_contact = rule.unit in _BY_THE_CONTACT
    several = rule.unit == "customer_day" or (by_contact and rule.measured_by != "first")
    chosen = np.flatnonzero(rounds.counts & (rounds.first | (not by_contact) | several))
    contact = rounds.contact[chosen]
    cells = layout.cells(
        facts.arrival_bin[contact], kinds_of(facts, legs, contact, rounds.leg[chosen])
    )
    if several:
        units = contact if by_contact else _customer_days(facts, rounds, chosen)
        return _of_units(layout, rule, cells, units, rounds, chosen)
    values = rounds.mean_s[chosen] if rule.quantity == "mean" else rounds.met[chosen]
    tables = np.stack((layout.summed(cells, values), layout.summed(cells, np.ones(cells.size))))
    value, count = layout.over_scopes(tables)
    return value, count


def _customer_days(facts: ContactFacts, rounds: RuleRounds, chosen: Numbers) -> Numbers:
    day = (rounds.counted_s[chosen] // DAY_S).astype(np.int64)
    customer: Numbers = facts.customer[rounds.contact[chosen]].astype(np.int64)
    found: Numbers = customer * (day.max(initial=0) + 1) + day
    return found


def _of_units(
    layout: ScopeLayout,
    rule: PlatformRule,
    cells: Numbers,
    units: Numbers,
    rounds: RuleRounds,
    chosen: Numbers,
) -> tuple[Times, Times]:
    """Return numerator and denominator over units of several rounds."""
    values, counts = np.zeros((2, len(layout.scopes)))
    _, units = np.unique(units, return_inverse=True)
    size = int(units.max(initial=-1)) + 1
    for lines, places in layout.families:
        place = places[cells]
        within = np.flatnonzero(place >= 0)
        keys, unit_of = np.unique(
            place[within].astype(np.int64) * size + units[within], return_inverse=True
        )
        value = _unit_values(rule, unit_of, keys.size, rounds, chosen[within])
        scope = keys // size if size else keys
        counts[lines] = np.bincount(scope, minlength=lines.size)
        values[lines] = np.bincount(scope, value, lines.size)
    return values, counts


def _unit_values(
    rule: PlatformRule, unit_of: Numbers, count: int, rounds: RuleRounds, chosen: Numbers
) -> Times:
    """Return the mean seconds of each unit, or 1 where it was in time, (count,)."""
    rows: Times = np.bincount(unit_of, minlength=count).astype(np.float64)
    if rule.quantity == "mean":
        return _summed(unit_of, rounds.mean_s[chosen], count) / rows
    if rule.measured_by == "mean":
        # a round without an answer is nan and fails its unit
        mean_s = _summed(unit_of, rounds.wait_s[chosen], count) / rows
        return (mean_s <= rule.threshold_s).astype(np.float64)
    all_met: Times = (_summed(unit_of, rounds.met[chosen], count) == rows).astype(np.float64)
    return all_met


def _summed(unit_of: Numbers, values: NDArray[np.generic], count: int) -> Times:
    found: Times = np.bincount(unit_of, values, count).astype(np.float64)
    return found
