"""Bins of time, presences cut at their edges, largest numbers, and unions: against counting."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.simulation.measuring.time_bins import (
    TimeBins,
    largest_number,
    seconds_and_presence,
    union_of,
)

EDGES = np.array([0.0, 10.0, 25.0, 30.0])
BINS = TimeBins(EDGES)
spans = st.lists(st.tuples(st.integers(-5, 40), st.integers(0, 20)), max_size=30)


def ends_of(drawn: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    starts = np.array([float(start) for start, _ in drawn])
    return starts, starts + np.array([float(length) for _, length in drawn])


def test_bins_are_closed_at_their_start_only() -> None:
    found = BINS.bin_of(np.array([-1.0, 0.0, 9.999, 10.0, 29.0, 30.0, np.inf]))

    assert found.tolist() == [-1, 0, 0, 1, 2, 3, 3]


@settings(derandomize=True, deadline=None)
@given(
    edges=st.lists(st.floats(0, 1e6), min_size=2, max_size=40, unique=True),
    times=st.lists(st.floats(-10, 2e6), max_size=50),
)
def test_bins_are_those_of_a_binary_search(edges: list[float], times: list[float]) -> None:
    ordered = np.sort(np.array(edges))
    both = np.array([*times, *ordered, *np.nextafter(ordered, -1.0)])

    found = TimeBins(ordered).bin_of(both)

    assert found.tolist() == (np.searchsorted(ordered, both, side="right") - 1).tolist()


@settings(derandomize=True, deadline=None)
@given(spans)
def test_presences_are_cut_at_every_edge(drawn: list[tuple[int, int]]) -> None:
    starts, ends = ends_of(drawn)
    kinds = np.arange(len(drawn)) % 2

    seconds, present = seconds_and_presence(BINS, (starts, ends), kinds, 2)

    for kind in (0, 1):
        mine = [(s, e) for s, e, k in zip(starts, ends, kinds, strict=True) if k == kind]
        for b, (lo, hi) in enumerate(pairwise(EDGES)):
            assert seconds[b, kind] == sum(max(0.0, min(e, hi) - max(s, lo)) for s, e in mine)
        for b, edge in enumerate(EDGES):
            assert present[b, kind] == sum(s < edge <= e for s, e in mine)


def test_a_presence_without_end_lasts_to_the_last_edge() -> None:
    infinite = (np.array([5.0, 50.0]), np.array([np.inf, np.inf]))

    seconds, present = seconds_and_presence(BINS, infinite, np.array([0, 0]), 1)

    assert seconds[:, 0].tolist() == [5.0, 15.0, 5.0]
    assert present[:, 0].tolist() == [0, 1, 1, 1]


@settings(derandomize=True, deadline=None)
@given(spans)
def test_largest_number_is_the_highest_level_of_the_path(drawn: list[tuple[int, int]]) -> None:
    starts, ends = ends_of([(start, max(1, length)) for start, length in drawn])
    moments = np.concatenate((starts, ends))
    order = np.argsort(moments)
    changes = np.repeat((1.0, -1.0), len(drawn))[order]

    found = largest_number(BINS, moments[order], changes)

    for b, (lo, hi) in enumerate(pairwise(EDGES)):
        times = [lo, *(s for s in starts if lo <= s < hi)]
        assert found[b] == max(int(((starts <= at) & (at < ends)).sum()) for at in times)


@settings(derandomize=True, deadline=None)
@given(spans)
def test_union_covers_the_same_seconds_once(drawn: list[tuple[int, int]]) -> None:
    starts, ends = ends_of(drawn)

    begins, lasts = union_of(starts, ends)

    covered = {
        s for start, end in zip(starts, ends, strict=True) for s in range(int(start), int(end))
    }
    assert (lasts - begins).sum() == pytest.approx(len(covered))
    assert (begins[1:] > lasts[:-1]).all()
