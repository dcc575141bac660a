"""Ratings from several sides (self, supervisor, others) combined into one value per leaf.

Owns the raters' shares; they apply to rated leaves only: a measured leaf has one value, and to
let people vote on it is an error.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from engine.domain.indicators import Scheme, Source
from engine.errors import Fault, InputError

Ratings = Mapping[str, Mapping[str, NDArray[np.float64]]]


def combined_ratings(ratings: Ratings, scheme: Scheme) -> dict[str, NDArray[np.float64]]:
    """Values of the rated leaves: the raters' values weighted by their shares.

    Parameters
    ----------
    ratings
        {rater's id: {indicator: (a,) values in the indicator's unit, nan where not rated}}.
    scheme
        Names the raters with their shares.

    Returns
    -------
    dict
        {indicator: (a,)}. Where a rater gave no value to an agent, the others' shares are scaled
        to sum to one; nan where nobody rated.

    Raises
    ------
    InputError
        ``raters.invalid`` with a fault for every unknown rater, unknown leaf, measured leaf and
        column of another length.
    """
    faults = _faults(ratings, scheme)
    if faults:
        raise InputError("raters.invalid", faults, scheme=scheme.id)
    rated = dict.fromkeys(leaf for given in ratings.values() for leaf in given)
    return {leaf: _combined(ratings, scheme, leaf) for leaf in rated}


def _combined(ratings: Ratings, scheme: Scheme, leaf: str) -> NDArray[np.float64]:
    total = np.zeros(_agents(ratings))
    weight = np.zeros_like(total)
    for rater in scheme.raters:
        given = ratings.get(rater.id, {}).get(leaf)
        if given is None:
            continue
        total += rater.share * np.nan_to_num(given)
        weight += np.where(np.isnan(given), 0.0, rater.share)
    return np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0)


def _agents(ratings: Ratings) -> int:
    return next((len(values) for given in ratings.values() for values in given.values()), 0)


def _faults(ratings: Ratings, scheme: Scheme) -> list[Fault]:
    raters = {rater.id for rater in scheme.raters}
    agents = _agents(ratings)
    faults = [
        Fault("raters.unknown_rater", rater, rater, {"known": ", ".join(sorted(raters))})
        for rater in ratings
        if rater not in raters
    ]
    for rater, given in ratings.items():
        for leaf, values in given.items():
            faults += _leaf_faults(scheme, f"{rater}.{leaf}", leaf, len(values) - agents)
    return faults


def _leaf_faults(scheme: Scheme, place: str, leaf: str, surplus: int) -> list[Fault]:
    if leaf not in scheme.tree.leaf_ids:
        return [Fault("raters.unknown_leaf", place, leaf, {"indicator": leaf})]
    faults = []
    if scheme.tree.leaf(leaf).source is Source.MEASURED:
        faults.append(Fault("raters.measured_leaf", place, leaf, {"indicator": leaf}))
    if surplus:
        faults.append(Fault("raters.length", place, f"{surplus:+d}", {"indicator": leaf}))
    return faults
