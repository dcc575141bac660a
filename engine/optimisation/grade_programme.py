"""Programmes about staying in grade: fewest changes with integers, and the nearest shares.

Owns the rows; the forms are ``grade_forms``', the order in which programmes are asked is
``grade_changes``'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.domain.texts import Text
from engine.optimisation.extremes import extremes
from engine.optimisation.grade_forms import BandForms
from engine.optimisation.program import (
    LinearProgram,
    Rows,
    Sense,
    SparseRows,
    sparse,
    stacked,
    with_own,
)
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule

Floats: TypeAlias = NDArray[np.float64]

NEVER = 1e-10  # a form that passes 0 by less than this is at 0: arithmetic
_NO_NAME = Text("", "")


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What the extremes of the forms say of n agents over a set of weights.

    Parameters
    ----------
    least_low, greatest_high
        (n,), how far an agent can fall below the grade (< 0) and rise above it (> 0).
    must
        (n,), True where no weights keep the grade.
    open
        (n,), True where some weights keep it and some may not.
    """

    least_low: Floats
    greatest_high: Floats
    must: NDArray[np.bool_]
    open: NDArray[np.bool_]

    def of(self, agents: NDArray[np.intp]) -> "Outlook":
        """Return what is said of some agents."""
        return Outlook(
            self.least_low[agents], self.greatest_high[agents], self.must[agents], self.open[agents]
        )


def outlook(forms: BandForms, admissible: AdmissibleSet, *, exact: bool = True) -> Outlook:
    """Return who must change, who cannot and who may, over the admissible sets off the grid.

    Where rules are not nested and ``exact`` is False, the bounds over those that are serve: they
    say "may" of some who must or cannot.
    """

    def is_open(least: Floats, greatest: Floats) -> NDArray[np.bool_]:
        return np.asarray(exact & (least < 0) & (greatest > 0))

    low = extremes(forms.low, admissible, is_open=is_open)
    high = extremes(forms.high, admissible, is_open=is_open)
    must = (low.greatest < -NEVER) | (high.least > NEVER)
    may = (low.least < 0) | (high.greatest > 0)
    return Outlook(low.least, high.greatest, must, may & ~must)


def narrowed(admissible: AdmissibleSet, lower: Floats, upper: Floats) -> AdmissibleSet:
    """Return the admissible sets whose shares lie between ``lower`` and ``upper``, (k,) each."""
    bounds = [
        WeightRule(kind, leaf, _NO_NAME, (place,), float(limits[place]))
        for place, leaf in enumerate(admissible.leaves)
        for kind, limits in ((RuleKind.FLOOR, lower), (RuleKind.CAP, upper))
    ]
    return replace(admissible, rules=(*admissible.rules, *bounds))


def fewest_program(
    forms: BandForms, seen: Outlook, admissible: AdmissibleSet, *, whole: bool = True
) -> LinearProgram:
    """Fewest of n agents who change grade: z_i = 1 lets agent i leave it.

    Variables are k shares (steps of the grid where there is one), then z (n,). ``low_i @ w +
    M_i z_i >= 0`` with M_i the least that form can be, never a large number: a solver's tolerance
    times M moves agents. ``whole`` False leaves all integers out: its least cost is a bound.
    """
    k, n = len(admissible.leaves), len(forms.low)
    step = step_of(admissible)
    falls, rises = np.flatnonzero(seen.least_low < 0), np.flatnonzero(seen.greatest_high > 0)
    below = with_own(step * forms.low[falls], k + falls, -seen.least_low[falls])
    above = with_own(step * forms.high[rises], k + rises, -seen.greatest_high[rises])
    return assembled(
        admissible,
        np.concatenate([np.zeros(k), np.ones(n)]),
        [
            (below, Sense.AT_LEAST, np.zeros(len(falls))),
            (above, Sense.AT_MOST, np.zeros(len(rises))),
        ],
        np.concatenate([np.full(k, whole and admissible.grid is not None), np.full(n, whole)]),
        np.ones(n),
    )


def nearest_program(
    target: Floats, admissible: AdmissibleSet, stays: BandForms | None = None
) -> LinearProgram:
    """Least L1 distance to a target (k,) of shares under which some agents stay in grade.

    Variables are k shares (steps of the grid where there is one), then k deviations.
    """
    k = len(target)
    step = step_of(admissible)
    own = k + np.arange(k)
    one, shares = np.ones(k), step * np.eye(k)
    rows = [
        (with_own(shares, own, one), Sense.AT_LEAST, target),
        (with_own(-shares, own, one), Sense.AT_LEAST, -target),
    ]
    if stays is not None:
        none = np.zeros(len(stays.low))
        rows.append((sparse(step * stays.low), Sense.AT_LEAST, none))
        rows.append((sparse(step * stays.high), Sense.AT_MOST, none))
    whole = np.concatenate([np.full(k, admissible.grid is not None), np.zeros(k, dtype=bool)])
    return assembled(admissible, np.concatenate([np.zeros(k), one]), rows, whole, one)


def assembled(
    admissible: AdmissibleSet,
    cost: Floats,
    further: Sequence[tuple[SparseRows, Sense, Floats]],
    whole: NDArray[np.bool_],
    upper: Floats,
) -> LinearProgram:
    """Return a programme over admissible shares and further variables 0..``upper``."""
    k, n = len(admissible.leaves), len(cost)
    step = step_of(admissible)
    rules = sparse(step * np.vstack([np.ones((1, k)), admissible.rows]))
    rows: Rows = stacked(n, rules, *(block for block, _, _ in further))
    senses = [Sense.EQUAL, *admissible.senses]
    for block, sense, _ in further:
        senses += [sense] * block.shape[0]
    return LinearProgram(
        cost=cost,
        rows=rows,
        senses=tuple(senses),
        limits=np.concatenate([[1.0], admissible.limits, *(limits for _, _, limits in further)]),
        lower=np.zeros(n),
        upper=np.concatenate([np.full(k, float(round(1 / step))), upper]),
        integer=whole,
    )


def step_of(admissible: AdmissibleSet) -> float:
    """Return the share that one unit of a programme's variable stands for."""
    return 1.0 if admissible.grid is None else admissible.grid


def shares_of(point: Floats, admissible: AdmissibleSet) -> Floats:
    """Return the shares (k,) of a programme's point, free of its arithmetic dust."""
    own = point[: len(admissible.leaves)]
    if admissible.grid is not None:
        return np.asarray((np.rint(own) + 0.0) / round(1 / admissible.grid), dtype=np.float64)
    clipped = np.clip(own, 0.0, 1.0) + 0.0  # no share of -0.0
    return np.asarray(clipped / clipped.sum(), dtype=np.float64)
