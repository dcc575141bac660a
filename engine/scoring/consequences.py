"""Consequences: what a change of grade does to a month's pay under the scheme's pay rule.

Owns the arithmetic of proposals; nothing here decides, and the amounts are the scheme's.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.indicators import PayRule
from engine.errors import InputError
from engine.scoring.grades import NO_GRADE


def monthly_pay(
    grades: Sequence[str], base_pay_cny: NDArray[np.float64], rule: PayRule
) -> NDArray[np.float64]:
    """Pay of one month by grade, (a,), CNY; nan without a grade.

    Parameters
    ----------
    grades
        a labels of the pay rule's coefficients; the empty label for no grade.
    base_pay_cny
        (a,), > 0; nan where unknown.

    Raises
    ------
    InputError
        ``pay.unknown_grade`` for a label without a coefficient, ``pay.base_pay`` when the number
        of agents differs or a base pay is negative.

    Notes
    -----
    Base pay times the grade's coefficient, for that month alone. A cut stops at ``floor_cny``; it
    leaves base pay that lies below the floor as it is, and a floor never raises pay.
    """
    if base_pay_cny.shape != (len(grades),) or bool((base_pay_cny < 0).any()):
        raise InputError("pay.base_pay", agents=len(grades), shape=str(base_pay_cny.shape))
    unknown = sorted(set(grades) - set(rule.coefficient) - {NO_GRADE})
    if unknown:
        raise InputError("pay.unknown_grade", grades=", ".join(unknown))
    coefficients = np.array([rule.coefficient.get(grade, np.nan) for grade in grades])
    lowest = np.minimum(base_pay_cny, rule.floor_cny)
    paid = base_pay_cny * coefficients
    return np.asarray(np.where(coefficients < 1, np.maximum(paid, lowest), paid))


def pay_changes(
    grades_before: Sequence[str],
    grades_after: Sequence[str],
    base_pay_cny: NDArray[np.float64],
    rule: PayRule,
) -> NDArray[np.float64]:
    """Change of the month's pay when grades change, (a,), CNY; nan where either is unknown.

    Raises
    ------
    InputError
        As :func:`monthly_pay`.
    """
    after = monthly_pay(grades_after, base_pay_cny, rule)
    return after - monthly_pay(grades_before, base_pay_cny, rule)


def pay_change_draws(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    grades: GradeRule,
    base_pay_cny: NDArray[np.float64],
    rule: PayRule,
) -> NDArray[np.float64]:
    """Change of the team's pay in one month in each joint draw, (m,), CNY.

    Parameters
    ----------
    before, after
        (m, a) score draws of two weight sets from one call of
        :func:`engine.scoring.stability.score_draws`.
    base_pay_cny
        (a,); agents without a base pay (nan) or a score count nothing.

    Raises
    ------
    InputError
        As :func:`monthly_pay`.
    """
    by_grade = np.stack(
        [monthly_pay([label] * len(base_pay_cny), base_pay_cny, rule) for label in grades.labels]
    )
    agents = np.arange(len(base_pay_cny))
    ranks_before, ranks_after = grades.ranks(before), grades.ranks(after)
    change = by_grade[ranks_after, agents] - by_grade[ranks_before, agents]
    unscored = (ranks_before < 0) | (ranks_after < 0)
    return np.asarray(np.nansum(np.where(unscored, np.nan, change), axis=1), dtype=np.float64)
