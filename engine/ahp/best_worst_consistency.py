"""How far the answers of the best-worst method contradict each other.

The weights that follow from them are left to ``ahp.best_worst``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

import numpy as np

from engine.ahp.best_worst import least_deviation, others
from engine.domain.elicitation import BestWorst
from engine.domain.texts import Finding, Sentence

FEWEST, MOST = 3, 9  # items for which thresholds were published


@dataclass(frozen=True, slots=True)
class BestWorstConsistency:
    """How consistent the answers of one best-worst elicitation are.

    Parameters
    ----------
    consistency_index
        Greatest deviation of the non-linear form that the answer a_BW allows.
    output_ratio
        Least deviation of the non-linear form / ``consistency_index``; None where the index is
        0 and the deviation is not.
    input_ratio
        0 when consistent; None where a_BW is 1 and other answers are not.
    input_threshold
        Published limit of ``input_ratio``; None where none was published.
    beyond_worst
        Items said to lie further from the best than the worst does, or further from the worst
        than the best does: best or worst is then not what it was said to be.
    """

    consistency_index: float
    output_ratio: float | None
    input_ratio: float | None
    input_threshold: float | None
    beyond_worst: tuple[str, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader of the weights must know."""
        found = []
        if self.beyond_worst:
            told = {"items": ", ".join(self.beyond_worst)}
            found.append(Finding("caution", Sentence("finding.best_worst.beyond", told)))
        ratio, limit = self.input_ratio, self.input_threshold
        if ratio is not None and limit is not None and ratio > limit:
            values = {"ratio": ratio, "limit": limit}
            found.append(Finding("caution", Sentence("finding.best_worst.inconsistent", values)))
        return tuple(found)


def best_worst_consistency(given: BestWorst) -> BestWorstConsistency:
    """Return how consistent the answers are, before any weights are found from them.

    References
    ----------
    Rezaei, J. (2015), Best-worst multi-criteria decision-making method, Omega 53, 49-57, for the
    output-based ratio; Liang, F., Brunelli, M., Rezaei, J. (2020), Consistency issues in the best
    worst method: measurements and thresholds, Omega 96, 102175, for the input-based one.
    """
    a_bj, a_jw, a_bw = others(given)
    index = consistency_index(a_bw)
    contradiction = float(np.abs(a_bj * a_jw - a_bw).max(initial=0.0))
    furthest = np.maximum(given.best_to_others, given.others_to_worst)
    return BestWorstConsistency(
        consistency_index=index,
        output_ratio=_ratio(least_deviation(a_bj, a_jw, a_bw), index),
        input_ratio=_ratio(contradiction, a_bw**2 - a_bw),
        input_threshold=input_threshold(a_bw, len(given.items)),
        beyond_worst=tuple(
            item for item, far in zip(given.items, furthest, strict=True) if far > a_bw
        ),
    )


def consistency_index(best_to_worst: float) -> float:
    """Return the consistency index of the answer a_BW: the non-linear form's greatest deviation.

    Parameters
    ----------
    best_to_worst
        a_BW, from 1.

    Notes
    -----
    The smaller root of xi^2 - (1 + 2 a_BW) xi + (a_BW^2 - a_BW) = 0: the deviation when every
    other item is said to be a_BW times from the best and a_BW times from the worst.

    References
    ----------
    Rezaei (2015), where it is tabulated for the whole numbers 1 to 9.

    Examples
    --------
    >>> [round(consistency_index(a), 2) for a in (1, 2, 3, 8, 9)]
    [0.0, 0.44, 1.0, 4.47, 5.23]
    """
    a = best_to_worst
    half = (1 + 2 * a) / 2
    # the product of the two roots over the greater one: the smaller one without cancellation
    return (a**2 - a) / (half + sqrt(half**2 - (a**2 - a)))


def input_threshold(best_to_worst: float, items: int) -> float | None:
    """Return the published limit of the input-based ratio, None where there is none.

    Parameters
    ----------
    best_to_worst
        a_BW; thresholds are for the whole numbers 2 to 9 (0 for 2).
    items
        n; thresholds are for 3 to 9.

    References
    ----------
    Liang, Brunelli and Rezaei (2020), table 3.
    """
    row = _THRESHOLDS.get(best_to_worst)
    return row[items - FEWEST] if row and FEWEST <= items <= MOST else None


_THRESHOLDS: Mapping[float, tuple[float, ...]] = MappingProxyType(
    {
        2: (0.0,) * 7,
        3: (0.1667,) * 7,
        4: (0.1121, 0.1529, 0.1898, 0.2206, 0.2527, 0.2577, 0.2683),
        5: (0.1354, 0.1994, 0.2306, 0.2546, 0.2716, 0.2844, 0.2960),
        6: (0.1330, 0.1990, 0.2643, 0.3044, 0.3144, 0.3221, 0.3262),
        7: (0.1294, 0.2457, 0.2819, 0.3029, 0.3144, 0.3251, 0.3403),
        8: (0.1309, 0.2521, 0.2958, 0.3154, 0.3408, 0.3620, 0.3657),
        9: (0.1359, 0.2681, 0.3062, 0.3337, 0.3517, 0.3620, 0.3662),
    }
)


def _ratio(part: float, whole: float) -> float | None:
    """Return part / whole; 0 / 0 is 0 (nothing deviates), anything else / 0 is unknown."""
    if whole:
        return part / whole
    return None if part else 0.0
