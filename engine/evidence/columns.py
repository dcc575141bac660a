"""The columns of a design matrix: which terms, levels, bands and products, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from engine.domain.specification import Role, Specification, Term, Transform
from engine.errors import InputError, MethodError
from engine.evidence.factors import Factor, Raw
from engine.evidence.transforms import band_name, column_name, parts

INTERCEPT = "intercept"
SHOWN_LEVELS = 8
MOST_LEVELS = 500  # of a fixed effect, each a column of its own


@dataclass(frozen=True, slots=True)
class DesignColumn:
    """One column of the matrix: the product of its factors; none make the intercept.

    ``fixed_effect`` names the column of the table where the column is one of its intercepts.
    """

    name: str
    factors: tuple[Factor, ...] = ()
    fixed_effect: str = ""

    @property
    def term(self) -> Term | None:
        """The term of a column with a single factor, else None."""
        return self.factors[0].term if len(self.factors) == 1 else None

    @property
    def level(self) -> str:
        """The level or band of a column with a single factor, else empty."""
        return self.factors[0].level if len(self.factors) == 1 else ""

    def reads(self, column: str) -> bool:
        """Whether one of the factors reads a column of the table."""
        return any(factor.column == column for factor in self.factors)

    def values(self, readings: Mapping[str, Raw]) -> NDArray[np.float64] | float:
        """Return the column (n,) at raw values by column; 1.0 for the intercept."""
        product_so_far: NDArray[np.float64] | float = 1.0
        for factor in self.factors:
            product_so_far = product_so_far * factor.values(readings[factor.column])
        return product_so_far

    def slope(self, readings: Mapping[str, Raw], column: str) -> NDArray[np.float64] | float:
        """Return the derivative (n,) of the column by one column of the table."""
        total: NDArray[np.float64] | float = 0.0
        for place, factor in enumerate(self.factors):
            if factor.column != column:
                continue
            part = factor.slope(readings[column])
            for other in (*self.factors[:place], *self.factors[place + 1 :]):
                part = part * other.values(readings[other.column])
            total = total + part
        return total


def design_columns(
    specification: Specification, levels: Mapping[str, tuple[str, ...]]
) -> tuple[DesignColumn, ...]:
    """Return the columns in order: intercept, terms, interactions, fixed effects.

    Parameters
    ----------
    levels
        By column, the levels of the categories and fixed effects.

    Raises
    ------
    InputError
        ``evidence.reference_unknown``, ``evidence.interaction`` (a pair that is not of two
        different term columns), ``evidence.fixed_effect_levels`` (more than 500).
    MethodError
        ``evidence.constant_term`` for a category or fixed effect with one level.
    """
    own = [column for term in specification.terms for column in _term_columns(term, levels)]
    products = [column for pair in specification.interactions for column in _products(pair, own)]
    fixed = [
        column
        for name in specification.fixed_effects
        for column in _fixed_effect_columns(name, levels[name])
    ]
    return (DesignColumn(INTERCEPT), *own, *products, *fixed)


def _term_columns(term: Term, levels: Mapping[str, tuple[str, ...]]) -> list[DesignColumn]:
    if term.transform is Transform.CATEGORY:
        return _level_columns(term, levels[term.column])
    banded = term.transform is Transform.BANDS
    return [
        DesignColumn(
            column_name(term, part),
            (Factor(term, part, band_name(term, part) if banded else ""),),
        )
        for part in parts(term)
    ]


def _level_columns(term: Term, levels: Sequence[str], fixed_effect: str = "") -> list[DesignColumn]:
    if len(levels) == 1:
        raise MethodError("evidence.constant_term", term=term.column)
    reference = term.reference or levels[0]
    if reference not in levels:
        raise InputError(
            "evidence.reference_unknown",
            column=term.column,
            reference=reference,
            levels=", ".join(levels[:SHOWN_LEVELS]),
        )
    told = replace(term, reference=reference)
    return [
        DesignColumn(f"{term.column}={level}", (Factor(told, code, level),), fixed_effect)
        for code, level in enumerate(levels)
        if level != reference
    ]


def _fixed_effect_columns(name: str, levels: Sequence[str]) -> list[DesignColumn]:
    if len(levels) > MOST_LEVELS:
        raise InputError(
            "evidence.fixed_effect_levels", column=name, levels=len(levels), most=MOST_LEVELS
        )
    return _level_columns(Term(name, Role.CONFOUNDER, Transform.CATEGORY), levels, name)


def _products(pair: tuple[str, str], own: Sequence[DesignColumn]) -> list[DesignColumn]:
    first, second = ([column for column in own if column.reads(name)] for name in pair)
    if not first or not second or pair[0] == pair[1]:
        known = ", ".join(dict.fromkeys(c.factors[0].column for c in own))
        raise InputError("evidence.interaction", pair=" x ".join(pair), known=known)
    return [
        DesignColumn(f"{a.name}:{b.name}", (*a.factors, *b.factors))
        for a, b in product(first, second)
    ]
