"""Sets that cover rows of gains: all of them, each once."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.optimisation.covering import CoverRows, covers


def members(batches: list[np.ndarray]) -> list[tuple[int, ...]]:
    return [tuple(np.flatnonzero(one).tolist()) for batch in batches for one in batch]


def rows_of(gains: np.ndarray) -> CoverRows:
    rows = CoverRows(gains.shape[1])
    rows.add(gains)
    return rows


def test_a_set_covers_a_row_when_its_gains_reach_one() -> None:
    rows = rows_of(np.array([[0.5, 0.5, 1.0], [0.0, 1.0, 0.0]]))
    sets = np.array([[True, True, False], [False, False, True], [False, True, True]])

    assert rows.covered(sets).tolist() == [True, False, True]


def test_pairs_that_cover_are_found() -> None:
    rows = rows_of(np.array([[0.6, 0.6, 0.4, 0.0]]))

    found = list(covers(rows, 2, np.ones(4, dtype=np.bool_)))

    assert sorted(members(found)) == [(0, 1), (0, 2), (1, 2)]


def test_only_candidates_are_chosen() -> None:
    rows = rows_of(np.array([[1.0, 1.0, 1.0, 1.0]]))

    found = list(covers(rows, 2, np.array([True, False, True, True])))

    assert sorted(members(found)) == [(0, 2), (0, 3), (2, 3)]


def test_no_set_is_large_enough() -> None:
    rows = rows_of(np.array([[0.3, 0.3, 0.3]]))

    assert members(list(covers(rows, 3, np.ones(3, dtype=np.bool_)))) == []


def test_without_rows_every_set_is_a_cover() -> None:
    found = list(covers(CoverRows(3), 2, np.ones(3, dtype=np.bool_)))

    assert sorted(members(found)) == [(0, 1), (0, 2), (1, 2)]


@settings(derandomize=True, deadline=None, max_examples=80)
@given(st.integers(0, 2**32 - 1))
def test_every_cover_is_met_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, size = int(rng.integers(3, 11)), int(rng.integers(1, 5))
    gains = rng.uniform(0, 1, (int(rng.integers(1, 40)), p)) * (rng.random(p) < 0.8)
    gains = gains[gains.max(axis=1) > 0] if gains.any() else np.ones((1, p))
    rows = rows_of(gains)

    found = members(list(covers(rows, size, np.ones(p, dtype=np.bool_))))

    expected = [
        chosen
        for chosen in combinations(range(p), size)
        if (gains[:, list(chosen)].sum(axis=1) >= 1 - 1e-12).all()
    ]
    assert sorted(found) == expected


@settings(derandomize=True, deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_rows_added_on_the_way_count_from_then_on(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p, size = 9, 3
    rows = rows_of(rng.uniform(0, 1, (1, p)))
    found: list[tuple[int, ...]] = []

    for batch in covers(rows, size, np.ones(p, dtype=np.bool_)):
        assert rows.covered(batch).all()
        found += members([batch])
        rows.add(rng.uniform(0, 1, (1, p)))

    assert len(found) == len(set(found))
    lasting = {
        chosen
        for chosen in combinations(range(p), size)
        if (rows.gains[:, list(chosen)].sum(axis=1) >= 1 - 1e-12).all()
    }
    assert lasting <= set(found)
