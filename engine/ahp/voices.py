"""What each respondent's voice counts: respondents' weights as shares of the whole panel."""

import numpy as np
from numpy.typing import NDArray

from engine.errors import InputError


def voice_shares(respondent_weights: NDArray[np.float64], respondents: int) -> NDArray[np.float64]:
    """Return each respondent's share of all weights: (k,), sum 1, or all 0 when all weigh 0.

    Parameters
    ----------
    respondent_weights
        (k,), finite, >= 0; who has weight 0 has no voice.
    respondents
        k, the number of rows the weights belong to.

    Raises
    ------
    InputError
        ``group.respondent_weights`` for another number of weights, or one that is negative or
        not finite.
    """
    usable = np.isfinite(respondent_weights) & (respondent_weights >= 0)
    if respondent_weights.shape != (respondents,) or not usable.all():
        told = str(respondent_weights.tolist())
        raise InputError("group.respondent_weights", weights=told, respondents=respondents)
    total = respondent_weights.sum()
    return np.asarray(respondent_weights / total if total else respondent_weights, dtype=float)
