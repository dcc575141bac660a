"""Times that presences spend before an instant, merged presences, and who is there."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.simulation.presence import merged, present_at, seconds_before, staffed_until
from engine.simulation.sampling import AGENT

spans = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), max_size=30)


def test_presences_are_cut_at_each_instant() -> None:
    starts, ends = np.array([0.0, 5.0, 30.0]), np.array([10.0, 20.0, np.inf])

    before = seconds_before(starts, ends, np.array([0.0, 8.0, 40.0]))

    assert before.tolist() == [0.0, 8.0 + 3.0, 10.0 + 15.0 + 10.0]


def test_one_who_leaves_at_the_instant_is_still_counted_and_one_who_comes_is_not() -> None:
    starts, ends = np.array([0.0, 10.0]), np.array([10.0, 20.0])

    assert present_at(starts, ends, np.array([10.0])).tolist() == [1.0]


@given(spans)
def test_time_spent_is_the_sum_over_presences(drawn: list[tuple[int, int]]) -> None:
    starts = np.array([float(start) for start, _ in drawn])
    ends = np.array([float(start + length) for start, length in drawn])

    before = seconds_before(starts, ends, np.array([25.0, 100.0]))

    inside = [
        max(0.0, min(end, 25.0) - min(start, 25.0)) for start, end in zip(starts, ends, strict=True)
    ]
    assert before.tolist() == [sum(inside), float((ends - starts).sum())]


@given(spans, st.lists(st.integers(0, 3), min_size=30, max_size=30))
def test_merged_presences_cover_the_same_seconds(
    drawn: list[tuple[int, int]], drawn_owners: list[int]
) -> None:
    owners = np.array(drawn_owners[: len(drawn)], dtype=np.int64)
    starts = np.array([float(start) for start, _ in drawn])
    ends = np.array([float(start + length) for start, length in drawn])

    owner, start, end = merged(owners, starts, ends)

    for each in range(4):
        wanted = {
            second
            for mine, first, last in zip(owners, starts, ends, strict=True)
            if mine == each
            for second in range(int(first), int(last))
        }
        mine = owner == each
        assert np.isclose((end[mine] - start[mine]).sum(), len(wanted))
        assert np.all(start[mine][1:] > end[mine][:-1])


def test_an_agent_is_there_until_the_last_open_contact_ends() -> None:
    agents = np.zeros(2, AGENT)
    agents["end_s"] = 100.0

    until = staffed_until(agents, np.array([0.0, 0.0]), np.array([90.0, 130.0]))

    assert until.tolist() == [130.0, 100.0]
