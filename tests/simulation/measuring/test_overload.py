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


@pytest.mark.parametrize("days", [1, 2])
def test_one_or_two_days_that_grow_all_the_time_are_told_as_so_few(days: int) -> None:
    (found,) = overload_finding(noisy(50.0 * np.arange(1, 49), days), ENDS_S)

    assert found.sentence.key == "finding.simulation.backlog_seems_to_grow"
    assert render_sentence(found.sentence, "en")
    assert render_sentence(found.sentence, "zh")
    assert overload_finding(np.zeros((days, 48)), ENDS_S) == ()


def test_two_days_must_both_grow() -> None:
    calm = np.minimum(50.0 * np.arange(48), 600.0)

    assert backlog_growth(np.stack((50.0 * np.arange(48), calm)), ENDS_S) is None


def test_three_intervals_tell_nothing() -> None:
    assert backlog_growth(np.ones((9, 3)), ENDS_S[:3]) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_finding_is_a_caution_with_a_sentence(language: str) -> None:
    (found,) = overload_finding(noisy(50.0 * np.arange(1, 49)), ENDS_S)

    told = render_sentence(found.sentence, language)  # type: ignore[arg-type]  # of the two
    assert found.severity == "caution"
    assert "2400" in told or "239" in told or "240" in told
