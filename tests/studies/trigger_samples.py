"""A small scheme, its trigger policy and daily counts with a rate written down."""

from typing import Any

import numpy as np

from engine.domain.daily_counts import DailyCounts
from engine.domain.indicators import IndicatorTree
from engine.domain.policy import TriggerRule, WeightPolicy
from engine.domain.texts import Text
from engine.domain.weights import Origin, WeightSet
from engine.files.policy_tree import flat_tree

TREE: IndicatorTree = flat_tree(["frt", "fcr", "csat", "sales"])
IN_FORCE = WeightSet.from_mapping(
    Origin.INCUMBENT, {"frt": 0.3, "fcr": 0.2, "csat": 0.2, "sales": 0.3}
)


def rule(**stated: Any) -> TriggerRule:
    usual: dict[str, Any] = {
        "id": "complaints",
        "name": Text("投诉", "Complaints"),
        "indicator": "complaint",
        "threshold": 0.03,
        "release": 0.025,
        "raises": {"fcr": 0.06},
    }
    return TriggerRule(**(usual | stated))


def policy(*rules: TriggerRule, **stated: Any) -> WeightPolicy:
    usual: dict[str, Any] = {"id": "p", "name": Text("策略", "policy"), "evidence_share": 0.5}
    return WeightPolicy(**(usual | {"triggers": rules or (rule(),)} | stated))


def counts(last_day: str, events: int, contacts: int, *, days: int = 30) -> DailyCounts:
    """Return days up to the last one with the events and contacts spread as evenly as whole."""
    last = np.datetime64(last_day, "D")
    spread = np.arange(days + 1)
    return DailyCounts(
        last - np.arange(days - 1, -1, -1),
        np.diff(spread * contacts // days),
        {"complaint": np.diff(spread * events // days)},
    )
