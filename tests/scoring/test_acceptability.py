"""Acceptability of ranks and grades: by hand, against a plain loop, and the published case."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.domain.grades import GradeRule
from engine.domain.tables import ScoreTable
from engine.domain.texts import Sentence
from engine.errors import InputError
from engine.scoring import acceptability as acceptability_module
from engine.scoring.acceptability import (
    Acceptability,
    Asked,
    acceptability,
    acceptability_part,
)
from engine.scoring.grades import grade_shares
from engine.scoring.movements import ranks
from engine.scoring.scorecards import effective_shares
from engine.scoring.weight_samples import polytope_of, uniform_weights

NAN = float("nan")
RULE = GradeRule((80.0, 60.0), ("A", "B", "C"))
CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "optimisation.json").read_text(encoding="utf-8")
)


def table_of(rows: list[list[float]] | NDArray[np.float64]) -> ScoreTable:
    scores = np.array(rows, dtype=np.float64)
    agents = tuple(f"A{place}" for place in range(len(scores)))
    return ScoreTable(agents, tuple(f"x{k}" for k in range(scores.shape[1])), scores)


def random_table(rng: np.random.Generator, a: int, k: int, missing: float) -> ScoreTable:
    scores = rng.integers(40, 100, (a, k)).astype(np.float64)
    scores[rng.random((a, k)) < missing] = NAN
    return table_of(scores)


@pytest.mark.statistical
@pytest.mark.parametrize(
    "case", [c for c in CASES if c["kind"] == "smaa_first_rank"], ids=lambda c: str(c["id"])
)
def test_reference_case_of_first_ranks(case: dict[str, Any]) -> None:
    """50,000 independent draws: standard error 0.0022; 0.01 has a false alarm of 6e-6."""
    given_, expected = case["input"], case["expected"]
    table = table_of(given_["X"])
    everything = polytope_of(np.zeros((0, 2)), [], np.zeros(0))
    draws = uniform_weights(everything, np.random.default_rng(618), 50_000)

    found = acceptability(table, draws, Asked())

    assert found.ranks[:, 0] == pytest.approx(expected["p_first"], abs=case["tol"])
    assert found.errors == pytest.approx(0.0022, abs=1e-4)


def by_hand() -> tuple[ScoreTable, NDArray[np.float64]]:
    """Four draws: scores 90 75 60 60, 70 75 80 80, and a third agent only with x0: 65 always."""
    table = table_of([[90, 60], [70, 80], [65, NAN]])
    return table, np.array([[1.0, 0], [0.5, 0.5], [0, 1.0], [0, 1.0]])


def test_four_draws_by_hand() -> None:
    table, draws = by_hand()

    found = acceptability(table, draws, Asked(RULE))

    assert found.draws == 4
    assert found.ranks.tolist() == [[0.5, 0.5, 0], [0.75, 0.25, 0], [0, 0, 0.5]]
    assert found.grades.tolist() == [[0.25, 0.75, 0], [0.5, 0.5, 0], [0, 0.5, 0]]
    assert found.expected_ranks == pytest.approx([1.5, 1.25, 3])


def test_central_weights_are_means_of_the_draws_that_rank_first() -> None:
    table, draws = by_hand()

    found = acceptability(table, draws, Asked(RULE))

    assert found.central[:2] == pytest.approx(np.array([[0.75, 0.25], [0.5 / 3, 2.5 / 3]]))
    assert np.isnan(found.central[2]).all()
    assert found.central_by_grade[0] == pytest.approx([1 / 3, 2 / 3])
    assert found.central_by_grade[1] == pytest.approx([3.5 / 7, 3.5 / 7])
    assert np.isnan(found.central_by_grade[2]).all()


def test_part_of_the_report_leaves_out_what_never_occurs() -> None:
    table, draws = by_hand()
    origin = Sentence("measure.robustness.uniform", {"draws": 4})

    part = acceptability_part(table, acceptability(table, draws, Asked(RULE)), RULE, origin)

    assert part.agents[0].central == pytest.approx({"x0": 0.75, "x1": 0.25})
    assert part.agents[2].central is None
    assert list(part.central_by_grade) == ["A", "B"]
    assert part.agents[1].grades == (0.5, 0.5, 0)
    assert (part.draws, part.weights) == (4, origin)


def test_without_a_rule_there_are_no_grades() -> None:
    table, draws = by_hand()

    found = acceptability(table, draws, Asked())

    assert found.grades.shape == (3, 0)
    assert acceptability_part(table, found, None, Sentence("x")).central_by_grade == {}


def scores_under(table: ScoreTable, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    effective = effective_shares(weights[:, None, :], ~np.isnan(table.scores))
    totals = (effective * np.nan_to_num(table.scores)).sum(axis=-1)
    return np.asarray(np.where(effective.any(axis=-1), totals, np.nan))


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(0, 100_000), st.integers(1, 7), st.integers(1, 4))
def test_counts_equal_a_plain_loop_over_ranks(seed: int, a: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    table = random_table(rng, a, k, missing=0.3)
    weights = rng.dirichlet(np.ones(k), 12)
    scores = scores_under(table, weights)

    found = acceptability(table, weights, Asked(RULE, ranks=a))

    places = ranks(scores)
    expected = np.array([[(places[:, i] == r + 1).mean() for r in range(a)] for i in range(a)])
    assert found.ranks == pytest.approx(expected, abs=1e-12)
    assert found.grades == pytest.approx(grade_shares(RULE, scores), abs=1e-12)


def assert_same(one: Acceptability, other: Acceptability) -> None:
    for field in Acceptability.__slots__:
        assert getattr(one, field) == pytest.approx(getattr(other, field), nan_ok=True, abs=1e-9)


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.integers(0, 100_000), st.integers(2, 8))
def test_acceptabilities_sum_to_one(seed: int, a: int) -> None:
    rng = np.random.default_rng(seed)
    table = random_table(rng, a, 3, missing=0)

    found = acceptability(table, rng.dirichlet(np.ones(3), 20), Asked(RULE, ranks=a))

    assert found.ranks.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert found.grades.sum(axis=1) == pytest.approx(1, abs=1e-12)
    assert found.expected_ranks == pytest.approx(found.ranks @ np.arange(1, a + 1))


def test_blocks_give_what_one_block_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    table = random_table(rng, 9, 4, missing=0.2)
    weights = rng.dirichlet(np.ones(4), 50)
    at_once = acceptability(table, weights, Asked(RULE))
    monkeypatch.setattr(acceptability_module, "CELLS_AT_ONCE", 9 * 7)

    in_blocks = acceptability(table, weights, Asked(RULE))

    assert_same(at_once, in_blocks)


def test_only_the_asked_ranks_are_kept() -> None:
    table, draws = by_hand()

    found = acceptability(table, draws, Asked(ranks=1))

    assert found.ranks.tolist() == [[0.5], [0.75], [0]]
    assert found.expected_ranks == pytest.approx([1.5, 1.25, 3])


def test_nobody_scored_counts_nothing() -> None:
    found = acceptability(table_of([[NAN], [NAN]]), np.ones((3, 1)), Asked(RULE))

    assert not found.ranks.any()
    assert np.isnan(found.expected_ranks).all()


@pytest.mark.parametrize(
    "weights",
    [np.zeros((0, 2)), np.ones((3, 3)) / 3, np.array([[0.7, 0.7]]), np.array([[1.5, -0.5]]),
     np.array([[NAN, 1.0]]), np.ones(2) / 2],
)  # fmt: skip
def test_draws_that_are_no_weights_are_refused(weights: NDArray[np.float64]) -> None:
    with pytest.raises(InputError, match=r"robustness\.draws"):
        acceptability(table_of([[90, 60]]), weights, Asked())


def test_an_infinite_score_is_refused() -> None:
    with pytest.raises(InputError, match=r"robustness\.scores.*A1"):
        acceptability(table_of([[90, 60], [60, np.inf]]), np.array([[0.5, 0.5]]), Asked())
