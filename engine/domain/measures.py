"""The simulated measures that targets may name: id, unit, and what an input decides.

Their definitions and denominators are fixed in ``docs/measures.md``; their formulas are in
:mod:`engine.simulation.measuring.measures`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Literal

from engine.domain.platform import PlatformRule
from engine.errors import InputError

MeasureUnit = Literal["s", "h", "share", "count", "per h", "CNY"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A measure's unit; ``assumed`` marks one that an input of the scenario decides.

    The simulation proves nothing about an assumed measure: every verdict on it says so.
    """

    unit: MeasureUnit
    assumed: bool = False


_COUNT, _SECONDS, _SHARE, _PER_H = (
    Meaning("count"),
    Meaning("s"),
    Meaning("share"),
    Meaning("per h"),
)
_ASSUMED_SHARE, _ASSUMED_COUNT = Meaning("share", assumed=True), Meaning("count", assumed=True)

COST = "cost_cny"  # measured where a group has a price
OUTCOME_MEASURES: Mapping[str, Meaning] = MappingProxyType(
    {
        "csat": _ASSUMED_SHARE,
        "invite_rate": _ASSUMED_SHARE,
        "rating_rate": _ASSUMED_SHARE,
        "conversion": _ASSUMED_SHARE,
        "orders": _ASSUMED_COUNT,
        "silent_orders": _ASSUMED_COUNT,
        "lost_orders": _ASSUMED_COUNT,
        "lost_sales_cny": Meaning("CNY", assumed=True),
        "complaint": _ASSUMED_SHARE,
        "return_share": _ASSUMED_SHARE,
    }
)
"""What customers do afterwards (rule M8): measured where the scenario has ``outcomes``."""

MODEL_OF_OUTCOME: Mapping[str, str] = MappingProxyType(
    {
        "csat": "satisfaction",
        "conversion": "conversion",
        "orders": "conversion",
        "silent_orders": "conversion",
        "lost_orders": "conversion",
        "lost_sales_cny": "conversion",
        "return_share": "conversion",
        "complaint": "complaint",
    }
)
"""The model of the outcomes without which a measure is not known."""

MEASURES_OF_AGENTS = frozenset(
    {
        "staffed_h",
        "occupancy",
        "occupancy_scheduled",
        "slot_occupancy",
        "busy_mean",
        "concurrency",
        "empty_probability",
        "all_busy_probability",
        "contacts_per_agent_h",
        "cost_cny",
    }
)
"""Measures that a class or a channel alone does not have: an agent serves several."""

MEASURES: Mapping[str, Meaning] = MappingProxyType(
    {
        "arrived": _COUNT,
        "bot_ended": _COUNT,
        "offered": _COUNT,
        "served": _COUNT,
        "abandoned": _COUNT,
        "late_messages": _COUNT,
        "blocked": _COUNT,
        "messages": _COUNT,
        "cleared": _COUNT,
        "still_open": _COUNT,
        "offline_messages": _COUNT,
        "capped": _COUNT,
        "contacts_per_customer": _COUNT,
        "effective_rate_per_h": _PER_H,
        "frt_mean_s": _SECONDS,
        "frt_p50_s": _SECONDS,
        "frt_p90_s": _SECONDS,
        "frt_p95_s": _SECONDS,
        "frt_max_s": _SECONDS,
        "art_mean_s": _SECONDS,
        "art_p90_s": _SECONDS,
        "wait_mean_s": _SECONDS,
        "wait_served_mean_s": _SECONDS,
        "wait_probability": _SHARE,
        "rate_3min": _SHARE,
        "rate_30s": _SHARE,
        "reply_rate": _SHARE,
        "abandonment": _SHARE,
        "blocking": _SHARE,
        "late_share": _SHARE,
        "transfer": _SHARE,
        "handle_mean_s": _SECONDS,
        "resolution_mean_s": _SECONDS,
        "fcr": _ASSUMED_SHARE,
        "repeat": _ASSUMED_SHARE,
        "occupancy": _SHARE,
        "occupancy_scheduled": _SHARE,
        "slot_occupancy": _SHARE,
        "staffed_h": Meaning("h"),
        "busy_mean": _COUNT,
        "busy_slots_mean": _COUNT,
        "open_chats_mean": _COUNT,
        "concurrency": _COUNT,
        "concurrency_max": _COUNT,
        "queue_mean": _COUNT,
        "queue_max": _COUNT,
        "backlog": _COUNT,
        "backlog_growth_per_h": _PER_H,
        "return_delay_mean": _COUNT,
        "empty_probability": _SHARE,
        "all_busy_probability": _SHARE,
        "contacts_per_agent_h": _PER_H,
        "cost_cny": Meaning("CNY"),
        **OUTCOME_MEASURES,
    }
)
# within a threshold, which stands in the id in whole seconds: frt_attainment_60_s
_WITHIN: Mapping[str, Meaning] = MappingProxyType(
    {
        "service_level": _SHARE,
        "service_level_offered": _SHARE,
        "frt_attainment": _SHARE,
        "answered_within": _COUNT,
    }
)
THRESHOLD_MEASURES = tuple(_WITHIN)
_THRESHOLD_ID = re.compile(rf"({'|'.join(THRESHOLD_MEASURES)})_([1-9][0-9]{{0,5}})_s")

# a rate or mean by a platform's rule, whose id stands in the measure's: platform_rate:jd-30s
_PLATFORM: Mapping[str, Meaning] = MappingProxyType(
    {"platform_rate": _SHARE, "platform_mean_s": _SECONDS}
)
_PLATFORM_ID = re.compile(rf"({'|'.join(_PLATFORM)}):([A-Za-z0-9_.-]+)")
_OF_QUANTITY = {"rate": "platform_rate", "mean": "platform_mean_s"}


def meaning(measure: str) -> Meaning:
    """Return what a measure's id means.

    Raises
    ------
    InputError
        ``measure.unknown`` if it means nothing.
    """
    if measure in MEASURES:
        return MEASURES[measure]
    platform = _PLATFORM_ID.fullmatch(measure)
    if platform is not None:
        return _PLATFORM[platform[1]]
    return _WITHIN[threshold_of(measure)[0]]


def threshold_of(measure: str) -> tuple[str, float]:
    """Return name and threshold in seconds of an id such as ``frt_attainment_60_s``.

    Raises
    ------
    InputError
        ``measure.unknown`` if the id is not of that form.
    """
    found = _THRESHOLD_ID.fullmatch(measure)
    if found is None:
        raise InputError("measure.unknown", measure=measure)
    return found[1], float(found[2])


def nearest_measure(measure: str) -> str | None:
    """Return the known id most like an unknown one, with its own threshold; None for none."""
    threshold = re.search(r"_([1-9][0-9]{0,5})_s$", measure)
    seconds = threshold[1] if threshold else "60"
    known = [*MEASURES, *(f"{name}_{seconds}_s" for name in THRESHOLD_MEASURES)]
    return next(iter(get_close_matches(measure.lower(), known, n=1)), None)


def platform_measure(rule: PlatformRule) -> str:
    """Return the id of what a platform's rule counts: ``platform_rate:taobao-3min``."""
    return f"{_OF_QUANTITY[rule.quantity]}:{rule.id}"
