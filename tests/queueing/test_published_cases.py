"""Cases of ``tests/cases/simulation.json`` that a closed formula or an exact chain answers."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from engine.domain.durations import Duration, Shape
from engine.queueing.constant_service import mean_wait_constant
from engine.queueing.erlang import blocking, erlang_a, erlang_c
from engine.queueing.feedback import with_repeats
from engine.queueing.general_patience import erlang_general_patience
from engine.queueing.general_service import mean_wait_one_agent
from engine.queueing.open_chats import chat_agent
from engine.queueing.priority import priority_waits
from engine.queueing.retrials import with_retrials
from engine.queueing.steady_state import Queue
from engine.queueing.waiting_room import limited_room

FILE = Path(__file__).parents[1] / "cases" / "simulation.json"
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))}
MINUTE_S = PER_H = 60.0  # the cases are in minutes
Figures = Mapping[str, float]
Params = Mapping[str, Any]


def figures(queue: Queue) -> dict[str, float]:
    return {
        "blocking": queue.blocking,
        "queue_mean": queue.queue_mean,
        "wait_mean": queue.wait_mean_s / MINUTE_S,
        "p_wait": queue.wait_probability,
        "p_empty": queue.empty_probability,
        "p_abandon": queue.abandonment,
        "occupancy": queue.occupancy,
        "slot_occupancy": queue.occupancy,
        "sl": queue.service_level,
    }


def duration(given: Params) -> Duration:
    shape = Shape(given["dist"])
    mean_s = MINUTE_S * given.get("mean", given.get("value", 0.0))
    return Duration(shape, mean_s, given.get("cv2", 1.0) ** 0.5)


def desk(params: Params) -> tuple[float, float, int]:
    service = params["service"]
    agents = params["c"] if "c" in params else params["agents"] * params["k"]
    handle_time_s = MINUTE_S * service.get("mean", service.get("value", 0.0))
    return params["lam"] * PER_H, handle_time_s, agents


def threshold_s(params: Params) -> float:
    return float(params.get("sl_threshold", 0.0) * MINUTE_S)


def delay(params: Params) -> Figures:
    return figures(erlang_c(*desk(params), threshold_s=threshold_s(params)))


def loss(params: Params) -> Figures:
    rate_per_h, handle_time_s, agents = desk(params)
    lost = blocking(rate_per_h / 3600 * handle_time_s, agents)
    found = figures(limited_room(*desk(params), room=0, threshold_s=0.0))
    assert found["blocking"] == pytest.approx(lost, rel=1e-14)
    return found


def abandonment(params: Params) -> Figures:
    patience = duration(params["patience"])
    if patience.shape is not Shape.EXPONENTIAL:
        return general_patience(params)
    found = erlang_a(*desk(params), patience_s=patience.mean_s, threshold_s=threshold_s(params))
    return figures(found)


def general_patience(params: Params) -> Figures:
    patience = duration(params["patience"])
    limit_s = threshold_s(params)
    return figures(erlang_general_patience(*desk(params), patience=patience, threshold_s=limit_s))


def one_agent(params: Params) -> Figures:
    rate_per_h, handle_time_s, _ = desk(params)
    wait_s = mean_wait_one_agent(rate_per_h, handle_time_s, duration(params["service"]).cv)
    return {"wait_mean": wait_s / MINUTE_S}


def constant(params: Params) -> Figures:
    return {"wait_mean": mean_wait_constant(*desk(params)) / MINUTE_S}


def priority(params: Params) -> Figures:
    rates_per_h = [rate * PER_H for rate in params["lam"]]
    waits_s = priority_waits(rates_per_h, params["service"]["mean"] * MINUTE_S, params["c"])
    return {f"wait_mean_{place}": wait_s / MINUTE_S for place, wait_s in enumerate(waits_s, 1)}


def repeats(params: Params) -> Figures:
    delay_s = params["return_delay"]["mean"] * MINUTE_S
    found = with_repeats(params["lam_new"] * PER_H, params["p_resolved"], delay_s=delay_s)
    effective = found.arrival_rate_per_h / PER_H
    return {
        **delay({**params, "lam": effective}),
        "effective_rate": effective,
        "contacts_per_customer": found.contacts_per_customer,
        "mean_in_return_delay": found.returning_mean,
    }


def retrial(params: Params) -> Figures:
    found = with_retrials(
        *desk(params),
        retry_delay_s=params["retry_delay"]["mean"] * MINUTE_S,
        retry_probability=params["p_retry"],
    )
    return {
        "blocking": found.blocking,
        "orbit_mean": found.orbit_mean,
        "busy_mean": found.busy_mean,
    }


def chats(params: Params) -> Figures:
    found = chat_agent(
        params["lam"] * PER_H,
        params["service"]["mean"] * MINUTE_S,
        params["speed"],
        patience_s=params["patience"]["mean"] * MINUTE_S,
        threshold_s=0.0,
    )
    return {
        "p_abandon": found.abandonment,
        "wait_mean": found.wait_mean_s / MINUTE_S,
        "open_chats_mean": found.open_chats_mean,
        "handle_mean": found.handle_mean_s / MINUTE_S,
        "p_wait": found.wait_probability,
    }


ANSWERED: Mapping[str, Callable[[Params], Figures]] = MappingProxyType(
    {
        "erlangB-10-10": loss,
        "erlangC-GMR": delay,
        "mm3-gross-harris": delay,
        "call-center-tools-40": delay,
        "erlangA-promo-x3": abandonment,
        "mmcG-det": abandonment,
        "mmcG-lognormal": abandonment,
        "mg1-lognormal": one_agent,
        "mdc-5": constant,
        "priority-2class": priority,
        "fcr-feedback": repeats,
        "retrial-mm10": retrial,
        "chat-1agent-k3": chats,
        "chat-no-slowdown": delay,
    }
)
# the source says that its own quadrature agrees with exact results to 1e-7
TOLERANCES = {"mmcG-lognormal": 1e-8}


@pytest.mark.parametrize("id_", list(ANSWERED))
def test_case_is_reproduced(id_: str) -> None:
    case = CASES[id_]

    found = ANSWERED[id_](case["params"])

    for name, expected in case["expected"].items():
        tolerance = TOLERANCES.get(id_, 1e-11)
        assert found[name] == pytest.approx(expected["value"], rel=tolerance), name


def test_exponential_patience_is_erlang_a_whichever_way_it_is_computed() -> None:
    case = CASES["erlangA-promo-x3"]

    found = general_patience(case["params"])

    for name, expected in case["expected"].items():
        assert found[name] == pytest.approx(expected["value"], rel=1e-11), name
