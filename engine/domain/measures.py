"""The simulated measures that targets may name: id, unit, and what an input decides.

Their definitions and denominators are fixed in ``docs/measures.md``; their formulas are in
:mod:`engine.simulation.measures`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from engine.errors import InputError

MeasureUnit = Literal["s", "h", "share", "count", "per h"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """A measure's unit; ``assumed`` marks one that an input of the scenario decides.

    The simulation proves nothing about an assumed measure: every verdict on it says so.
    """

    unit: MeasureUnit
    assumed: bool = False


_COUNT, _SECONDS, _SHARE = Meaning("count"), Meaning("s"), Meaning("share")

MEASURES: Mapping[str, Meaning] = MappingProxyType(
    {
        "arrived": _COUNT,
        "bot_ended": _COUNT,
        "offered": _COUNT,
        "served": _COUNT,
        "abandoned": _COUNT,
        "late_messages": _COUNT,
        "still_open": _COUNT,
        "frt_mean_s": _SECONDS,
        "frt_p50_s": _SECONDS,
        "frt_p90_s": _SECONDS,
        "frt_p95_s": _SECONDS,
        "frt_max_s": _SECONDS,
        "wait_mean_s": _SECONDS,
        "wait_probability": _SHARE,
        "rate_3min": _SHARE,
        "rate_30s": _SHARE,
        "reply_rate": _SHARE,
        "abandonment": _SHARE,
        "handle_mean_s": _SECONDS,
        "fcr": Meaning("share", assumed=True),
        "repeat": Meaning("share", assumed=True),
        "occupancy": _SHARE,
        "slot_occupancy": _SHARE,
        "staffed_h": Meaning("h"),
        "open_chats_mean": _COUNT,
        "concurrency": _COUNT,
        "queue_mean": _COUNT,
        "backlog": _COUNT,
        "contacts_per_agent_h": Meaning("per h"),
    }
)
# shares within a threshold, which stands in the id in whole seconds: frt_attainment_60_s
THRESHOLD_MEASURES = ("service_level", "service_level_offered", "frt_attainment")
_THRESHOLD_ID = re.compile(rf"({'|'.join(THRESHOLD_MEASURES)})_([1-9][0-9]{{0,5}})_s")


def meaning(measure: str) -> Meaning:
    """Return what a measure's id means.

    Raises
    ------
    InputError
        ``measure.unknown`` if it means nothing.
    """
    if measure in MEASURES:
        return MEASURES[measure]
    threshold_of(measure)
    return _SHARE


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
