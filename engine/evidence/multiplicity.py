"""Many tests at once: adjusted p-values, and the effects of a whole plan adjusted together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.domain.evidence_figures import EffectReport
from engine.domain.specification import Role
from engine.errors import InputError

Floats = NDArray[np.float64]

ADJUSTED_KINDS = frozenset({"slope", "discrete", "hazard_ratio"})


def bonferroni(p_values: Floats) -> Floats:
    """Return (m,) p-values times m, at most 1: holds the chance of any false rejection."""
    return np.minimum(_checked(p_values) * len(p_values), 1.0)


def holm(p_values: Floats) -> Floats:
    """Return (m,) p-values adjusted by Holm's step-down: as Bonferroni, never weaker.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    m = len(p_values)
    order = np.argsort(_checked(p_values), kind="stable")
    adjusted = np.empty(m)
    adjusted[order] = np.maximum.accumulate((m - np.arange(m)) * p_values[order])
    return np.minimum(adjusted, 1.0)


def benjamini_hochberg(p_values: Floats) -> Floats:
    """Return (m,) p-values adjusted so that the false-discovery rate holds.

    For tests that are independent or positively dependent.

    References
    ----------
    Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    return _stepped_up(p_values, 1.0)


def benjamini_yekutieli(p_values: Floats) -> Floats:
    """Return (m,) p-values adjusted so that the false-discovery rate holds under any dependence.

    References
    ----------
    Benjamini and Yekutieli (2001), Annals of Statistics 29, 1165-1188.
    """
    return _stepped_up(p_values, float((1.0 / np.arange(1, len(p_values) + 1)).sum()))


def holm_rejections(p_values: Floats, level: float) -> NDArray[np.bool_]:
    """Return which hypotheses Holm's step-down procedure rejects at a family-wise level.

    Parameters
    ----------
    p_values
        (m,) in [0, 1].
    level
        Family-wise error, in (0, 1).
    """
    m = len(p_values)
    order = np.argsort(_checked(p_values), kind="stable")
    passes = p_values[order] <= level / (m - np.arange(m))
    rejected = np.zeros(m, dtype=np.bool_)
    rejected[order] = np.logical_and.accumulate(passes)
    return rejected


def adjusted_effects(effects: Sequence[EffectReport]) -> tuple[EffectReport, ...]:
    """Return the effects with Benjamini and Hochberg's p-values over the levers of all outcomes.

    One family: each lever's effect on each outcome of the plan, once (:func:`own_effects`).
    Those rows get ``p_adjusted``, all others None. A row without a p-value (nan) is no test and
    stays out.
    """
    family = [
        place
        for place in own_effects(effects)
        if effects[place].role == Role.LEVER.value and not np.isnan(effects[place].p_value)
    ]
    adjusted = benjamini_hochberg(np.array([effects[place].p_value for place in family]))
    by_place = dict(zip(family, adjusted.tolist(), strict=True))
    return tuple(
        replace(effect, p_adjusted=by_place.get(place)) for place, effect in enumerate(effects)
    )


def own_effects(effects: Sequence[EffectReport]) -> list[int]:
    """Return the places of the terms' own effects: none that says another one again.

    Slopes, discrete changes and hazard ratios; a row by band only where the metric has no row
    without one, because its term is in bands itself.
    """
    own = [place for place, effect in enumerate(effects) if effect.kind in ADJUSTED_KINDS]
    whole = {_metric(effects[j]) for j in own if not effects[j].band}
    return [j for j in own if not effects[j].band or _metric(effects[j]) not in whole]


def _metric(effect: EffectReport) -> tuple[str, str]:
    return effect.fit, effect.metric


def _stepped_up(p_values: Floats, penalty: float) -> Floats:
    """Return ``min over larger p of penalty x m / rank x p``, at most 1."""
    m = len(p_values)
    order = np.argsort(_checked(p_values), kind="stable")[::-1]
    ranks = np.arange(m, 0, -1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum.accumulate(penalty * m / ranks * p_values[order])
    return np.minimum(adjusted, 1.0)


def _checked(p_values: Floats) -> Floats:
    """Return p-values that are some: a nan would pass every comparison in silence."""
    if not bool(((p_values >= 0) & (p_values <= 1)).all()):
        raise InputError("evidence.p_values", values=", ".join(f"{p:g}" for p in p_values))
    return p_values
