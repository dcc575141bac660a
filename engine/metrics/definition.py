"""What an indicator is: unit, population, window, and SQL over one table of records.

The definitions themselves are in :mod:`engine.metrics.definitions`; running them is left to
:mod:`engine.metrics.aggregate`.
"""

import math
from dataclasses import dataclass, replace
from enum import StrEnum

from engine.domain.indicators import Controllability, Direction, Population
from engine.domain.texts import Sentence

ANSWERED, OFFERED, MET_BOT = "answered", "offered", "met_bot"
DRAWN_AT_RANDOM, CREDITED = "drawn_at_random", "credited"
"""Marks of rows: :mod:`engine.metrics.table_queries` says what each means."""

Limits = tuple[float, float]
"""The least and the greatest value that a figure can have."""

ANY_AMOUNT: Limits = (0.0, math.inf)
_LIMITS: dict[str, Limits] = {"share": (0.0, 1.0), "points": (0.0, 100.0)}


class Kind(StrEnum):
    """How the counted rows become a value, and with it which sampling error it has.

    ``share`` of yes among the counted; ``mean``; ``ratio`` of two sums; ``quantile``; ``total``
    without sampling error, as the period is counted whole; ``record``, the mean of agent months
    that somebody wrote down.
    """

    SHARE = "share"
    MEAN = "mean"
    RATIO = "ratio"
    QUANTILE = "quantile"
    TOTAL = "total"
    RECORD = "record"


class Table(StrEnum):
    """Which table an indicator comes from, by its name in ``OpenRecords``.

    ``problems`` are derived from contacts, ``sales``, ``enquiries``, ``placed`` and
    ``reminders`` from orders under a policy of attribution; ``rounds`` are counted by a
    platform's own rule in :mod:`engine.metrics.platform_rates`.
    """

    CONTACTS = "contacts"
    PROBLEMS = "problems"
    ROUNDS = "rounds"
    TICKETS = "tickets"
    SALES = "sales"
    ENQUIRIES = "enquiries"
    PLACED = "placed"
    REMINDERS = "reminders"
    SAMPLES = "samples"
    STAFF = "staff"
    SURVEYS = "surveys"


class Grain(StrEnum):
    """Whom a value can belong to: bot contacts are nobody's, so their rates are the shop's."""

    AGENT = "agent"
    SHOP = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One indicator over one table.

    Parameters
    ----------
    unit
        One of s, h, share, points, count, CNY.
    window
        What one value is counted over: ``period``, ``month``, or hours after each contact.
    among
        The rows meant, by their mark: ``answered``, ``offered`` ... ; empty for all.
    value, counted, per
        SQL: a row's value; which of the rows count; for a ratio, the row's part of the
        denominator. ``value`` is empty where a platform's rule counts instead. ``$names`` are
        fields of :class:`engine.metrics.counting.Counting`.
    weight
        SQL of a row's weight; empty where every row weighs the same.
    at
        The share of rows below a quantile.
    within
        The values it can have, where its unit does not say so.
    needs
        The columns without which it cannot be computed.
    counters
        Indicators that show when this one is gamed; the risk's sentence is ``gaming.<id>``.
    otherwise
        The same indicator from another table, where the first lacks its columns.
    """

    id: str
    unit: str
    kind: Kind
    table: Table
    direction: Direction = Direction.HIGHER
    controllability: Controllability = Controllability.AGENT
    population: Population = Population.ALL
    window: str = "period"
    grain: Grain = Grain.AGENT
    among: str = ""
    value: str = ""
    counted: str = "TRUE"
    per: str = ""
    weight: str = ""
    at: float = 0.5
    within: Limits | None = None
    needs: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    otherwise: "Definition | None" = None

    @property
    def limits(self) -> Limits:
        """The least and the greatest value that the indicator can have."""
        return self.within or _LIMITS.get(self.unit, ANY_AMOUNT)

    @property
    def sentence(self) -> Sentence:
        """What the indicator is."""
        return Sentence(f"definition.{self.id}")

    @property
    def denominator(self) -> Sentence:
        """What it is counted over."""
        return Sentence(f"denominator.{self.id}")

    @property
    def gaming(self) -> Sentence | None:
        """How the figure can be made better without better service; None where nobody says."""
        return Sentence(f"gaming.{self.id}") if self.counters else None

    def gamed(self, *counters: str) -> "Definition":
        """Return the same with a gaming risk and the indicators that would show it."""
        return replace(self, counters=counters)
