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
    spanning tree, RI(n) (1 - 2 m / ((n - 1)(n - 2))). Within the table the line errs by at most
    0.012 at n = 4 and 0.042 at n = 10. It is too low, most so next to the spanning tree (0.041
    for 0.083 at n = 10, m = 35), so that the ratio is on the strict side.

    The table follows Agoston and Csato: the mean over random matrices of the least
    (lambda_max - n) / (n - 1) that values within 1/9 .. 9 in the gaps allow. Each answer is one of
    the 17 values 1/9 .. 9 with equal probability, each set of m gaps that leaves all items linked
    is as likely. n = 4 is exact (all matrices counted); n = 5 to 10 are means of 200,000 down to
    16,000 matrices with standard errors of at most 0.0012
    (``benchmarks/incomplete_random_index.py``). The bounds matter: any positive values in the gaps
    would give 0.577 and not 0.583 for 4 items and 1 gap. Because of them the mean does not vanish
    at a spanning tree either (0.059 for 5 items), but no ratio is formed there.

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
        4: (0.5833, 0.3061),
        5: (0.9250, 0.7393, 0.5559, 0.3785, 0.2117),
        6: (1.1273, 1.0063, 0.8816, 0.7584, 0.6339, 0.5099, 0.3877, 0.2712, 0.1611),
        7: (
            *(1.2566, 1.1710, 1.0848, 0.9980, 0.9102, 0.8201, 0.7337, 0.6414, 0.5505, 0.4625),
            *(0.3747, 0.2912, 0.2078, 0.1301),
        ),
        8: (
            *(1.3418, 1.2792, 1.2162, 1.1517, 1.0871, 1.0235, 0.9560, 0.8909, 0.8252, 0.7604),
            *(0.6913, 0.6223, 0.5570, 0.4876, 0.4217, 0.3540, 0.2888, 0.2272, 0.1669, 0.1090),
        ),
        9: (
            *(1.4018, 1.3534, 1.3052, 1.2561, 1.2073, 1.1588, 1.1085, 1.0583, 1.0084, 0.9577),
            *(0.9061, 0.8555, 0.8029, 0.7519, 0.6982, 0.6478, 0.5956, 0.5428, 0.4907, 0.4377),
            *(0.3831, 0.3319, 0.2815, 0.2321, 0.1841, 0.1368, 0.0940),
        ),
        10: (
            *(1.4475, 1.4083, 1.3708, 1.3308, 1.2925, 1.2540, 1.2148, 1.1764, 1.1352, 1.0965),
            *(1.0566, 1.0172, 0.9758, 0.9363, 0.8941, 0.8553, 0.8162, 0.7728, 0.7337, 0.6887),
            *(0.6457, 0.6047, 0.5615, 0.5202, 0.4794, 0.4372, 0.3948, 0.3515, 0.3123, 0.2694),
            *(0.2308, 0.1902, 0.1540, 0.1167, 0.0834),
        ),
    }
)
