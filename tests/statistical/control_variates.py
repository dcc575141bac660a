"""A mean made sharper by quantities of the same replications whose means are known exactly.

Lavenberg, S. S., Welch, P. D. (1981). A perspective on the use of control variables to increase the
efficiency of Monte Carlo simulations. Management Science 27(3), 322-335: the intercept of the
regression of the values on the controls, less their known means, with t of n - k - 1 degrees.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

SAME = 1e-9  # relative: less is rounding


def controlled_mean(
    values: NDArray[np.float64],
    controls: NDArray[np.float64],
    known_means: NDArray[np.float64],
    false_alarm: float,
) -> tuple[float, float]:
    """Return estimate and half width of the mean of (n,) values, given (n, k) controls.

    A control that is the same in every replication tells nothing and is left out.
    """
    varying = np.ptp(controls, axis=0) > SAME * np.abs(known_means)
    apart = (controls - known_means)[:, varying] / known_means[varying]
    design = np.column_stack((np.ones(values.size), apart))
    coefficients, *_ = np.linalg.lstsq(design, values)
    residuals = values - design @ coefficients
    degrees = values.size - design.shape[1]
    variance = residuals @ residuals / degrees * np.linalg.inv(design.T @ design)[0, 0]
    return float(coefficients[0]), float(stdtrit(degrees, 1 - false_alarm / 2) * variance**0.5)
