"""Levels that occur with one outcome only: the common separation, seen by counting.

Cheaper by far than the programme of :mod:`engine.evidence.separation`, and than a climb that
ends nowhere: fixed effects of agents with a few contacts are separated as a rule.
"""

import numpy as np

from engine.domain.specification import Transform
from engine.evidence.design import Design
from engine.evidence.separation import (
    SEPARATED,
    OneSidedRows,
    Separation,
    SeparationKind,
    widest_margin,
)

MOST_COLUMNS = 100  # beyond it the programme for complete separation takes minutes


def separated_levels(design: Design, rows: OneSidedRows) -> Separation | None:
    """Return the separation by single levels of flags, categories and fixed effects, if any.

    Parameters
    ----------
    rows
        Of the design. A level is separated where none of its rows holds the linear predictor
        up, or none holds it down: its own coefficient (for the reference: the others against
        it) goes to infinity.
    """
    terms = tuple(name for column in _discrete(design) for name in _alone(design, rows, column))
    if not terms:
        return None
    few = design.matrix.shape[1] <= MOST_COLUMNS
    complete = few and widest_margin(rows) > SEPARATED
    return Separation(SeparationKind.COMPLETE if complete else SeparationKind.QUASI, terms)


def _discrete(design: Design) -> tuple[str, ...]:
    """Return the columns of the table that enter as flags, categories or fixed effects."""
    terms = [entry.term for entry in design.columns]
    discrete = (Transform.FLAG, Transform.CATEGORY)
    return tuple(dict.fromkeys(t.column for t in terms if t and t.transform in discrete))


def _alone(design: Design, rows: OneSidedRows, column: str) -> list[str]:
    """Return the levels of a column that are held one way only."""
    levels = design.levels.get(column, ("0", "1"))
    codes = design.readings[column].astype(np.int64)
    up = np.bincount(codes, rows.holds_up, len(levels)) > 0
    down = np.bincount(codes, rows.holds_down, len(levels)) > 0
    seen = np.bincount(codes, minlength=len(levels)) > 0
    return [f"{column}={levels[code]}" for code in np.flatnonzero(seen & (up != down))]
