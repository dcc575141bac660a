"""Best-worst weights: published cases, hand-worked ones, and agreement with the programmes."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy.optimize import linprog

from engine.ahp.best_worst import (
    best_worst_weights,
    least_deviation,
    linear_form,
    nonlinear_form,
    others,
)
from engine.domain.elicitation import BestWorst, BestWorstForm

FOLDER = Path(__file__).parents[1] / "cases"
AHP, OPTIMISATION = (
    json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("ahp", "optimisation")
)
CASES = {case["id"]: case for case in [*AHP["cases"], *OPTIMISATION]}
SOLVED = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def answers(
    best: int, worst: int, from_best: list[float], to_worst: list[float], form: str = "linear"
) -> BestWorst:
    items = tuple(str(number) for number in range(len(from_best)))
    vectors = (tuple(map(float, from_best)), tuple(map(float, to_worst)))
    return BestWorst(items, best, worst, *vectors, BestWorstForm(form))


def answers_of(id_: str, form: str = "linear") -> BestWorst:
    told = CASES[id_]["input"]
    from_best = told.get("BO") or told["best_to_others"]
    to_worst = told.get("OW") or told["others_to_worst"]
    return answers(told["best"], told["worst"], from_best, to_worst, form)


@st.composite
def elicitations(draw: st.DrawFn, form: str = "linear") -> BestWorst:
    n = draw(st.integers(2, 7))
    best, worst = draw(st.permutations(range(n)))[:2]
    from_best, to_worst = (draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)) for _ in "12")
    a_bw = draw(st.integers(1, 9))
    from_best[best] = to_worst[worst] = 1
    from_best[worst] = to_worst[best] = a_bw
    return answers(best, worst, [*from_best], [*to_worst], form)


def deviations(found: BestWorst) -> NDArray[np.float64]:
    """Return the rows d of the linear programme: |d w| <= xi."""
    n, rows = len(found.items), []
    for j in range(n):
        row = np.zeros(n)
        if j != found.best:
            row[found.best], row[j] = 1, -found.best_to_others[j]
            rows.append(row.copy())
        if j not in (found.best, found.worst):
            row[:] = 0
            row[j], row[found.worst] = 1, -found.others_to_worst[j]
            rows.append(row.copy())
    return np.array(rows)


def solved(found: BestWorst) -> tuple[NDArray[np.float64], float]:
    rows = deviations(found)
    n, ones = len(found.items), np.ones((len(rows), 1))
    bounds = np.block([[rows, -ones], [-rows, -ones]])
    total = np.append(np.ones(n), 0)[None]
    goal = np.append(np.zeros(n), 1)
    answer = linprog(
        goal, A_ub=bounds, b_ub=np.zeros(len(bounds)), A_eq=total, b_eq=[1], options=SOLVED
    )
    return answer.x[:n], float(answer.x[n])


def ratio_bounds(found: BestWorst, xi: float) -> NDArray[np.float64]:
    """Return the rows b of the non-linear form at a given xi: b w <= 0."""
    n, rows = len(found.items), []
    for j in range(n):
        pairs = [(found.best, j, found.best_to_others[j])] if j != found.best else []
        pairs += [(j, found.worst, found.others_to_worst[j])] if j != found.worst else []
        for above, below, ratio in pairs:
            for sign in (1, -1):
                row = np.zeros(n)
                row[above], row[below] = sign, -sign * (ratio + sign * xi)
                rows.append(row)
    return np.array(rows)


def least_share(found: BestWorst, xi: float, goal: NDArray[np.float64]) -> float | None:
    rows = ratio_bounds(found, xi)
    answer = linprog(
        goal, A_ub=rows, b_ub=np.zeros(len(rows)), A_eq=np.ones((1, len(goal))), b_eq=[1],
        options=SOLVED,
    )  # fmt: skip
    return float(answer.fun) if answer.status == 0 else None


class TestLinear:
    def test_the_example_of_rezaei_2016_is_reproduced(self) -> None:
        case = CASES["bwm-2016-ex1"]

        found = best_worst_weights(answers_of("bwm-2016-ex1"))

        assert_allclose(found.weights, case["expected"]["weights"], atol=5.1e-5)
        assert found.xi == pytest.approx(case["expected"]["xi_L"], abs=1e-15)

    @pytest.mark.parametrize("id_", ["bwm-consistent-3", "bwm-inconsistent-4"])
    def test_the_cases_in_fractions_are_exact(self, id_: str) -> None:
        expected = CASES[id_]["expected"]

        found = best_worst_weights(answers_of(id_))

        assert_allclose(found.weights, expected["weights"], rtol=1e-14)
        assert found.xi == pytest.approx(expected["xi"], abs=1e-15)

    def test_the_recomputed_transport_mode_is_reproduced(self) -> None:
        linear = CASES["bwm-2015-transport"]["recomputed"]["linear"]

        found = best_worst_weights(answers_of("bwm-2015-transport"))

        assert_allclose(found.weights, linear["w"], rtol=1e-13)
        assert found.xi == pytest.approx(linear["xi"], rel=1e-13)

    @given(found=elicitations())
    @settings(derandomize=True, deadline=None, max_examples=60)
    def test_the_closed_form_is_the_programmes_optimum(self, found: BestWorst) -> None:
        weights, xi = solved(found)

        closed = linear_form(found)

        assert_allclose(closed.weights, weights, atol=1e-9)
        assert closed.xi == pytest.approx(xi, abs=1e-10)

    @given(found=elicitations())
    @settings(derandomize=True, deadline=None, max_examples=200)
    def test_no_difference_deviates_by_more_than_xi(self, found: BestWorst) -> None:
        closed = linear_form(found)

        assert np.abs(deviations(found) @ closed.weights).max() <= closed.xi + 1e-15
        assert closed.weights.min() > 0
        assert closed.weights.sum() == pytest.approx(1, abs=1e-15)

    @given(found=elicitations(), seed=st.integers(0, 99))
    @settings(derandomize=True, deadline=None, max_examples=15)
    def test_no_other_weights_reach_xi(self, found: BestWorst, seed: int) -> None:
        closed = linear_form(found)
        rows = deviations(found)
        goal = np.random.default_rng(seed).normal(size=len(found.items))

        ends = [
            linprog(
                sign * goal,
                A_ub=np.vstack([rows, -rows]),
                b_ub=np.full(2 * len(rows), closed.xi),
                A_eq=np.ones((1, len(goal))),
                b_eq=[1],
                options=SOLVED,
            ).x
            for sign in (1, -1)
        ]

        assert_allclose(ends[0], ends[1], atol=1e-8)
        assert_allclose(closed.intervals, np.column_stack([ends[0], ends[0]]), atol=1e-8)


class TestNonlinear:
    def test_the_transport_mode_of_rezaei_2015_is_reproduced(self) -> None:
        case = CASES["bwm-2015-transport"]

        found = best_worst_weights(answers_of("bwm-2015-transport", "nonlinear"))

        assert_allclose(found.weights, case["expected"]["weights"], atol=1.1e-3)
        assert found.xi == pytest.approx(case["expected"]["xi_nonlinear"], abs=5.1e-3)
        assert_allclose(found.intervals, case["recomputed"]["nonlinear"]["intervals"], atol=1e-6)
        # by hand: p = 2 * 5, s = 2 + 5, xi^2 - 8 xi + 2 = 0
        assert found.xi == pytest.approx(4 - np.sqrt(14), rel=1e-14)

    def test_two_items_that_contradict_each_other_set_xi(self) -> None:
        # 3 * 4 and 1 * 2 lie on both sides of a_BW = 6: xi = (12 - 2) / (7 + 3) = 1, then
        # r = (3 - 1)(4 - 1) = (1 + 1)(2 + 1) = 6 and both items weigh 3 times the worst
        given_ = answers(0, 3, [1, 3, 1, 6], [6, 4, 2, 1], "nonlinear")

        found = best_worst_weights(given_)

        assert least_deviation(*others(given_)) == pytest.approx(1, rel=1e-15)
        assert_allclose(found.weights, np.array([6, 3, 3, 1]) / 13, rtol=1e-14)

    def test_an_item_that_contradicts_best_to_worst_sets_xi(self) -> None:
        # p = 16, s = 8, a_BW = 4: xi^2 - 9 xi + 12 = 0
        given_ = answers(0, 3, [1, 2, 4, 4], [4, 2, 4, 1], "nonlinear")

        assert best_worst_weights(given_).xi == pytest.approx((9 - np.sqrt(33)) / 2, rel=1e-14)

    @given(found=elicitations("nonlinear"))
    @settings(derandomize=True, deadline=None, max_examples=40)
    def test_nothing_fits_below_xi_and_something_at_xi(self, found: BestWorst) -> None:
        xi = nonlinear_form(found).xi
        goal = np.zeros(len(found.items))

        assert least_share(found, xi + 1e-7, goal) is not None
        assert xi < 1e-4 or least_share(found, xi - 1e-4, goal) is None

    @given(found=elicitations("nonlinear"), pick=st.integers(0, 6))
    @settings(derandomize=True, deadline=None, max_examples=40)
    def test_the_intervals_are_the_programmes_least_and_greatest(
        self, found: BestWorst, pick: int
    ) -> None:
        closed = nonlinear_form(found)
        item = pick % len(found.items)
        goal = np.eye(len(found.items))[item]

        least, minus_greatest = (
            least_share(found, closed.xi + 1e-9, sign * goal) for sign in (1, -1)
        )

        assert least is not None
        assert minus_greatest is not None
        assert_allclose(closed.intervals[item], [least, -minus_greatest], atol=2e-8)

    @given(found=elicitations("nonlinear"))
    @settings(derandomize=True, deadline=None, max_examples=200)
    def test_the_centres_reach_xi(self, found: BestWorst) -> None:
        closed = nonlinear_form(found)
        w = closed.weights

        from_best = np.abs(w[found.best] / w - found.best_to_others).max()
        to_worst = np.abs(w / w[found.worst] - found.others_to_worst).max()

        assert max(from_best, to_worst) <= closed.xi + 1e-13
        assert w.sum() == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("form", list(BestWorstForm))
@given(parts=st.lists(st.floats(1, 3), min_size=1, max_size=7))
@settings(derandomize=True, deadline=None)
def test_consistent_answers_give_back_their_weights(
    form: BestWorstForm, parts: list[float]
) -> None:
    weights = np.array([3.0, *parts, 1.0])
    n = len(weights)
    given_ = answers(0, n - 1, [*(3 / weights)], [*weights], form.value)

    found = best_worst_weights(given_)

    assert_allclose(found.weights, weights / weights.sum(), rtol=1e-12)
    assert found.xi == pytest.approx(0, abs=1e-14)
    assert_allclose(found.intervals[:, 1] - found.intervals[:, 0], 0, atol=1e-12)


@pytest.mark.parametrize("form", list(BestWorstForm))
@given(found=elicitations(), data=st.data())
@settings(derandomize=True, deadline=None)
def test_relabelling_permutes(form: BestWorstForm, found: BestWorst, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(found.items))))
    moved = answers(
        order.index(found.best),
        order.index(found.worst),
        [found.best_to_others[i] for i in order],
        [found.others_to_worst[i] for i in order],
        form.value,
    )
    still = answers(
        found.best, found.worst, [*found.best_to_others], [*found.others_to_worst], form.value
    )

    assert_allclose(
        best_worst_weights(moved).weights,
        best_worst_weights(still).weights[list(order)],
        rtol=1e-12,
    )


@pytest.mark.parametrize("form", list(BestWorstForm))
def test_two_items_share_as_they_were_judged(form: BestWorstForm) -> None:
    found = best_worst_weights(answers(1, 0, [4, 1], [1, 4], form.value))

    assert_allclose(found.weights, [0.2, 0.8], rtol=1e-15)
    assert found.xi == 0
