"""How a figure of agent-day exports is carried from days to a period, and what it is weighted by.

The numbers themselves are :mod:`engine.metrics.agent_days`'.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

Key = tuple[str, str, str]
"""Indicator, variant and role of one column of an export."""

RATE, COMPLEMENT_RATE, MEAN, TOTAL, GREATEST = "rate", "complement_rate", "mean", "total", "max"
NUMERATOR, COMPLEMENT, DENOMINATOR = "numerator", "complement", "denominator"
LEVELS = tuple(f"level_{level}" for level in range(1, 6))
SATISFIED = LEVELS[3:]


class Method(StrEnum):
    """How the days of a figure become one value."""

    SUMMED = "summed"
    GREATEST = "greatest"
    RATIO = "ratio"
    WEIGHTED = "weighted"
    MEAN_OF_DAYS = "mean_of_days"


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a period and the columns it is made of.

    Parameters
    ----------
    indicator, variant
        Whose value it is; ``variant`` keeps definitions apart.
    method
        How the days are joined.
    above
        The columns above the fraction line, each with its factor; for ``weighted`` and
        ``mean_of_days`` the one rate or mean.
    below
        The columns below it, or the weight; empty where nothing is divided.
    complement
        True where the value is one minus what the columns give.
    """

    indicator: str
    variant: str
    method: Method
    above: tuple[tuple[Key, float], ...]
    below: tuple[Key, ...] = ()
    complement: bool = False

    @property
    def name(self) -> str:
        """The indicator's id, with ``:variant`` where it is not the plain one."""
        return f"{self.indicator}:{self.variant}" if self.variant else self.indicator


_CONTACTS = (
    ("throughput", TOTAL),
    ("throughput:valid", TOTAL),
    ("throughput:customers", TOTAL),
    ("arrived", TOTAL),
)
_CUSTOMER, _CUSTOMERS = "customer", ":customers"
_ASKED = (("arrived", TOTAL), *_CONTACTS[:-1])
_RATED = (("rating_rate", NUMERATOR),)
_BUYERS = (
    ("conversion:final", NUMERATOR),
    ("conversion:order", NUMERATOR),
    ("conversion:same_day", NUMERATOR),
)
WEIGHTS: Mapping[str, tuple[tuple[str, str], ...]] = MappingProxyType(
    {
        **dict.fromkeys(("frt", "art", "aht", "rate_3min", "rate_30s"), _CONTACTS),
        **dict.fromkeys(
            ("resolution", "repeat", "transfer", "complaint", "invite_rate"), _CONTACTS
        ),
        **dict.fromkeys(("csat_rate", "csat_score", "bad_rating"), _RATED),
        "reply_rate": _ASKED,
        "message_rate": (("arrived", TOTAL),),
        "rating_rate": (("invite_rate", NUMERATOR),),
        "aov": _BUYERS,
        "items_per_buyer": _BUYERS,
        "paid_rate": (("conversion:final_order", NUMERATOR),),
        "answer_ratio": (("messages_customer", TOTAL),),
    }
)
"""The counts that a rate or mean is over, where an export does not say so itself, best first."""


def figures(keys: Iterable[Key]) -> tuple[Figure, ...]:
    """Return the values that the columns of one layout can give, in the order of the columns.

    A ratio of counts goes before a stated rate of the same indicator and variant; a rate without
    a count to weight it by is a mean of days; a numerator without a denominator is a sum under
    the variant ``count``.
    """
    columns = tuple(dict.fromkeys(keys))
    made: dict[str, Figure] = {}
    for indicator, variant, _ in columns:
        for figure in _figures_of(indicator, variant, columns):
            made.setdefault(figure.name, figure)
    return tuple(made.values())


def _figures_of(indicator: str, variant: str, columns: tuple[Key, ...]) -> Iterator[Figure]:
    roles = {role for i, v, role in columns if (i, v) == (indicator, variant)}
    per = _own_denominator(indicator, variant, columns)
    if roles & set(LEVELS):
        yield from _from_levels(indicator, variant, columns)
    for role, complement in ((NUMERATOR, False), (COMPLEMENT, True)):
        if role in roles:
            yield from _from_count((indicator, variant, role), per, columns, complement=complement)
    for role in (RATE, COMPLEMENT_RATE, MEAN):
        if role in roles:
            weight = per or _weight(indicator, variant, columns)
            yield Figure(
                indicator,
                variant,
                Method.WEIGHTED if weight else Method.MEAN_OF_DAYS,
                (((indicator, variant, role), 1.0),),
                weight,
                complement=role == COMPLEMENT_RATE,
            )
    for role, method in ((TOTAL, Method.SUMMED), (GREATEST, Method.GREATEST)):
        if role in roles:
            yield Figure(indicator, variant, method, (((indicator, variant, role), 1.0),))


def _from_count(
    column: Key, per: tuple[Key, ...], columns: tuple[Key, ...], *, complement: bool
) -> Iterator[Figure]:
    """Yield the ratio of a count; its plain sum where there is nothing to divide by.

    A stated rate is left in the place of a ratio whose denominator would be our guess.
    """
    indicator, variant, _ = column
    stated = {(indicator, variant, RATE), (indicator, variant, COMPLEMENT_RATE)} & set(columns)
    below = per or (() if stated else _weight(indicator, variant, columns))
    if below:
        yield Figure(indicator, variant, Method.RATIO, ((column, 1.0),), below, complement)
    elif not stated:
        name = "+".join(part for part in (variant, "missed" if complement else "count") if part)
        yield Figure(indicator, name, Method.SUMMED, ((column, 1.0),))


def _from_levels(indicator: str, variant: str, columns: tuple[Key, ...]) -> Iterator[Figure]:
    """Yield the mean level and the share of the two best, from counts of ratings by level."""
    there = [(indicator, variant, level) for level in LEVELS]
    if not set(there) <= set(columns):
        return  # without all five the others' share is not known
    by_level = tuple((column, float(i)) for i, column in enumerate(there, 1))
    satisfied = tuple((column, float(column[2] in SATISFIED)) for column in there)
    yield Figure(indicator, variant, Method.RATIO, by_level, tuple(there))
    yield Figure("csat_rate", variant, Method.RATIO, satisfied, tuple(there))


def _own_denominator(indicator: str, variant: str, columns: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the stated denominator, of the variant itself or else of them all."""
    for each in (variant, ""):
        if (indicator, each, DENOMINATOR) in columns:
            return ((indicator, each, DENOMINATOR),)
    return ()


def _weight(indicator: str, variant: str, columns: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the count that an indicator is over: one of its own variant before all others."""
    candidates = WEIGHTS.get(indicator, ())
    if _CUSTOMER in variant.split("+"):  # a rate by customer is over customers where they are told
        candidates = tuple(sorted(candidates, key=lambda each: _CUSTOMERS not in each[0]))
    plain = [(name, variant, role) for name, role in candidates if ":" not in name]
    others = [(*name.partition(":")[::2], role) for name, role in candidates]
    return next(((column,) for column in (*plain, *others) if column in columns), ())
