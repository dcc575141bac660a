"""A backlog that grows all the time is told apart from one that is only filling up."""

import numpy as np
import pytest

from engine.i18n.translate import render_sentence
from engine.simulation.measuring.overload import backlog_growth, overload_finding

ENDS_S = 1_800.0 * np.arange(1, 49)
RNG = np.random.default_rng(11)


def noisy(means: np.ndarray, days: int = 30) -> np.ndarray:
    return np.maximum(means + RNG.normal(0, 5, (days, means.size)), 0)


def test_growth_is_told_by_the_hour() -> None:
    found = backlog_growth(noisy(50.0 * np.arange(1, 49)), ENDS_S)

    assert found == pytest.approx(100.0, rel=0.02)


@pytest.mark.parametrize(
    "means",
    [
        np.minimum(50.0 * np.arange(1, 49), 600.0),  # fills up, then stays
        np.concatenate((50.0 * np.arange(36), np.linspace(1_700, 0, 12))),  # an evening's peak
        np.zeros(48),
    ],
)
def test_a_backlog_that_stops_growing_is_none(means: np.ndarray) -> None:
    assert overload_finding(noisy(means), ENDS_S) == ()


def test_one_day_or_three_intervals_tell_nothing() -> None:
    assert backlog_growth(np.arange(48.0)[None], ENDS_S) is None
    assert backlog_growth(np.ones((9, 3)), ENDS_S[:3]) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_finding_is_a_caution_with_a_sentence(language: str) -> None:
    (found,) = overload_finding(noisy(50.0 * np.arange(1, 49)), ENDS_S)

    told = render_sentence(found.sentence, language)  # type: ignore[arg-type]  # of the two
    assert found.severity == "caution"
    assert "2400" in told or "239" in told or "240" in told
