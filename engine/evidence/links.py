"""How a mean follows from the linear predictor: each link with its two derivatives."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from engine.domain.specification import Family

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Link:
    """The mean ``mu(eta)``, its slope ``mu'`` and curvature ``mu''``, each elementwise."""

    name: str
    mean: Curve
    slope: Curve
    curvature: Curve


def _logit_slope(eta: NDArray[np.float64]) -> NDArray[np.float64]:
    p = expit(eta)
    return np.asarray(p * (1.0 - p), dtype=np.float64)


def _logit_curvature(eta: NDArray[np.float64]) -> NDArray[np.float64]:
    p = expit(eta)
    return np.asarray(p * (1.0 - p) * (1.0 - 2.0 * p), dtype=np.float64)


def _cloglog_mean(eta: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-np.expm1(-np.exp(eta)), dtype=np.float64)


def _cloglog_slope(eta: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.exp(eta - np.exp(eta)), dtype=np.float64)


def _cloglog_curvature(eta: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.exp(eta - np.exp(eta)) * (1.0 - np.exp(eta)), dtype=np.float64)


LOGIT = Link("logit", expit, _logit_slope, _logit_curvature)
LOG = Link("log", np.exp, np.exp, np.exp)
IDENTITY = Link("identity", lambda eta: eta, np.ones_like, np.zeros_like)
CLOGLOG = Link("cloglog", _cloglog_mean, _cloglog_slope, _cloglog_curvature)

LINKS = {
    Family.LOGIT: LOGIT,
    Family.GROUPED: LOGIT,
    Family.POISSON: LOG,
    Family.NEGATIVE_BINOMIAL: LOG,
    Family.LINEAR: IDENTITY,
    Family.HAZARD: CLOGLOG,
}
