"""What is true of the drawn contacts, definition by definition.

An effect on a probability has no single size: it is averaged here over the very contacts drawn,
as a derivative for measured quantities and as a discrete change for yes and no. First-contact
resolution depends on its window and counts chance repeats, as any shop's records would.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.example.calendar import NIGHT
from engine.example.contacts import Contacts
from engine.example.effects import ATTITUDE_STEP, NIGHT_GAP, class_mix, expit
from engine.example.orders import shop_orders
from engine.example.outcomes import (
    RATES_WHEN_NOT,
    RATES_WHEN_SATISFIED,
    conversion_logits,
    is_enquiry,
    repurchase_logits,
    satisfaction_logits,
)
from engine.example.sales import EVENTS, SalesTruth, sales_truth
from engine.example.windows import WINDOWS_H, WindowTruth, window_truth
from engine.example.world import World

BUSINESS_STEP_S = 10
_BANDS_S = (0.0, 30.0, 60.0, 180.0)
# Rating depends on satisfaction alone, so among raters the coefficients stay and only the
# intercept moves: logit P(satisfied | rated) = logit P(satisfied) + ln(0.27 / 0.40).
_RATERS_SHIFT = float(np.log(RATES_WHEN_SATISFIED / RATES_WHEN_NOT))


@dataclass(frozen=True, slots=True)
class PlantedEffect:
    """One effect: its coefficient on the logit, and the average change of the probability.

    Both are per ``unit`` of the transformed column: one unit of the logarithm for response,
    ten points for attitude, no to yes for solved. ``plus_10_s`` is the average change when
    every response takes ten seconds more (nan where the column is not a time).
    """

    coefficient: float
    effect: float
    unit: float = 1.0
    plus_10_s: float = float("nan")


@dataclass(frozen=True, slots=True)
class Truth:
    """The truth of one draw; ``effects`` by outcome and column."""

    contacts: int
    rates: dict[str, float]
    effects: dict[str, dict[str, PlantedEffect]]
    response_bands: dict[str, dict[str, float]]
    windows: dict[str, WindowTruth]
    sales: dict[str, SalesTruth]
    night: dict[str, Any]
    agents: dict[str, dict[str, float]]

    def as_json(self) -> dict[str, Any]:
        """Return the truth as plain values, nan left out."""
        plain: dict[str, Any] = asdict(self)
        for columns in plain["effects"].values():
            for effect in columns.values():
                if np.isnan(effect["plus_10_s"]):
                    del effect["plus_10_s"]
        return plain


def truth(world: World, contacts: Contacts) -> Truth:
    """Return what is true of these contacts of this world."""
    conversion, bands = _conversion(world, contacts)
    placed = shop_orders(world, contacts)
    return Truth(
        contacts=len(contacts),
        rates=_rates(contacts),
        effects={
            "conversion": conversion,
            "satisfaction": _satisfaction(world, contacts, contacts.outcomes.rated, _RATERS_SHIFT),
            "satisfaction_all": _satisfaction(world, contacts, contacts.arrivals.answered, 0.0),
            "repurchase_30d": _repurchase(world, contacts, world.effects.repurchase_30d_intercept),
            "repurchase_90d": _repurchase(world, contacts, world.effects.repurchase_90d_intercept),
        },
        response_bands=bands,
        windows={f"{hours}h": window_truth(contacts, hours) for hours in WINDOWS_H},
        sales={event: sales_truth(contacts, placed, event) for event in EVENTS},
        night=_night(world, contacts),
        agents=_agents(world),
    )


def _slope(logits: NDArray[np.float64]) -> float:
    """Return the mean derivative of the probability by the logit."""
    probability = expit(logits)
    return float(np.mean(probability * (1 - probability)))


def _conversion(
    world: World, contacts: Contacts
) -> tuple[dict[str, PlantedEffect], dict[str, dict[str, float]]]:
    """Return response's effect on conversion, and of ten seconds more band by band."""
    rows = is_enquiry(contacts.arrivals)
    frt_s = contacts.service.frt_s
    logits = conversion_logits(world, contacts.arrivals, frt_s)[rows]
    later = conversion_logits(world, contacts.arrivals, frt_s + BUSINESS_STEP_S)[rows]
    change = expit(later) - expit(logits)
    coefficient = world.effects.conversion_response
    slope = coefficient * _slope(logits)
    effect = PlantedEffect(coefficient, slope, plus_10_s=float(change.mean()))
    value = world.effects.conversion_value
    bands = {}
    for low, high in zip(_BANDS_S, (*_BANDS_S[1:], np.inf), strict=True):
        inside = (frt_s[rows] >= low) & (frt_s[rows] < high)
        if inside.any():
            bands[f"{low:g}-{high:g}"] = {
                "contacts": int(inside.sum()),
                "plus_10_s": float(change[inside].mean()),
            }
    columns = {"frt_s": effect, "customer_value": PlantedEffect(value, value * _slope(logits))}
    return columns, bands


