"""What follows from a contact: satisfaction, orders, complaints, repurchase.

Every probability is a function of stored columns and of the agent, written once here: the draw
and :mod:`engine.example.truth` read the same one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.example.arrivals import Arrivals
from engine.example.effects import (
    AFTERSALE_VIP,
    ATTITUDE_CENTRE,
    ATTITUDE_STEP,
    COMPLAINT,
    RESPONSE_FLOOR_S,
    Effects,
    expit,
)
from engine.example.service import Service
from engine.example.world import World

RATES_WHEN_SATISFIED = 0.27
RATES_WHEN_NOT = 0.40  # the dissatisfied answer more often: raters are not all contacts
SATISFIED_FROM = 4

_CSAT_CUTS = (-1.1, -0.6, 0.0, 1.2)  # of the latent satisfaction: 2, 3, 4, 5 begin
_ATTITUDE_NOISE = 8.0
_ORDER_LOG_MEAN, _ORDER_LOG_SD, _ORDER_VALUE = 4.6, 0.7, 0.25
_RETURNED = 0.11
_COMPLAINT_LOGIT, _COMPLAINT_UNSOLVED, _COMPLAINT_SLOW, _COMPLAINT_CLASS = -5.1, 1.6, 0.8, 1.5
_SLOW_S = 180


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """What came of each contact, each field (n,).

    ``satisfied`` is known for every answered contact, ``csat`` (1..5) is stored for the
    ``rated`` ones only; ``paid``, ``order_value`` and ``returned`` speak of answered first
    presale contacts; the rest of answered ones. Elsewhere the values carry no meaning.
    """

    attitude: NDArray[np.int64]
    satisfied: NDArray[np.bool_]
    csat: NDArray[np.int64]
    invited: NDArray[np.bool_]
    rated: NDArray[np.bool_]
    complaint: NDArray[np.bool_]
    paid: NDArray[np.bool_]
    order_value: NDArray[np.float64]
    returned: NDArray[np.bool_]
    repurchase_30d: NDArray[np.bool_]
    repurchase_90d: NDArray[np.bool_]


def is_enquiry(arrivals: Arrivals) -> NDArray[np.bool_]:
    """Tell which contacts can convert: the first of a presale problem, answered by an agent."""
    presale = arrivals.group < AFTERSALE_VIP
    return np.asarray(presale & arrivals.answered & (arrivals.attempt == 1), dtype=np.bool_)


def response_over_floor(frt_s: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return ln(max(frt_s, 30) / 30): the form in which response moves conversion."""
    return np.asarray(np.log(np.maximum(frt_s, RESPONSE_FLOOR_S) / RESPONSE_FLOOR_S))


def conversion_logits(
    world: World, arrivals: Arrivals, frt_s: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return each contact's logit of paying, (n,); 0 stands for classes that never convert."""
    effects = world.effects
    intercepts = np.zeros(arrivals.contact_class.max(initial=0) + 1 + len(effects.conversion_class))
    intercepts[: len(effects.conversion_class)] = effects.conversion_class
    return np.asarray(
        intercepts[arrivals.contact_class]
        + effects.conversion_response * response_over_floor(frt_s)
        + effects.conversion_value * arrivals.value
        + world.agents.selling[arrivals.agent],
        dtype=np.float64,
    )


def satisfaction_logits(
    effects: Effects,
    arrivals: Arrivals,
    frt_s: NDArray[np.int64],
    attitude: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return each contact's logit of satisfaction, (n,)."""
    response = np.log1p(frt_s) - np.log1p(RESPONSE_FLOOR_S)
    return np.asarray(
        effects.satisfaction_intercept
        + effects.satisfaction_response * response
        + effects.satisfaction_solved * arrivals.solved
        + effects.satisfaction_attitude * attitude_steps(attitude)
        + effects.satisfaction_value * arrivals.value,
        dtype=np.float64,
    )


def repurchase_logits(
    effects: Effects,
    arrivals: Arrivals,
    solved: NDArray[np.bool_],
    attitude: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return each contact's logit of repurchase before the intercept of 30 or 90 days, (n,).

    ``solved`` is an argument so that the truth can ask what either answer would bring.
    """
    return np.asarray(
        effects.repurchase_solved * solved
        + effects.repurchase_attitude * attitude_steps(attitude)
        + effects.repurchase_value * arrivals.value,
        dtype=np.float64,
    )


def attitude_steps(attitude: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return attitude in steps of ten points from the centre of 82."""
    return np.asarray((attitude - ATTITUDE_CENTRE) / ATTITUDE_STEP, dtype=np.float64)


def draw_outcomes(
    world: World, arrivals: Arrivals, service: Service, rng: np.random.Generator
) -> Outcomes:
    """Draw what came of each contact."""
    n, effects, agent = len(arrivals), world.effects, arrivals.agent
    noise = rng.normal(0, _ATTITUDE_NOISE, n)
    attitude = np.rint((world.agents.attitude[agent] + noise).clip(0, 100)).astype(np.int64)
    latent = satisfaction_logits(effects, arrivals, service.frt_s, attitude) + rng.logistic(size=n)
    satisfied = latent > 0
    invited = arrivals.answered & (rng.random(n) < world.agents.inviting[agent])
    response = np.where(satisfied, RATES_WHEN_SATISFIED, RATES_WHEN_NOT)
    enquiry = is_enquiry(arrivals)
    conversion = expit(conversion_logits(world, arrivals, service.frt_s))
    paid = enquiry & (rng.random(n) < conversion)
    back = repurchase_logits(effects, arrivals, arrivals.solved, attitude) + rng.logistic(size=n)
    return Outcomes(
        attitude=attitude,
        satisfied=satisfied,
        csat=1 + np.searchsorted(_CSAT_CUTS, latent),
        invited=invited,
        rated=invited & (rng.random(n) < response),
        complaint=_complaints(arrivals, service, rng),
        paid=paid,
        order_value=_order_values(world, arrivals, rng),
        returned=paid & (rng.random(n) < _RETURNED),
        repurchase_30d=back + effects.repurchase_30d_intercept > 0,
        repurchase_90d=back + effects.repurchase_90d_intercept > 0,
    )


def _complaints(
    arrivals: Arrivals, service: Service, rng: np.random.Generator
) -> NDArray[np.bool_]:
    logits = (
        _COMPLAINT_LOGIT
        + _COMPLAINT_UNSOLVED * ~arrivals.solved
        + _COMPLAINT_SLOW * (service.frt_s > _SLOW_S)
        + _COMPLAINT_CLASS * (arrivals.contact_class == COMPLAINT)
    )
    drawn = rng.random(len(arrivals)) < expit(logits)
    return np.asarray(arrivals.answered & drawn, dtype=np.bool_)


def _order_values(
    world: World, arrivals: Arrivals, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Draw what an order of each contact would be worth, in CNY to the cent."""
    centre = (
        _ORDER_LOG_MEAN + _ORDER_VALUE * arrivals.value + world.agents.upselling[arrivals.agent]
    )
    return np.asarray(np.round(rng.lognormal(centre, _ORDER_LOG_SD), 2), dtype=np.float64)
