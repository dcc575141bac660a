"""The published cases as scenario files: which measure of ``heng simulate`` a case's figure is.

The cases are those of ``tests/cases/simulation.json``, in minutes; their scenario files are
``tests/cases/simulation/<id>.toml``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parents[1] / "cases" / "simulation"
CASES: Mapping[str, Any] = MappingProxyType(
    {
        case["id"]: case
        for case in json.loads(FOLDER.with_suffix(".json").read_text(encoding="utf-8"))
    }
)
MINUTE_S = 60.0
FALSE_ALARM = 1e-3 / 68
"""Of each of the 68 figures together: under a fresh seed one of them fails in 1,000 suites."""
CLOSE = 1e-6
"""As near as a figure must be where it does not vary."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a case, and the measure that finds it, in ``unit`` of the case's own.

    ``published_half_width`` belongs to figures that another program simulated.
    """

    name: str
    value: float
    scope: str
    measure: str
    unit: float = 1.0
    published_half_width: float | None = None


WHOLE = "day"
FIRST, SECOND = "day/class:first", "day/class:second"
_MEASURES: Mapping[str, tuple[str, str, float]] = MappingProxyType(
    {
        "blocking": (WHOLE, "blocking", 1),
        "wait_mean": (WHOLE, "wait_mean_s", MINUTE_S),
        "wait_mean_1": (FIRST, "wait_mean_s", MINUTE_S),
        "wait_mean_2": (SECOND, "wait_mean_s", MINUTE_S),
        "wait_mean_A": ("day/class:a", "wait_mean_s", MINUTE_S),
        "wait_mean_B": ("day/class:b", "wait_mean_s", MINUTE_S),
        "wait_mean_served": (WHOLE, "wait_served_mean_s", MINUTE_S),
        "queue_mean": (WHOLE, "queue_mean", 1),
        "p_wait": (WHOLE, "wait_probability", 1),
        "p_empty": (WHOLE, "empty_probability", 1),
        "p_abandon": (WHOLE, "abandonment", 1),
        "p_abandon_A": ("day/class:a", "abandonment", 1),
        "p_abandon_B": ("day/class:b", "abandonment", 1),
        "occupancy": (WHOLE, "occupancy", 1),
        "occupancy_g1": ("day/group:g1", "occupancy", 1),
        "occupancy_g2": ("day/group:g2", "occupancy", 1),
        "occupancy_group0": ("day/group:g0", "occupancy", 1),
        "occupancy_pct": (WHOLE, "occupancy_scheduled", 0.01),
        "slot_occupancy": (WHOLE, "slot_occupancy", 1),
        "sl": (WHOLE, "service_level_{}_s", 1),
        "good_count": (WHOLE, "answered_within_{}_s", 1),
        "effective_rate": (WHOLE, "effective_rate_per_h", 60),
        "contacts_per_customer": (WHOLE, "contacts_per_customer", 1),
        "mean_in_return_delay": (WHOLE, "return_delay_mean", 1),
        "orbit_mean": (WHOLE, "return_delay_mean", 1),
        "busy_mean": (WHOLE, "busy_mean", 1),
        "open_chats_mean": (WHOLE, "open_chats_mean", 1),
        "handle_mean": (WHOLE, "handle_mean_s", MINUTE_S),
        "served": (WHOLE, "served", 1),
        "abandoned": (WHOLE, "abandoned", 1),
        "messages": (WHOLE, "messages", 1),
        "count_mean": (WHOLE, "arrived", 1),
    }
)
# where retries are blocked more often than first tries, the case means the latter: the time share
_OTHERWISE = MappingProxyType({("retrial-mm10", "blocking"): "all_busy_probability"})
_OF_THE_SPREAD = frozenset({"count_var", "cv"})  # of gamma-busyness: over days, not measures


def figures(case_id: str) -> list[Figure]:
    """Return the figures that a case expects, but for those of the spread over days."""
    case = CASES[case_id]
    threshold_s = MINUTE_S * case["params"].get("sl_threshold", 0.0)
    found = []
    for name, expected in case["expected"].items():
        if name in _OF_THE_SPREAD:
            continue
        scope, measure, unit = _MEASURES[name]
        measure = _OTHERWISE.get((case_id, name), measure).format(f"{threshold_s:.0f}")
        width = (expected["hi"] - expected["lo"]) / 2 if "lo" in expected else None
        found.append(Figure(name, expected["value"], scope, measure, unit, width))
    return found
