"""The evenest of all weight sets that are equally near: one greatest deviation after another."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.optimisation.distances import Distance, stacked
from engine.optimisation.nest import nest_of
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, WeightRule
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
    number = distance.levels
    nearness, kept = distance.cost(model), distance.rows(model)
    held = [Held(nearness, first.record.objective)]
    cost = np.zeros(model.columns)
    cost[model.level(number)] = 1.0
    model = model.face(first, nearness, (), kept)
    open_ = ~model.settled
    model = replace(model, admissible=_needed(model.admissible, open_))
    room = np.where(open_, 0.0, np.inf)
    stages = [first]
    while bool(open_.any()):
        deviations = model.deviations(distance.centre, np.where(open_, number, -1), room)
        more = stacked([kept, deviations])
        stage = model.stage(cost, held, more, chain)
        if stage is None:
            stages.append(unproven(stages[-1]))
            break
        stages.append(stage)
        bounded = np.flatnonzero(np.isfinite(room))
        duals = np.nan_to_num(stage.duals[-2 * len(bounded) :]).reshape(2, -1).sum(axis=0)
        reached = bounded[(duals > LEVEL_TOLERANCE) & open_[bounded]]
        if stage.record.objective <= LEVEL_TOLERANCE or not reached.size:
            break
        model = model.face(stage, cost, held, more)
        room[reached] = stage.record.objective
        open_[reached] = False
        room[open_ & model.settled] = np.inf
        open_ &= ~model.settled
    return model.shares(stages[-1].point), tuple(stages[1:])


def _needed(admissible: AdmissibleSet, open_: NDArray[np.bool_]) -> AdmissibleSet:
    """Return the set without bounds of settled leaves and those that tighter ones imply.

    For speed: a third of the rows is left where moves, floors and caps bound every leaf.
    """
    tightest: dict[tuple[int, Sense], WeightRule] = {}
    needed = []
    for rule in admissible.rules:
        if not rule.is_sum or len(rule.members) > 1:
            needed.append(rule)
        elif open_[rule.members[0]]:
            key = (rule.members[0], rule.sense)
            sign = -1.0 if rule.sense is Sense.AT_MOST else 1.0
            if key not in tightest or sign * rule.limit > sign * tightest[key].limit:
                tightest[key] = rule
    return replace(admissible, rules=(*needed, *tightest.values()))


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
