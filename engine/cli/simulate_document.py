"""What ``heng simulate --json`` prints: measures by scope, intervals, targets, differences."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from engine.cli.findings import finding_documents
from engine.simulation.capacity import capacity_per_h

if TYPE_CHECKING:
    from engine.services.simulations import SimulationFindings
    from engine.simulation.replications import SimulationResult
    from engine.simulation.verdicts import TargetVerdict

INTERVAL = "interval:"
INTERVAL_MEASURES = (
    "arrived", "bot_ended", "offered", "served", "abandoned", "late_messages", "blocked",
    "messages", "cleared", "still_open", "frt_mean_s", "frt_p90_s", "frt_attainment_60_s",
    "wait_mean_s", "occupancy", "slot_occupancy", "queue_mean", "backlog",
)  # fmt: skip


def findings_document(found: "SimulationFindings") -> dict[str, object]:
    """Return the document of a run, without its header."""
    document = _of_result(found.result) | {
        "targets": _targets(found.targets),
        "findings": finding_documents(found.findings),
    }
    if found.precise is not None:
        document["precision"] = {
            name: getattr(found.precise, name)
            for name in ("mean", "half_width", "level", "looks", "reached")
        }
    if found.against is not None:
        document["against"] = _of_result(found.against) | {
            "targets": _targets(found.against_targets)
        }
        document["differences"] = [asdict(each) for each in found.differences]
    return document


def _of_result(result: "SimulationResult") -> dict[str, object]:
    scopes = [key for key in result.scope_keys if not key.startswith(INTERVAL)]
    return {
        "scenario": result.scenario.id,
        "generated": result.scenario.generated,
        "fidelity": result.scenario.fidelity.value,
        "engine": result.engine.value,
        "replications": result.replications,
        "attempts": result.attempts,
        "measures": {
            scope: {id_: _measure(result, scope, id_) for id_ in result.measure_ids}
            for scope in scopes
        },
        "intervals": _intervals(result),
    }


def _measure(result: "SimulationResult", scope: str, id_: str) -> dict[str, object]:
    """Return a measure: its mean weighs every day alike, ``pooled`` every contact."""
    together = result.pooled(scope, id_)
    return asdict(result.estimate(scope, id_)) | {
        "pooled": together.ratio,
        "pooled_half_width": together.half_width,
    }


def _targets(found: tuple["TargetVerdict", ...]) -> list[dict[str, object]]:
    return [asdict(each.target) | asdict(each) for each in found]


def _intervals(result: "SimulationResult") -> list[dict[str, object]]:
    """Return the means of each interval over the days that had anything to measure."""
    capacity = capacity_per_h(result.scenario)
    means = {id_: result.interval_means(id_).tolist() for id_ in INTERVAL_MEASURES}
    starts_s, ends_s = result.interval_starts_s, result.interval_ends_s
    return [
        {
            "start_s": start_s,
            "end_s": end_s,
            "capacity_per_h": float(capacity[int(start_s // result.scenario.interval_s)]),
            **{id_: values[place] for id_, values in means.items()},
        }
        for place, (start_s, end_s) in enumerate(zip(starts_s, ends_s, strict=True))
    ]
