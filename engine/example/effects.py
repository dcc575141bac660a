"""What is planted: the coefficients behind every outcome, and the mix of cases by day and night."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.example.calendar import NIGHT

GROUPS = ("presale_vip", "presale_general", "aftersale_vip", "aftersale_general")
PRESALE_VIP, PRESALE_GENERAL, AFTERSALE_VIP, AFTERSALE_GENERAL = range(4)
VIP_GROUPS = (PRESALE_VIP, AFTERSALE_VIP)
CLASSES = (
    "product",
    "promotion",
    "stock_size",
    "order_payment",
    "logistics",
    "price_protection",
    "address",
    "refund_return",
    "complaint",
)
COMPLAINT = CLASSES.index("complaint")

NIGHT_GAP = 0.05  # the planted gap in the solved share, made by the mix of cases alone
RESPONSE_FLOOR_S = 30.0  # a faster reply than this sells no more
ATTITUDE_CENTRE = 82.0
ATTITUDE_STEP = 10.0  # attitude's effects are stated for ten points
SKILL_SPREAD = 0.25
VIP_SKILL = 0.15
VIP_SHARE = 0.43  # about the share of contacts that the vip groups answer; centres their skill

_SOLVED_SHARE = np.array([0.88, 0.87, 0.90, 0.76, 0.80, 0.70, 0.86, 0.70, 0.45])
_PRESALE_MIX = (0.46, 0.26, 0.20, 0.08, 0.0, 0.0, 0.0, 0.0, 0.0)
_AFTERSALE_MIX = (0.0, 0.0, 0.0, 0.0, 0.42, 0.12, 0.12, 0.28, 0.06)
_DAY_MIX = np.array([_PRESALE_MIX, _PRESALE_MIX, _AFTERSALE_MIX, _AFTERSALE_MIX])
_GROUP_SHARES = np.array([0.24, 0.31, 0.195, 0.255])  # of contacts, for the calibration
_BISECTIONS = 50
_STEEPEST_TILT = 4.0
_NODES = 40


@dataclass(frozen=True, slots=True)
class Effects:
    """Coefficients on the logit scale; value is a customer's value in standard deviations.

    Conversion falls with ln(max(frt_s, 30) / 30); satisfaction with ln((1 + frt_s) / 31) and
    rises when the contact is solved; repurchase rises when it is solved and with attitude, for
    each of which ``*_attitude`` is the coefficient of ten points.
    """

    conversion_response: float = -0.30
    conversion_value: float = 0.55
    conversion_class: tuple[float, ...] = (-1.05, -0.85, -0.75, -0.15)
    satisfaction_intercept: float = 1.20
    satisfaction_response: float = -0.35
    satisfaction_solved: float = 1.30
    satisfaction_attitude: float = 0.20
    satisfaction_value: float = 0.25
    repurchase_solved: float = 0.35
    repurchase_attitude: float = 0.15
    repurchase_value: float = 0.45
    repurchase_30d_intercept: float = -1.95
    repurchase_90d_intercept: float = -1.05


def expit(logits: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the probabilities of logits."""
    return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float64)


def solved_logits() -> NDArray[np.float64]:
    """Return each class's logit of being solved by an agent of average skill, (9,)."""
    return np.asarray(np.log(_SOLVED_SHARE / (1 - _SOLVED_SHARE)), dtype=np.float64)


def class_mix(tilt: float) -> NDArray[np.float64]:
    """Return the mix of classes in each group, (4, 9), tilted towards the hard ones.

    A class's share is multiplied by exp(tilt times its difficulty), the difficulty being how
    far its solved logit lies below the easiest class's.
    """
    difficulty = solved_logits().max() - solved_logits()
    shares = _DAY_MIX * np.exp(tilt * difficulty)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float64)


def night_tilt() -> float:
    """Return the tilt at which the night's solved share lies ``NIGHT_GAP`` below the day's."""
    low, high = 0.0, _STEEPEST_TILT
    daily = _expected_solved(0.0)
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if daily - _expected_solved(middle) < NIGHT_GAP:
            low = middle
        else:
            high = middle
    return low


def class_mix_by_shift(shift: int, tilt: float) -> NDArray[np.float64]:
    """Return the mix of classes (4, 9) of a shift: the night's is tilted, the others' is not."""
    return class_mix(tilt if shift == NIGHT else 0.0)


def vip_skill(group: NDArray[np.int8]) -> NDArray[np.float64]:
    """Return what serving a vip group adds to an agent's skill, centred over contacts."""
    return np.asarray(VIP_SKILL * (np.isin(group, VIP_GROUPS) - VIP_SHARE), dtype=np.float64)


def _expected_solved(tilt: float) -> float:
    """Return the solved share over groups and classes, agents' skill integrated out."""
    nodes, node_weights = np.polynomial.hermite_e.hermegauss(_NODES)
    skill = SKILL_SPREAD * nodes
    group_skill = vip_skill(np.arange(len(GROUPS), dtype=np.int8))
    logits = solved_logits()[None, :, None] + group_skill[:, None, None] + skill[None, None, :]
    solved = expit(logits) @ (node_weights / node_weights.sum())
    return float((_GROUP_SHARES[:, None] * class_mix(tilt) * solved).sum())
