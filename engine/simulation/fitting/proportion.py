"""A share with its size and interval."""

from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``n``, with Wilson's 95 % interval; nan without any."""

    count: int
    n: int
    value: float
    low: float
    high: float


def share(count: int, n: int) -> Share:
    """Return a share with Wilson's score interval (Wilson 1927, JASA 22)."""
    if n == 0:
        return Share(0, 0, float("nan"), 0.0, 1.0)
    p, z2 = count / n, _Z**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Share(count, n, p, max(0.0, middle - half), min(1.0, middle + half))
