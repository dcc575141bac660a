"""Necessary and possible preference: the reference case, draws, and what must always hold."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.domain.tables import ScoreTable
from engine.domain.texts import Text
from engine.errors import InputError, MethodError
from engine.optimisation import preference as preference_module
from engine.optimisation.preference import pair_ranges, preference_part, preferences
from engine.optimisation.rules import AdmissibleSet, RuleKind, WeightRule
from engine.optimisation.solver import CBC, HIGHS
from engine.scoring.acceptability import Asked, acceptability
from engine.scoring.movements import ranks
from engine.scoring.weight_samples import polytope_of, uniform_weights

NAN = float("nan")
NAME = Text("甲", "a")
CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "optimisation.json").read_text(encoding="utf-8")
)


def table_of(rows: NDArray[np.float64] | list[list[float]]) -> ScoreTable:
    scores = np.array(rows, dtype=np.float64)
    agents = tuple(f"A{place}" for place in range(len(scores)))
    return ScoreTable(agents, tuple(f"x{k}" for k in range(scores.shape[1])), scores)


def box(low: NDArray[np.float64], high: NDArray[np.float64], *more: WeightRule) -> AdmissibleSet:
    leaves = tuple(f"x{place}" for place in range(len(low)))
    rules = [
        WeightRule(kind, leaf, NAME, (place,), float(limits[place]))
        for kind, limits in ((RuleKind.FLOOR, low), (RuleKind.CAP, high))
        for place, leaf in enumerate(leaves)
    ]
    return AdmissibleSet("p", leaves, (*rules, *more))


def order(higher: int, lower: int, gap: float = 0.0) -> WeightRule:
    return WeightRule(RuleKind.ORDER, f"x{higher}", NAME, (higher, lower), gap, (1.0, -1.0))


@pytest.mark.parametrize(
    "case", [c for c in CASES if c["kind"] == "robust_difference"], ids=lambda c: str(c["id"])
)
def test_reference_case(case: dict[str, Any]) -> None:
    given_, expected = case["input"], case["expected"]
    table = table_of([given_["a"], given_["b"]])
    admissible = box(np.array(given_["lo"]), np.array(given_["hi"]))

    ranges = pair_ranges(table, admissible, [("A0", "A1")])
    found = preferences(table, admissible)

    assert ranges.least[0] == pytest.approx(expected["min"], abs=case["tol"])
    assert ranges.greatest[0] == pytest.approx(expected["max"], abs=case["tol"])
    assert found.never_behind is not None
    assert bool(found.never_behind[0, 1]) is expected["necessary"]
    part = preference_part(found)
    assert (part.pairs, part.necessary, part.possible, part.undecided) == (2, 1, 1, 0)
    assert part.examples[0][:2] == ("A0", "A1")
    assert part.examples[0][2:] == pytest.approx((1.0, 4.2), abs=case["tol"])


def test_an_equal_pair_is_necessary_both_ways() -> None:
    found = preferences(table_of([[90, 60], [90, 60]]), box(np.zeros(2), np.ones(2)))

    assert (found.necessary, found.possible) == (2, 2)
    assert found.best_ranks.tolist() == found.worst_ranks.tolist() == [1, 1]


def test_a_pair_that_can_swap_is_possible_both_ways() -> None:
    found = preferences(table_of([[90, 60], [70, 75]]), box(np.zeros(2), np.ones(2)))

    assert (found.necessary, found.possible) == (0, 2)
    assert found.best_ranks.tolist() == [1, 1]
    assert found.worst_ranks.tolist() == [2, 2]


def test_leaves_are_aligned_by_label() -> None:
    admissible = box(np.array([0.3, 0.2, 0.2]), np.array([0.5, 0.5, 0.5]))
    turned = ScoreTable(("a", "b"), ("x2", "x0", "x1"), np.array([[70.0, 90, 66], [70, 80, 70]]))

    assert pair_ranges(turned, admissible, [("a", "b")]).least == pytest.approx([1.0])


@pytest.mark.parametrize("chain", [(HIGHS,), (CBC,)])
def test_linear_programmes_decide_what_the_bounds_leave_open(chain: tuple[Any, ...]) -> None:
    """With w0 >= w1 the first leads by 20 w0 - 20 w1 >= 0; without that rule it may not."""
    table = table_of([[80, 60, 70], [60, 80, 70]])
    admissible = box(np.zeros(3), np.ones(3), order(0, 1))

    decided = preferences(table, admissible, chain=chain)
    bounded = preferences(table, admissible, programmes=0, chain=chain)

    assert (decided.necessary, decided.undecided) == (1, 0)
    assert (bounded.necessary, bounded.undecided, bounded.possible) == (0, 1, 2)
    assert decided.ahead.tolist() == [1, 0]
    assert decided.behind.tolist() == [0, 1]
    assert decided.never_behind is not None
    assert decided.never_behind[0, 1]


def test_pairs_that_lack_different_leaves_are_counted_and_cautious() -> None:
    """50 always against 60 to 90: necessary by the extremes. 65 always: open."""
    table = table_of([[90, 60], [50, NAN], [65, NAN]])

    found = preferences(table, box(np.zeros(2), np.ones(2)))

    assert found.bounded == 4
    assert found.never_behind is not None
    assert found.never_behind.tolist() == [
        [False, True, False], [False, False, False], [False, True, False]
    ]  # fmt: skip
    assert found.examples == ()


def test_an_agent_without_a_score_is_in_no_pair() -> None:
    found = preferences(table_of([[90, 60], [NAN, NAN], [50, 50]]), box(np.zeros(2), np.ones(2)))

    assert found.pairs == 2
    assert found.best_ranks.tolist() == [1, 0, 2]
    assert [one.agent for one in preference_part(found).agents] == ["A0", "A2"]


def test_many_agents_are_counted_without_the_relations(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    table = table_of(rng.uniform(40, 100, (20, 3)))
    admissible = box(np.full(3, 0.2), np.full(3, 0.5))
    kept = preferences(table, admissible)
    monkeypatch.setattr(preference_module, "MATRIX_AGENTS", 10)
    monkeypatch.setattr(preference_module, "PAIRS_AT_ONCE", 60)

    counted = preferences(table, admissible)

    assert counted.never_behind is None
    assert (counted.necessary, counted.possible) == (kept.necessary, kept.possible)
    assert counted.worst_ranks.tolist() == kept.worst_ranks.tolist()
    assert counted.examples == kept.examples
    assert kept.never_behind is not None
    assert kept.never_behind.sum() == kept.necessary
    assert kept.can_lead is not None
    assert kept.can_lead.sum() == kept.possible


def test_other_leaves_are_refused() -> None:
    table = ScoreTable(("a",), ("x0", "other"), np.array([[1.0, 2]]))

    with pytest.raises(InputError, match=r"weights\.other_indicators.*other, x1"):
        preferences(table, box(np.zeros(2), np.ones(2)))


def test_an_infinite_score_is_refused() -> None:
    with pytest.raises(InputError, match=r"robustness\.scores.*A0"):
        preferences(table_of([[np.inf, 1]]), box(np.zeros(2), np.ones(2)))


def test_an_unknown_agent_is_named() -> None:
    with pytest.raises(InputError, match=r"robustness\.unknown_agent.*B7"):
        pair_ranges(table_of([[1, 2]]), box(np.zeros(2), np.ones(2)), [("A0", "B7")])


def test_an_empty_set_is_said() -> None:
    with pytest.raises(MethodError, match=r"policy\.infeasible"):
        preferences(table_of([[1, 2]]), box(np.full(2, 0.6), np.ones(2)))


def random_set(rng: np.random.Generator, k: int, *, wide: float) -> AdmissibleSet:
    centre = rng.dirichlet(np.ones(k) * 3)
    first, *_, last = np.argsort(-centre).tolist()
    more = [order(first, last)] if rng.random() < 0.5 else []
    return box(centre * (1 - wide), np.minimum(centre * (1 + wide), 1.0), *more)


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.integers(0, 100_000), st.integers(2, 5), st.sampled_from([0.0, 0.2]))
def test_necessary_pairs_and_rank_bounds_hold_in_every_draw(
    seed: int, k: int, missing: float
) -> None:
    rng = np.random.default_rng(seed)
    admissible = random_set(rng, k, wide=0.4)
    scores = rng.integers(40, 100, (7, k)).astype(np.float64)
    scores[rng.random((7, k)) < missing] = NAN
    table = table_of(scores)
    polytope = polytope_of(admissible.rows, admissible.senses, admissible.limits)
    draws = uniform_weights(polytope, rng, 60)

    found = preferences(table, admissible)

    assert found.never_behind is not None
    seen = acceptability(table, draws, Asked(ranks=7))
    with np.errstate(invalid="ignore"):  # agents without any score are in no pair
        drawn = draws @ np.nan_to_num(scores).T / (draws @ ~np.isnan(scores).T)
    for first, second in np.argwhere(found.never_behind):
        assert (drawn[:, first] >= drawn[:, second] - 1e-9).all()
    for agent, (best, worst) in enumerate(zip(found.best_ranks, found.worst_ranks, strict=True)):
        taken = np.flatnonzero(seen.ranks[agent]) + 1
        assert ((best <= taken) & (taken <= worst)).all()


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(0, 100_000), st.integers(2, 5))
def test_a_wider_set_adds_no_necessary_pair_and_loses_no_possible_one(seed: int, k: int) -> None:
    table = table_of(np.random.default_rng(seed).integers(40, 100, (8, k)).astype(np.float64))

    narrow, wide = (
        preferences(table, random_set(np.random.default_rng(seed), k, wide=width))
        for width in (0.2, 0.5)
    )

    assert narrow.never_behind is not None
    assert wide.never_behind is not None
    assert narrow.can_lead is not None
    assert wide.can_lead is not None
    assert not (wide.never_behind & ~narrow.never_behind).any()
    assert not (narrow.can_lead & ~wide.can_lead).any()


def test_one_weight_set_leaves_the_ranking() -> None:
    rng = np.random.default_rng(3)
    weights = rng.dirichlet(np.ones(4))
    table = table_of(rng.uniform(40, 100, (9, 4)))

    found = preferences(table, box(weights, weights))

    expected = ranks(table.scores @ weights)
    assert found.best_ranks.tolist() == found.worst_ranks.tolist() == expected.tolist()
    assert found.undecided == 0
