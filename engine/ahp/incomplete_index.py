"""Random indices of judgement matrices with gaps.

Saaty's index is the mean inconsistency of complete matrices filled at random. A gap is filled so
that it agrees with the answers as well as it can, which makes random matrices with gaps less
inconsistent too, nearly in proportion to the number of gaps. A matrix with gaps is therefore
compared with random ones that have as many.
"""

from collections.abc import Mapping
from types import MappingProxyType

from engine.errors import InputError


def incomplete_random_index(items: int, missing: int, complete: float) -> float:
    """Return the mean least consistency index of random matrices with gaps.

    Parameters
    ----------
    items
        n >= 3.
    missing
        m gaps, 0 <= m <= (n - 1)(n - 2) / 2.
    complete
        The random index of n items without gaps.

    Returns
    -------
    float
        0 when m = (n - 1)(n - 2) / 2: the answers are then a spanning tree, no answer can
        contradict another, and a ratio of 0 tells nothing.

    Raises
    ------
    InputError
        ``ahp.too_many_gaps`` when so few answers cannot link all items.

    Notes
    -----
    n = 4 to 10 from the table below; beyond it the straight line from the complete matrix to the
    spanning tree, RI(n) (1 - 2 m / ((n - 1)(n - 2))). Within the table the line errs by 0.012 at
    n = 4 and by 0.031 at n = 10, where it is too low, so that the ratio is on the strict side.

    The table: the mean over random matrices of the least (lambda_max - n) / (n - 1) that any
    positive values in the gaps allow. Each answer is one of 1/9 .. 9 with equal probability, each
    set of m gaps that leaves all items linked is as likely. n = 4 is exact (all matrices counted);
    n = 5 to 10 are means of 200,000 down to 20,000 matrices with standard errors of at most
    0.0011 (``benchmarks/incomplete_random_index.py``). The idea is Agoston and Csato's; where the
    gaps are kept within 1/9 .. 9, which no completion here does, the index is higher: 0.584 and
    not 0.577 for 4 items and 1 gap.

    References
    ----------
    Agoston, K. C., Csato, L. (2022), Inconsistency thresholds for incomplete pairwise comparison
    matrices, Omega 108, 102576.
    """
    most = (items - 1) * (items - 2) // 2
    if missing > most:
        raise InputError("ahp.too_many_gaps", items=items, missing=missing, most=most)
    if missing == 0:
        return complete
    if missing == most:
        return 0.0
    if items in _SIMULATED:
        return _SIMULATED[items][missing - 1]
    return complete * (1 - missing / most)


# from one gap to one fewer than leaves a spanning tree
_SIMULATED: Mapping[int, tuple[float, ...]] = MappingProxyType(
    {
        4: (0.5774, 0.2844),
        5: (0.9240, 0.7360, 0.5475, 0.3603, 0.1771),
        6: (1.1271, 1.0057, 0.8802, 0.7556, 0.6284, 0.5003, 0.3711, 0.2443, 0.1200),
        7: (
            *(1.2564, 1.1709, 1.0840, 0.9973, 0.9095, 0.8187, 0.7311, 0.6371, 0.5446, 0.4525),
            *(0.3598, 0.2688, 0.1761, 0.0864),
        ),
        8: (
            *(1.3419, 1.2794, 1.2162, 1.1524, 1.0873, 1.0229, 0.9564, 0.8906, 0.8250, 0.7591),
            *(0.6877, 0.6192, 0.5512, 0.4798, 0.4111, 0.3396, 0.2700, 0.1999, 0.1321, 0.0639),
        ),
        9: (
            *(1.4021, 1.3533, 1.3053, 1.2564, 1.2073, 1.1582, 1.1088, 1.0580, 1.0080, 0.9568),
            *(0.9061, 0.8546, 0.8025, 0.7500, 0.6980, 0.6456, 0.5927, 0.5375, 0.4832, 0.4295),
            *(0.3726, 0.3182, 0.2632, 0.2082, 0.1542, 0.1004, 0.0494),
        ),
        10: (
            *(1.4475, 1.4086, 1.3709, 1.3307, 1.2928, 1.2538, 1.2145, 1.1764, 1.1357, 1.0964),
            *(1.0567, 1.0170, 0.9757, 0.9357, 0.8945, 0.8552, 0.8150, 0.7728, 0.7321, 0.6878),
            *(0.6449, 0.6024, 0.5592, 0.5160, 0.4742, 0.4309, 0.3860, 0.3406, 0.2986, 0.2529),
            *(0.2096, 0.1654, 0.1230, 0.0791, 0.0393),
        ),
    }
)
