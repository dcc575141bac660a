"""The scale on which people judge, and the scale value nearest to a ratio."""

import numpy as np
from numpy.typing import NDArray

SAATY_GREATEST = 9
SAATY_VALUES: tuple[float, ...] = (
    *(1 / value for value in range(SAATY_GREATEST, 1, -1)),
    *(float(value) for value in range(1, SAATY_GREATEST + 1)),
)


def nearest_scale_value(ratios: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the value of Saaty's scale (1/9 .. 1 .. 9) nearest to each ratio.

    Distance is measured between logarithms, so that a ratio and its reciprocal are treated
    alike; at equal distance the smaller value is taken.

    Parameters
    ----------
    ratios
        Any shape, positive.

    Examples
    --------
    >>> import numpy as np
    >>> nearest_scale_value(np.array([2.4, 0.3, 40.0])).round(3).tolist()
    [2.0, 0.333, 9.0]
    """
    scale = np.array(SAATY_VALUES)
    distances = np.abs(np.log(ratios)[..., None] - np.log(scale))
    return np.asarray(scale[distances.argmin(axis=-1)], dtype=np.float64)


def ratio_text(ratio: float) -> str:
    """Return a ratio as people write it: ``1/7`` for the reciprocal of a whole number."""
    whole, reciprocal = round(ratio), round(1 / ratio)
    if abs(ratio - whole) < _SAME and whole:
        return str(whole)
    if abs(1 / ratio - reciprocal) < _SAME:
        return f"1/{reciprocal}"
    return f"{ratio:.3g}"


_SAME = 1e-9
