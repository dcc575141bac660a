"""Bounds of leads: against linear programmes of another route, nested and not."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.domain.texts import Text
from engine.errors import MethodError
from engine.optimisation.leads import Leads
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule

NAN = float("nan")
NAME = Text("甲", "a")


def admissible_of(
    low: NDArray[np.float64], high: NDArray[np.float64], *more: WeightRule
) -> AdmissibleSet:
    leaves = tuple(f"x{place}" for place in range(len(low)))
    rules = [
        WeightRule(kind, leaf, NAME, (place,), float(limits[place]))
        for kind, limits in ((RuleKind.FLOOR, low), (RuleKind.CAP, high))
        for place, leaf in enumerate(leaves)
    ]
    return AdmissibleSet("p", leaves, (*rules, *more))


def order(higher: int, lower: int, gap: float) -> WeightRule:
    return WeightRule(RuleKind.ORDER, f"x{higher}", NAME, (higher, lower), gap, (1.0, -1.0))


def group(members: tuple[int, ...], share: float) -> WeightRule:
    return WeightRule(RuleKind.GROUP_FIXED, "g", NAME, members, share)


def least_by_scipy(form: NDArray[np.float64], admissible: AdmissibleSet) -> float:
    senses = np.array([sense.value for sense in admissible.senses])
    sign = np.where(senses == ">=", -1.0, 1.0)
    rows, limits = sign[:, None] * admissible.rows, sign * admissible.limits
    equal = senses == "="
    found = linprog(
        form,
        rows[~equal],
        limits[~equal],
        np.vstack([np.ones(len(form)), rows[equal]]),
        np.concatenate([[1.0], limits[equal]]),
        bounds=(0, 1),
    )
    return float(found.fun)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("kind", ["nested", "ordered", "overlapping"])
def test_bounds_hold_the_least_lead_and_settle_its_sign_where_nested(seed: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    centre = rng.dirichlet(np.ones(5) * 4)
    first, *_, last = np.argsort(-centre).tolist()
    more = {
        "nested": [group((0, 1), float(centre[:2].sum()))],
        "ordered": [order(first, last, float(centre[first] - centre[last]) / 2)],
        "overlapping": [
            group((0, 1), float(centre[:2].sum())),
            group((1, 2), float(centre[1:3].sum())),
        ],
    }[kind]
    admissible = admissible_of(centre * 0.4, np.minimum(centre * 1.6, 1.0), *more)
    scores = rng.uniform(40, 100, (6, 5))

    leads = Leads(scores, admissible)
    found = leads.least(np.arange(6))

    for i, j in np.argwhere(~np.eye(6, dtype=bool)).tolist():
        least = least_by_scipy(scores[i] - scores[j], admissible)
        assert found.proven[i, j] <= least + 1e-7
        assert found.seen[i, j] >= least - 1e-7
        if kind == "nested" and abs(least) > 1e-6:
            assert (found.proven[i, j] > 0) == (least > 0)
            assert (found.proven[i, j] > 0) or (found.seen[i, j] < 0)
    assert np.isnan(np.diag(found.proven)).all()


def test_ranges_are_exact_under_rules_that_do_not_nest() -> None:
    admissible = admissible_of(np.zeros(3), np.ones(3), order(0, 1, 0.1), order(1, 2, 0.0))
    scores = np.array([[90.0, 60, 30], [60, 70, 80]])

    found = Leads(scores, admissible).ranges(np.array([[0, 1], [1, 0]]))

    least = least_by_scipy(scores[0] - scores[1], admissible)
    assert found.least == pytest.approx([least, -30], abs=1e-9)
    assert found.greatest == pytest.approx([30, -least], abs=1e-9)


def test_rows_with_different_gaps_are_bounded_by_their_extremes() -> None:
    """Agent 0 scores between 60 and 90; agent 1 has only x0 and scores 50 always."""
    admissible = admissible_of(np.zeros(2), np.ones(2))
    scores = np.array([[90.0, 60], [50, NAN], [40, NAN]])

    leads = Leads(scores, admissible)
    found = leads.least(np.arange(3))

    assert found.proven[0, 1] == pytest.approx(10)
    assert found.differ.tolist() == [
        [False, True, True],
        [True, False, False],
        [True, False, False],
    ]
    assert found.proven[2, 1] <= 0
    ranges = leads.ranges(np.array([[0, 1]]))
    assert (ranges.least[0], ranges.greatest[0]) == pytest.approx((10, 40))


def test_an_agent_that_no_admissible_weights_score_is_in_no_pair() -> None:
    """x1 is a red line: its share is 0, and the second agent has nothing else."""
    red = WeightRule(RuleKind.RED_LINE, "x1", NAME, (1,), 0.0)
    admissible = admissible_of(np.zeros(3), np.ones(3), red)

    leads = Leads(np.array([[90.0, 60, 70], [NAN, 80, NAN], [NAN, NAN, NAN]]), admissible)

    assert leads.scored.tolist() == [True, False, False]
    assert np.isnan(leads.least(np.arange(3)).proven).all()


@pytest.mark.parametrize("more", [[], [order(0, 1, 0.2)]])
def test_an_empty_set_is_said(more: list[WeightRule]) -> None:
    admissible = admissible_of(np.array([0.6, 0.6]), np.ones(2), *more)

    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        Leads(np.array([[90.0, 60]]), admissible)
