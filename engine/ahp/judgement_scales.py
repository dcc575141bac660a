"""What the grades 1 to 9 are worth as ratios, on the judgement scales in use."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.ahp.scales import SAATY_GREATEST
from engine.domain.judgements import RECIPROCITY_TOLERANCE
from engine.errors import InputError

Grades: TypeAlias = NDArray[np.float64]


class JudgementScale(StrEnum):
    """How a grade becomes a ratio; the linear scale, Saaty's, takes the grade itself."""

    LINEAR = "linear"
    BALANCED = "balanced"
    GENERALISED_BALANCED = "generalised-balanced"
    INVERSE_LINEAR = "inverse-linear"
    POWER = "power"
    GEOMETRIC = "geometric"
    ROOT = "root"
    LOGARITHMIC = "logarithmic"


def scaled_ratios(grades: Grades, scale: JudgementScale, *, items: int) -> Grades:
    """Return the ratios that grades stand for on a judgement scale.

    Parameters
    ----------
    grades
        Any shape, from 1/9 to 9, nan where not answered; so a judgement matrix gives a judgement
        matrix. A grade below 1 is the reciprocal of what its own reciprocal stands for.
    items
        n >= 2, how many items are compared; the generalised balanced scale depends on it.

    Raises
    ------
    InputError
        ``ahp.grade`` for a grade outside 1/9 to 9.

    Notes
    -----
    With x from 1 to 9: balanced (9 + x) / (11 - x), which spaces the weights of two items evenly;
    generalised balanced (9 + (n - 1) x) / (9 + n - x), which spaces evenly the weight of one item
    graded x against each of n - 1 others; inverse linear 9 / (10 - x); power x ** 2; geometric
    2 ** (x - 1); root x ** 0.5; logarithmic log2(x + 1). Random indices are made for the linear
    scale: on another one a consistency ratio cannot be held against Saaty's limit.

    References
    ----------
    Goepel, K. D. (2019), Comparison of judgment scales of the analytical hierarchy process: a new
    approach, Int. J. Information Technology and Decision Making 18, 445-463.
    Salo, A. A., Hamalainen, R. P. (1997), On the measurement of preferences in the analytic
    hierarchy process, J. Multi-Criteria Decision Analysis 6, 309-319: the balanced scale.

    Examples
    --------
    >>> import numpy as np
    >>> balanced = scaled_ratios(np.array([1.0, 5.0, 1 / 9]), JudgementScale.BALANCED, items=2)
    >>> balanced.round(4).tolist()
    [1.0, 2.3333, 0.1111]
    """
    greatest = SAATY_GREATEST * (1 + RECIPROCITY_TOLERANCE)
    outside = (grades < 1 / greatest) | (grades > greatest)
    if outside.any():
        raise InputError("ahp.grade", value=float(grades[outside][0]), greatest=SAATY_GREATEST)
    above = np.minimum(SAATY_GREATEST, np.maximum(grades, 1 / grades))
    ratios = _formula(scale, items)(above)
    return np.where(grades < 1, 1 / ratios, ratios)


def _formula(scale: JudgementScale, items: int) -> Callable[[Grades], Grades]:
    if scale is JudgementScale.GENERALISED_BALANCED:
        return lambda x: _balanced(x, items)
    return _FORMULAS[scale]


def _balanced(x: Grades, n: int) -> Grades:
    return (9 + (n - 1) * x) / (9 + n - x)


_FORMULAS: Mapping[JudgementScale, Callable[[Grades], Grades]] = MappingProxyType(
    {
        JudgementScale.LINEAR: lambda x: x,
        JudgementScale.BALANCED: lambda x: _balanced(x, 2),
        JudgementScale.INVERSE_LINEAR: lambda x: 9 / (10 - x),
        JudgementScale.POWER: lambda x: x**2,
        JudgementScale.GEOMETRIC: lambda x: 2 ** (x - 1),
        JudgementScale.ROOT: np.sqrt,
        JudgementScale.LOGARITHMIC: lambda x: np.log2(x + 1),
    }
)