def _satisfaction(
    world: World, contacts: Contacts, rows: NDArray[np.bool_], shift: float
) -> dict[str, PlantedEffect]:
    """Return the effects on satisfaction over some contacts whose logits are moved by a shift."""
    effects = world.effects
    attitude, frt_s = contacts.outcomes.attitude, contacts.service.frt_s
    logits = satisfaction_logits(effects, contacts.arrivals, frt_s, attitude)[rows] + shift
    later = satisfaction_logits(effects, contacts.arrivals, frt_s + BUSINESS_STEP_S, attitude)
    change = expit(later[rows] + shift) - expit(logits)
    slope = _slope(logits)
    solved = contacts.arrivals.solved[rows]
    step = effects.satisfaction_solved
    gain = expit(logits + step * ~solved) - expit(logits - step * solved)
    response = effects.satisfaction_response
    towards = effects.satisfaction_attitude
    value = effects.satisfaction_value
    return {
        "frt_s": PlantedEffect(response, response * slope, plus_10_s=float(change.mean())),
        "solved": PlantedEffect(step, float(gain.mean())),
        "attitude": PlantedEffect(towards, towards * slope, ATTITUDE_STEP),
        "customer_value": PlantedEffect(value, value * slope),
    }


def _repurchase(world: World, contacts: Contacts, intercept: float) -> dict[str, PlantedEffect]:
    """Return the effects of solving and of attitude on repurchase."""
    rows, effects = contacts.arrivals.answered, world.effects
    arrivals, attitude = contacts.arrivals, contacts.outcomes.attitude
    always, never = np.ones(len(contacts), np.bool_), np.zeros(len(contacts), np.bool_)
    actual, yes, no = (
        intercept + repurchase_logits(effects, arrivals, solved, attitude)[rows]
        for solved in (arrivals.solved, always, never)
    )
    slope = _slope(actual)
    towards, value = effects.repurchase_attitude, effects.repurchase_value
    return {
        "solved": PlantedEffect(effects.repurchase_solved, float((expit(yes) - expit(no)).mean())),
        "attitude": PlantedEffect(towards, towards * slope, ATTITUDE_STEP),
        "customer_value": PlantedEffect(value, value * slope),
    }


def _rates(contacts: Contacts) -> dict[str, float]:
    """Return the outcome rates under their definitions."""
    arrivals, outcomes = contacts.arrivals, contacts.outcomes
    human, enquiry = arrivals.answered, is_enquiry(arrivals)
    return {
        "conversion": float(outcomes.paid[enquiry].mean()),
        "satisfied_all": float(outcomes.satisfied[human].mean()),
        "satisfied_raters": float(outcomes.satisfied[outcomes.rated].mean()),
        "solved": float(arrivals.solved[human].mean()),
        "repurchase_30d": float(outcomes.repurchase_30d[human].mean()),
        "repurchase_90d": float(outcomes.repurchase_90d[human].mean()),
    }


def _night(world: World, contacts: Contacts) -> dict[str, Any]:
    """Return the night's gap in solved: planted, raw, and with the day's mix of classes."""
    arrivals = contacts.arrivals
    rows = arrivals.answered & (arrivals.attempt == 1)
    night = arrivals.shift == NIGHT
    by_night = arrivals.solved[rows & night].mean()
    by_day = arrivals.solved[rows & ~night].mean()
    return {
        "planted_gap": -NIGHT_GAP,
        "raw_gap": float(by_night - by_day),
        "gap_within_class": 0.0,
        "tilt": world.tilt,
        "mix_by_day": class_mix(0.0).round(6).tolist(),
        "mix_by_night": class_mix(world.tilt).round(6).tolist(),
    }


def _agents(world: World) -> dict[str, dict[str, float]]:
    """Return each agent's truth by id."""
    names = ("skill", "pace", "attitude", "selling", "upselling", "inviting")
    columns = {name: getattr(world.agents, name) for name in names}
    return {
        agent: {name: float(column[position]) for name, column in columns.items()}
        for position, agent in enumerate(world.agents.ids)
    }
