"""Knots and bands that lie outside a column's values are refused by name."""

import numpy as np
import pytest

from engine.domain.specification import Role, Term, Transform
from engine.errors import InputError
from engine.evidence.term_ranges import check_reach

VALUES = np.array([5.0, 40.0, np.nan, 400.0])
LABELS = np.arange(2, 6)


def spline(*knots: float) -> Term:
    return Term("x", Role.LEVER, Transform.SPLINE, knots=knots)


def bands(*edges: float) -> Term:
    return Term("x", Role.LEVER, Transform.BANDS, edges=edges)


@pytest.mark.parametrize(
    ("term", "told"),
    [
        (spline(1, 5000, 6000), r"knots_outside .*knots='5000', low=5.0, high=400.0"),
        (bands(0, 500, 900), r"empty_band .*bands='\[500, 900\), \[900, inf\)', low=5.0"),
        (bands(30, 100), r"below_bands .*edge=30.*rows=1, value=5.0, first='2'"),
    ],
)
def test_what_lies_outside_is_named(term: Term, told: str) -> None:
    with pytest.raises(InputError, match=told):
        check_reach(VALUES, term, LABELS)


@pytest.mark.parametrize("term", [spline(0, 50, 1000), bands(0, 30, 100), Term("x", Role.LEVER)])
def test_what_lies_inside_passes(term: Term) -> None:
    check_reach(VALUES, term, LABELS)
    check_reach(np.array([np.nan]), term, LABELS[:1])
