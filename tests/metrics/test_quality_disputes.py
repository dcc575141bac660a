"""Disputes and appeals, worked by hand on seven samples."""

import numpy as np
import pytest

from engine.domain.tables import ColumnTable
from engine.errors import InputError
from engine.metrics.proportions import wilson
from engine.metrics.quality_disputes import appeal, rater_disputes

NAN = float("nan")
SCORES = np.array([90.0, 92, 60, 80, 70, 88, NAN])


def table(**more: list[object]) -> ColumnTable:
    columns = {
        "sample_id": ["s1", "s2", "s3", "s4", "s5", "s6", "s7"],
        "agent": ["a", "a", "b", "b", "a", "b", "a"],
        "rater": ["q", "q", "q", "r", "q", None, "r"],
    }
    told = {name: np.array(cells, dtype=object) for name, cells in columns.items()}
    told |= {name: np.array(cells, dtype=float) for name, cells in more.items()}
    return ColumnTable(np.arange(2, 9), told)


DISPUTED = table(
    disputed=[0, 1, 1, 0, 1, 0, NAN],
    upheld=[NAN, 1, 0, NAN, NAN, NAN, NAN],
    score_before=[NAN, 80, NAN, NAN, NAN, NAN, NAN],
)


def test_disputes_by_rater() -> None:
    # q: 3 of 4 disputed, 1 of 2 decided upheld, 1 open, 92 after 80
    first, second = rater_disputes(DISPUTED, SCORES, 0.95)

    assert first.rater == "q"
    assert first.disputed == wilson(3, 4, 0.95)
    assert first.upheld == wilson(1, 2, 0.95)
    assert (first.undecided, first.change) == (1, 12)
    assert second.disputed == wilson(0, 1, 0.95)  # the blank is not known
    assert np.isnan(second.upheld.value)


def test_an_upheld_sample_that_was_never_disputed_is_refused() -> None:
    wrong = table(disputed=[0] * 7, upheld=[0, 0, 1, 0, 0, 0, 0])

    with pytest.raises(InputError, match=r"quality\.upheld \(row=4\)"):
        rater_disputes(wrong, SCORES, 0.95)


def test_an_appeal_leaves_the_disputed_samples_out() -> None:
    found = appeal(DISPUTED, SCORES, ["s5"], 0.95)

    assert found.agent == "a"
    assert found.standing.value == pytest.approx((90 + 92 + 70) / 3)
    assert found.without.value == 91


def test_an_appeal_is_about_known_samples_of_one_agent() -> None:
    with pytest.raises(InputError, match=r"quality\.appeal_unknown.*s9"):
        appeal(DISPUTED, SCORES, ["s1", "s9"], 0.95)
    with pytest.raises(InputError, match=r"quality\.appeal_agents"):
        appeal(DISPUTED, SCORES, ["s1", "s3"], 0.95)
