"""The choices behind the indicators that a scheme or a shop may make otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from engine.errors import InputError

ATTAINMENT_S = 60.0  # response attained within: the schemes' stated target for a first response
SLOW_S = 180.0  # the trade's three-minute limit
SATISFIED_FROM = 4.0  # of 5: "satisfied" and "very satisfied"
DISSATISFIED_TO = 2.0
REPEAT_WINDOW_H = 72.0  # the middle of the windows in use: 24 h, 72 h, 7 d
SHARE_TOLERANCE = 1e-9
_NO_RATERS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Counting:
    """What counts as what.

    Parameters
    ----------
    attainment_s, slow_s
        A first response within ``attainment_s`` seconds attains the threshold, one after
        ``slow_s`` is slow.
    satisfied_from, dissatisfied_to
        Ratings (1..5) from which on, and up to which, a customer counts as one or the other.
    repeat_window_h
        Hours within which a further contact of the same customer and class is a repeat.
    rater_shares
        Share of each rater in a rated indicator, {"self": 0.3, ...}, sum 1; the agent months
        hold a column ``rating_<rater>`` for each. Empty: no rated indicator can be computed.
    """

    attainment_s: float = ATTAINMENT_S
    slow_s: float = SLOW_S
    satisfied_from: float = SATISFIED_FROM
    dissatisfied_to: float = DISSATISFIED_TO
    repeat_window_h: float = REPEAT_WINDOW_H
    rater_shares: Mapping[str, float] = field(default_factory=lambda: _NO_RATERS)

    def __post_init__(self) -> None:
        total = sum(self.rater_shares.values())
        if self.rater_shares and abs(total - 1) > SHARE_TOLERANCE:
            raise InputError("metrics.rater_shares", total=total)
        if not self.repeat_window_h > 0:
            raise InputError("metrics.repeat_window", hours=self.repeat_window_h)
