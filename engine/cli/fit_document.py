"""The JSON document of ``heng fit``: every figure with its size and interval."""

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.services.fit import FittedFiles
    from engine.simulation.fitting.busyness import BusynessFit
    from engine.simulation.fitting.handle_times import DurationFit
    from engine.simulation.fitting.patience import PatienceFit
    from engine.studies.fitted_traffic import ClassFit, TrafficFit, TurnsFit


def fit_document(found: "FittedFiles") -> dict[str, object]:
    """Return what was fitted, under the keys of the contract."""
    fit = found.fit
    return {
        "contacts": fit.contacts,
        "set_aside": found.set_aside,
        "days": list(fit.days.label),
        "arrivals": _arrivals(fit),
        "handle_time": _handle_times(fit),
        "patience": {
            **_patience(fit.patience),
            "classes": {each.name: _patience(each.patience) for each in fit.classes},
        },
        "busyness": {
            "day": _busyness(fit.busyness),
            "interval": _busyness(fit.interval_busyness),
        },
        "returns": {each.name: each.returns and asdict(each.returns) for each in fit.classes},
        "bot": {each.name: _bot(each) for each in fit.classes},
        "pauses": _pauses(fit),
        "turns": fit.turns
        and {
            **_turns(fit.turns),
            "classes": {each.name: each.turns and _turns(each.turns) for each in fit.classes},
        },
        "staffing": _staffing(fit),
        "fit_quality": _quality(fit),
        "scenario": found.scenario.id,
        "findings": [asdict(finding) for finding in fit.findings],
    }


def _arrivals(fit: "TrafficFit") -> dict[str, object]:
    kinds = {
        kind: {
            "days": int(fit.days.of_kind(kind).sum()),
            "mean_per_day": float(fit.usual[fit.days.of_kind(kind)].sum(axis=1).mean()),
            "classes": {each.name: asdict(each.rates[kind]) for each in fit.classes},
        }
        for kind in fit.days.kinds
    }
    incidents = [
        {"day": day, "start_h": hour, "contacts": came, "expected": expected}
        for day, hour, came, expected in fit.incidents()
    ]
    return {
        "interval_s": fit.options.interval_s,
        "kinds": kinds,
        "weekday_factors": [asdict(each) for each in fit.weekday_factors],
        "incidents": incidents,
    }


def _handle_times(fit: "TrafficFit") -> dict[str, object]:
    together = _duration(fit.handle) or {}
    classes = {each.name: _duration(each.handle) for each in fit.classes}
    return {**together, "slots": fit.slots, "classes": classes}


def _duration(found: "DurationFit | None") -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "n": found.n,
        "mean_s": found.mean_s,
        "low_s": found.low_s,
        "high_s": found.high_s,
        "cv": found.cv,
        "law": found.law.value,
        "written": {"mean_s": found.duration.mean_s, "cv": found.duration.cv},
        "components": [
            {"share": share, "mean_s": mean_s, "cv": cv} for share, mean_s, cv in found.components
        ],
        "bic_gain": found.bic_gain,
        "short_share": found.short_share,
        "recorded_in_s": found.step_s,
    }


def _patience(found: "PatienceFit") -> dict[str, object]:
    curve = zip(
        found.times_s.tolist(),
        found.survival.tolist(),
        found.low.tolist(),
        found.high.tolist(),
        found.at_risk.tolist(),
        strict=True,
    )
    return {
        "n": found.n,
        "abandoned": found.abandoned,
        "identified": found.abandoned > 0,
        "mean_s": found.mean_s,
        "low_s": found.mean_low_s,
        "high_s": found.mean_high_s,
        "immediate": found.immediate,
        "last_s": found.last_s,
        "left": found.left,
        "tail_mean_s": found.tail_mean_s,
        "written_mean_s": found.duration.mean_s if found.duration else None,
        "survival": [
            {"t_s": t, "survival": s, "low": low, "high": high, "at_risk": n}
            for t, s, low, high, n in curve
        ],
    }


def _busyness(found: "BusynessFit | None") -> dict[str, object] | None:
    return None if found is None else {**asdict(found), "shape": found.shape}


def _bot(each: "ClassFit") -> dict[str, object]:
    return {"ended": asdict(each.bot), "time": _duration(each.bot_time)}


def _pauses(fit: "TrafficFit") -> dict[str, object] | None:
    found = fit.pauses
    if found is None:
        return None
    figures = {"n": found.n, "ended": found.ended, "mean_s": found.mean_s}
    return {**figures, "last_s": found.last_s, "left": found.left}


def _turns(found: "TurnsFit") -> dict[str, object]:
    return {
        "chats": found.chats,
        "rounds": {"mean": found.rounds.mean, "weights": list(found.rounds.weights)},
        "think": _duration(found.think),
        "reply": _duration(found.reply),
        "undisturbed": {"n": found.undisturbed, "mean_s": found.undisturbed_mean_s},
        "away": found.away,
    }


def _staffing(fit: "TrafficFit") -> dict[str, object]:
    agents = {name for each in fit.presence.values() for name in each.agent.tolist()}
    kinds = {kind: fit.seen[fit.days.of_kind(kind)].mean(axis=0) for kind in fit.days.kinds}
    return {"agents": len(agents), "groups": list(fit.presence), "seen": kinds}


def _quality(fit: "TrafficFit") -> dict[str, object]:
    within = fit.interval_busyness
    return {
        "handle_time": {
            each.name: asdict(each.handle.quality) if each.handle else None for each in fit.classes
        },
        "arrivals": {
            "dispersion": within.dispersion if within else None,
            "p": within.p if within else None,
            "held_out": asdict(fit.held_out),
        },
    }
