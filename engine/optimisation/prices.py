"""What a policy rule costs, in plain words: how much nearer a point more room would bring.

Owns the sentences and the programmes that check them; the shadow prices themselves are duals of
:mod:`engine.optimisation.closeness`.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from engine.domain.policy import Norm
from engine.domain.texts import Sentence
from engine.optimisation.closeness import Aim, BindingRule, ClosestWeights
from engine.optimisation.distances import Distance
from engine.optimisation.program import Sense
from engine.optimisation.rules import AdmissibleSet, WeightRule
from engine.optimisation.share_model import share_model
from engine.optimisation.solver import CHAIN, SolverChoice, solve

POINT = 0.01  # a percentage point of share
NO_PRICE = 1e-7  # smaller shadow prices are arithmetic
PRICE_TOLERANCE = 1e-6  # relative difference at which a whole point's gain is the price's
PERCENT = 100.0
_PRICE = "measure.optimisation.price"


def price_sentences(
    found: ClosestWeights,
    aims: Sequence[Aim],
    norm: Norm,
    admissible: AdmissibleSet,
    *,
    chain: Sequence[SolverChoice] = CHAIN,
) -> tuple[Sentence, ...]:
    """Price of each binding rule in words, in the order of ``found.binding``.

    Parameters
    ----------
    found, aims, norm, admissible
        The answer and what was asked; one aim with trust 1 for the blend.

    Notes
    -----
    The least distance is convex in a rule's limit, so a point more room shortens it by at most
    the shadow price times a point. Each costly rule is relaxed by a point and the programme
    solved again, without the grid: where the gain is the full price the sentence says so, where
    another rule takes over within the point it gives the gain of the whole point and the price as
    the most, and where other rules hold at the same place it says that more room here alone gains
    nothing (a fixed group share, when all the others are fixed too).
    """
    unit = _unit(aims, norm)
    if all(not _costs(each) for each in found.binding):
        return tuple(_without_cost(each) for each in found.binding)
    now = _least(aims, norm, admissible, chain)
    return tuple(
        _sentence(each, now - _with_room(each.rule, aims, norm, admissible, chain), unit)
        if _costs(each)
        else _without_cost(each)
        for each in found.binding
    )


def _costs(binding: BindingRule) -> bool:
    return binding.shadow_price is not None and binding.shadow_price > NO_PRICE


def _without_cost(binding: BindingRule) -> Sentence:
    return Sentence(f"{_PRICE}.{'nothing' if binding.shadow_price is not None else 'not_proven'}")


def _sentence(binding: BindingRule, gain: float, unit: str) -> Sentence:
    """Return what a point of room gains; ``points`` of distance for a whole point of room."""
    price = binding.shadow_price or 0.0
    values = {"points": max(0.0, PERCENT * gain), "most": price * PERCENT * POINT}
    if gain <= price * POINT * PRICE_TOLERANCE:  # -inf where nothing is admissible any more
        return Sentence(f"{_PRICE}.alone", values)
    whole = gain >= price * POINT * (1 - PRICE_TOLERANCE)
    return Sentence(f"{_PRICE}.{unit}{'' if whole else '_at_most'}", values)


def _unit(aims: Sequence[Aim], norm: Norm) -> str:
    """Return what the distance is called: of one aim by its norm, else the weighted sum."""
    if len(aims) == 1 and aims[0].trust == 1:
        return "total" if norm is Norm.L1 else "greatest"
    return "weighted"


def _least(
    aims: Sequence[Aim], norm: Norm, admissible: AdmissibleSet, chain: Sequence[SolverChoice]
) -> float:
    """Return the least distance without the grid; inf where nothing is admissible."""
    trusted = [aim for aim in aims if aim.trust > 0]
    targets = np.stack([aim.weights.aligned(admissible.leaves).shares for aim in trusted])
    distance = Distance(targets, np.array([aim.trust for aim in trusted]), norm)
    model = share_model(admissible, distance.breaks, levels=distance.levels)
    program = model.program(distance.cost(model), (), distance.rows(model))
    return solve(program, chain=chain).record.objective


def _with_room(
    rule: WeightRule,
    aims: Sequence[Aim],
    norm: Norm,
    admissible: AdmissibleSet,
    chain: Sequence[SolverChoice],
) -> float:
    """Return the least distance with a point more room at a rule, to its better side."""
    ways = {Sense.AT_LEAST: (-POINT,), Sense.AT_MOST: (POINT,), Sense.EQUAL: (-POINT, POINT)}
    relaxed = [
        tuple(
            replace(each, limit=each.limit + way) if each == rule else each
            for each in admissible.rules
        )
        for way in ways[rule.sense]
    ]
    return min(_least(aims, norm, replace(admissible, rules=rules), chain) for rules in relaxed)
