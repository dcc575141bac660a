"""The evenest of all weight sets that are equally near: one greatest deviation after another."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.distances import Distance, stacked
from engine.optimisation.nest import nest_of
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet
from engine.optimisation.share_model import Floats, Held, ShareModel, unproven
from engine.optimisation.solver import Solution, SolverChoice

LEVEL_TOLERANCE = 1e-9  # deviations and duals below this are none


def evenest(
    distance: Distance, model: ShareModel, first: Solution, chain: Sequence[SolverChoice]
) -> tuple[Floats, tuple[Solution, ...]]:
    """Shares with the evenest deviations from the centre among those of least distance.

    Parameters
    ----------
    distance, model
        The distance that was minimised, over a model without a grid and with one level more than
        the distance needs.
    first
        The proven least distance.

    Returns
    -------
    tuple
        The (k,) shares, unique, and the solutions of the stages that they took.

    Notes
    -----
    Two ways need no stage: an admissible aim is its own answer, and over nested rules the
    projection by water-filling (:meth:`engine.optimisation.nest.Nest.project`) is the evenest of
    all; it is taken when its distance is the proven least. Otherwise the greatest deviation is
    minimised with the distance held, then the greatest of the others, and so on: each stage
    settles the deviations whose rows have a positive dual, for these are at their level in every
    optimum of the stage. Deviations are convex, so that two sets with the same levels would have
    one between them that is evener: the answer is unique.
    """
    known = _without_stages(distance, model.admissible, first.record.objective)
    if known is not None:
        return known, ()
    return _level_by_level(distance, model, first, chain)


def _level_by_level(
    distance: Distance, model: ShareModel, first: Solution, chain: Sequence[SolverChoice]
) -> tuple[Floats, tuple[Solution, ...]]:
    """Return the shares and stages of the lexicographic minimum of the deviations."""
    number = distance.levels
    nearness, kept = distance.cost(model), distance.rows(model)
    held = [Held(nearness, first.record.objective)]
    cost = np.zeros(model.columns)
    cost[model.level(number)] = 1.0
    model = model.face(first, nearness, (), kept).narrowed()
    low, high = model.ranges
    # a deviation that no amount in the leaf's range has needs no row
    room = np.where(np.stack([low < distance.centre, high > distance.centre]), 0.0, np.inf)
    room[:, model.settled] = np.inf
    open_ = ~model.settled
    stages = [first]
    while bool(open_.any()):
        deviations = model.deviations(distance.centre, np.where(open_, number, -1), room)
        more = stacked([kept, deviations])
        stage = model.stage(cost, held, more, chain)
        if stage is None:
            stages.append(unproven(stages[-1]))
            break
        stages.append(stage)
        level = stage.record.objective
        reached = _reached(stage, room) & open_
        if level <= LEVEL_TOLERANCE or not bool(reached.any()):
            break
        model = model.face(stage, cost, held, more)
        settled_now = reached.any(axis=0)
        # the other way round a leaf whose share is known has nothing left to bound
        room[:, settled_now] = np.where(reached[:, settled_now], level, np.inf)
        open_ &= ~settled_now
        room[:, open_ & model.settled] = np.inf
        open_ &= ~model.settled
    return model.shares(stages[-1].point), tuple(stages[1:])


def _reached(stage: Solution, room: Floats) -> NDArray[np.bool_]:
    """Return the deviations (2, k) whose row has a positive dual."""
    reached = np.zeros(room.shape, dtype=np.bool_)
    rows = np.isfinite(room)
    duals = np.nan_to_num(stage.duals)
    reached[rows] = duals[len(duals) - int(rows.sum()) :] > LEVEL_TOLERANCE
    return reached


def _without_stages(distance: Distance, admissible: AdmissibleSet, least: float) -> Floats | None:
    """Return the answer where no programme is needed to know it."""
    if len(distance.aims) != 1:
        return None
    (aim,) = distance.aims
    if least <= LEVEL_TOLERANCE and _is_admissible(aim, admissible):
        return np.array(aim)
    nest = nest_of(admissible)
    if nest is None:
        return None
    (shares,) = nest.project(distance.aims)
    return shares if abs(distance.value(shares) - least) <= LEVEL_TOLERANCE else None


def _is_admissible(shares: Floats, admissible: AdmissibleSet) -> bool:
    excess = admissible.rows @ shares - admissible.limits
    senses = np.array(admissible.senses, dtype=str)
    broken = np.where(senses == Sense.AT_LEAST, -excess, excess)
    broken = np.where(senses == Sense.EQUAL, np.abs(excess), broken)
    return bool((broken <= LEVEL_TOLERANCE).all())
